"""The address in a letter by which its reader stops such letters, without signing in.

It names the person and the kind of letters, signed; older secret keys still open what they signed.
"""

from enum import StrEnum

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from vsm_platform.core.errors import NotFound


def _serializer() -> URLSafeSerializer:
    older = current_app.config["SECRET_KEY_FALLBACKS"] or []
    keys = [*reversed(older), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="discussion letters")


class Letters(StrEnum):
    """Which letters an address stops."""

    MENTIONS = "mentions"
    DIGESTS = "digests"


def stop_address(person_id: int, letters: Letters = Letters.MENTIONS) -> str:
    """The whole address that stops one kind of a person's letters."""
    # Mentions were the only letters once, and their addresses hold the person alone.
    token = person_id if letters == Letters.MENTIONS else [person_id, letters.value]
    return url_for("discussion.stop", stop_token=_serializer().dumps(token), _external=True)


def meant_by(token: str) -> tuple[int, Letters]:
    """Whose letters an address stops, and which.

    Raises:
        NotFound: nobody's.
    """
    try:
        found = _serializer().loads(token)
        person_id, word = found if isinstance(found, list) else (found, Letters.MENTIONS)
        return int(person_id), Letters(word)
    except (BadSignature, ValueError, TypeError):
        raise NotFound from None
