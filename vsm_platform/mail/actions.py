"""Letters are written with the change that they tell of, and sent once it is safe."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.outbox import enqueue
from vsm_platform.mail.models import LETTER, Letter
from vsm_platform.mail.writing import Written

CHANNEL = "mail"
"""One for all letters: where the mail server does not answer, all of them wait."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that goes with a letter."""

    name: str
    type: str
    """A media type, such as ``text/calendar; method=REQUEST``."""
    text: str


def do_send(
    session: Session,
    recipient: str,
    written: Written,
    *,
    reply_to: str = "",
    stop_url: str = "",
    attachment: Attachment | None = None,
    institution_id: int | None = None,
    exchange_id: int | None = None,
) -> None:
    """Send a letter once the caller's transaction is safe.

    ``stop_url`` stops letters of its kind by one POST without a sign-in (RFC 8058).
    """
    letter = Letter(
        recipient=recipient,
        language=written.language,
        subject=written.subject,
        body=written.body,
        reply_to=reply_to,
        stop_url=stop_url,
        attachment_name=attachment.name if attachment else "",
        attachment_type=attachment.type if attachment else "",
        attachment=attachment.text if attachment else "",
        created_at=clock.now(),
    )
    session.add(letter)
    session.flush()
    enqueue(
        session,
        LETTER,
        {"letter": letter.id},
        lane=f"letter:{letter.id}",
        channel=CHANNEL,
        institution_id=institution_id,
        exchange_id=exchange_id,
    )


def do_forget_letters(session: Session, words: Sequence[str]) -> None:
    """Let letters forget a person: those to the person are not sent, others lose the name.

    ``words`` are the names and addresses by which the person was known.
    """
    known = [word.lower() for word in words]
    session.execute(delete(Letter).where(func.lower(Letter.recipient).in_(known)))
    texts = (Letter.subject, Letter.body, Letter.reply_to, Letter.attachment)
    if not words:
        return
    names_one = or_(*(text.icontains(word, autoescape=True) for text in texts for word in words))
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
    for letter in session.scalars(select(Letter).where(names_one)):
        letter.subject = named.sub("…", letter.subject)
        letter.body = named.sub("…", letter.body)
        letter.attachment = named.sub("…", letter.attachment)
        letter.reply_to = "" if named.search(letter.reply_to) else letter.reply_to
