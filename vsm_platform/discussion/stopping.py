"""The address in a letter by which its reader stops such letters, without signing in.

It names the person, signed; older secret keys still open what they signed.
"""

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from vsm_platform.core.errors import NotFound


def _serializer() -> URLSafeSerializer:
    older = current_app.config["SECRET_KEY_FALLBACKS"] or []
    keys = [*reversed(older), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="discussion letters")


def stop_address(person_id: int) -> str:
    """The whole address for a person's letters."""
    token = _serializer().dumps(person_id)
    return url_for("discussion.stop", stop_token=token, _external=True)


def person_of(token: str) -> int:
    """Whose letters an address stops.

    Raises:
        NotFound: nobody's.
    """
    try:
        return int(_serializer().loads(token))
    except (BadSignature, ValueError, TypeError):
        raise NotFound from None
