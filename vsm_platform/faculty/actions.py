"""What faculty do with an exchange's people: write to them, and set steps of the path aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent
from vsm_platform.core import audit, clock
from vsm_platform.exchanges.api import Access
from vsm_platform.faculty.errors import NobodyChosen, TooManyMessages
from vsm_platform.faculty.models import Message, MessageRecipient, SetAside
from vsm_platform.faculty.queries.messages import Reader, readers
from vsm_platform.mail.api import Written, do_send, write
from vsm_platform.web.languages import match_language

MESSAGES_AN_HOUR = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is sent."""

    client_key: str
    texts: Mapping[str, Mapping[str, str]]
    """By language tag, the first language first: ``{"subject", "text"}``."""
    reply_to: str
    """The sender's own address, where answers should reach it; else empty."""
    sender_name: str
    sender_institution: str


def language_for(texts: Mapping[str, object], correspondent: Correspondent) -> str:
    """The language of a text in which this person gets it: the own one, else the first."""
    own = correspondent.language.lower().split("-")[0].split("_")[0]
    return next((tag for tag in texts if tag.lower().split("-")[0] == own), next(iter(texts)))


def do_send_message(
    session: Session, access: Access, draft: Draft, *, to: Sequence[int], sender_id: int
) -> int:
    """Send a message to these students, each in the own language; once for each client key.

    Everybody can read it in the exchange; whoever has an address also gets a letter.

    Args:
        session: the unit of work.
        access: the sender's.
        draft: what is written.
        to: enrolments of this exchange.
        sender_id: the person who writes.

    Returns:
        How many people it went to.

    Raises:
        NobodyChosen: nobody of them is there.
        TooManyMessages: the sender has written too often in this hour.
    """
    found = readers(session, to)
    if not found:
        raise NobodyChosen
    if _was_sent(session, sender_id, draft.client_key):
        return len(found)
    _refuse_too_many(session, sender_id)
    message_id = _add_message(session, access.exchange_id, draft, sender_id)
    for reader in found:
        _send_one(session, access, draft, message_id, reader)
    audit.record(
        session,
        "faculty.message_sent",
        f"exchange:{access.exchange_id}",
        actor_id=sender_id,
        recipients=len(found),
    )
    return len(found)


def _add_message(session: Session, exchange_id: int, draft: Draft, sender_id: int) -> int:
    message = Message(
        exchange_id=exchange_id,
        sender_id=sender_id,
        client_key=draft.client_key,
        texts={tag: dict(text) for tag, text in draft.texts.items()},
        sent_at=clock.now(),
    )
    session.add(message)
    session.flush()
    return message.id


def _was_sent(session: Session, sender_id: int, client_key: str) -> bool:
    query = select(Message.id).where(
        Message.sender_id == sender_id, Message.client_key == client_key
    )
    return session.scalar(query) is not None


def _refuse_too_many(session: Session, sender_id: int) -> None:
    query = select(func.count()).where(
        Message.sender_id == sender_id, Message.sent_at > clock.now() - timedelta(hours=1)
    )
    if (session.scalar(query.select_from(Message)) or 0) >= MESSAGES_AN_HOUR:
        raise TooManyMessages(limit=MESSAGES_AN_HOUR)


def _send_one(
    session: Session, access: Access, draft: Draft, message_id: int, reader: Reader
) -> None:
    language = language_for(draft.texts, reader.correspondent)
    address = reader.correspondent.address
    session.add(
        MessageRecipient(
            message_id=message_id,
            enrolment_id=reader.enrolment_id,
            language=language,
            by_mail=bool(address),
        )
    )
    if address:
        letter = letter_of(access, draft, reader.correspondent)
        do_send(session, address, letter, reply_to=draft.reply_to, exchange_id=access.exchange_id)


def letter_of(access: Access, draft: Draft, correspondent: Correspondent) -> Written:
    """The letter as this person gets it: the text as it was written, the rest in their language."""
    text = draft.texts[language_for(draft.texts, correspondent)]
    return write(
        "message",
        match_language(correspondent.language) or "en",
        subject=text["subject"],
        text=text["text"],
        name=correspondent.name,
        sender=draft.sender_name,
        institution=draft.sender_institution,
        exchange=access.title,
        can_answer=bool(draft.reply_to),
    )


def do_set_aside(
    session: Session, exchange_id: int, key: str, *, is_needed: bool, actor_id: int
) -> None:
    """Say that a step of the path is not needed here, or that it is after all."""
    session.execute(
        delete(SetAside).where(SetAside.exchange_id == exchange_id, SetAside.key == key)
    )
    if not is_needed:
        session.add(
            SetAside(exchange_id=exchange_id, key=key, person_id=actor_id, set_aside_at=clock.now())
        )
