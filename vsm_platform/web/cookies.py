"""Flask's signed session cookie, with what signs it made once.

Every request reads the cookie, and to make the signer and to derive its key costs several times
what the signature does. The cookies themselves are Flask's, bit by bit.
"""

from functools import cache, cached_property

from flask import Flask, current_app, g, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class KeptKeys(TimestampSigner):
    """A signer that derives each key once."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        derived = self._derived.get(secret)
        if derived is None:
            derived = self._derived[secret] = super().derive_key(secret)
        return derived

    @cached_property
    def _derived(self) -> dict[str | bytes, bytes]:
        return {}


class _KeptSigner(URLSafeTimedSerializer):
    default_signer = KeptKeys

    def make_signer(self, salt: str | bytes | None = None) -> TimestampSigner:
        return super().make_signer(salt) if salt is not None else self._kept  # type: ignore[return-value]

    @cached_property
    def _kept(self) -> TimestampSigner:
        return super().make_signer()  # type: ignore[return-value]


def form_proof() -> str:
    """The token of this page's forms: Flask-WTF's, with what signs it kept."""
    if "csrf_token" in session and "csrf_token" not in g:
        g.csrf_token = _proofs(current_app.config["SECRET_KEY"]).dumps(session["csrf_token"])
    return str(generate_csrf())


@cache
def _proofs(secret_key: str) -> URLSafeTimedSerializer:
    return _KeptSigner(secret_key, salt="wtf-csrf-token")


class SessionCookies(SecureCookieSessionInterface):
    """The session interface of one application."""

    _serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._serializer is None:
            made = super().get_signing_serializer(app)
            if made is None:
                return None
            self._serializer = _KeptSigner(
                made.secret_keys,
                salt=made.salt,
                serializer=self.serializer,
                signer_kwargs=made.signer_kwargs,
            )
        return self._serializer
