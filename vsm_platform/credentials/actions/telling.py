"""That people are told of what was issued, corrected or revoked: asked for with the change itself."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy.orm import Session

from vsm_platform.core.outbox import enqueue

TELL = "credentials.tell"
"""The kind of the deliveries that write these letters (``core.outbox``)."""
AT_ONCE = 50
"""Letters that one delivery writes."""


class News(StrEnum):
    ISSUED = "issued"
    CORRECTED = "corrected"
    REVOKED = "revoked"


def do_tell(session: Session, news: News, credential_ids: Sequence[int]) -> None:
    """Have letters written about these credentials once the caller's transaction is safe."""
    for start in range(0, len(credential_ids), AT_ONCE):
        part = list(credential_ids[start : start + AT_ONCE])
        enqueue(
            session,
            TELL,
            {"news": news.value, "credentials": part},
            lane=f"credentials.tell:{part[0]}",
            channel="credentials.tell",
        )
