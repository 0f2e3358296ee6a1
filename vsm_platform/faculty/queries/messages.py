"""Messages of an exchange: those that faculty sent, and those that a person got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent, Person, correspondents
from vsm_platform.exchanges.api import Access, Enrolment
from vsm_platform.faculty.models import Message, MessageRecipient

KEPT_ON_PAGE = 50


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as a list shows it."""

    id: int
    subject: str
    text: str
    language: str
    sender: str
    sent_at: datetime
    recipients: int = 0
    by_mail: int = 0


def sent_messages(session: Session, exchange_id: int) -> list[MessageView]:
    """The latest messages of an exchange, in their first language."""
    query = (
        select(
            Message.id,
            Message.texts,
            Person.display_name,
            Message.sent_at,
            func.count(MessageRecipient.enrolment_id),
            func.sum(MessageRecipient.by_mail.cast(Integer)),
        )
        .join(Person, Person.id == Message.sender_id)
        .join(MessageRecipient, MessageRecipient.message_id == Message.id)
        .where(Message.exchange_id == exchange_id)
        .group_by(Message.id, Person.id)
        .order_by(Message.id.desc())
        .limit(KEPT_ON_PAGE)
    )
    views = []
    for key, texts, sender, sent_at, recipients, by_mail in session.execute(query):
        language, written = next(iter(texts.items()))
        views.append(
            MessageView(
                key,
                written["subject"],
                written["text"],
                language,
                sender,
                sent_at,
                recipients,
                by_mail or 0,
            )
        )
    return views


def received_messages(session: Session, access: Access) -> list[MessageView]:
    """The latest messages to the viewer, each in the language in which it went out."""
    query = (
        select(
            Message.id,
            Message.texts,
            MessageRecipient.language,
            Person.display_name,
            Message.sent_at,
        )
        .join(MessageRecipient, MessageRecipient.message_id == Message.id)
        .join(Person, Person.id == Message.sender_id)
        .where(
            Message.exchange_id == access.exchange_id,
            MessageRecipient.enrolment_id == access.enrolment_id,
        )
        .order_by(Message.id.desc())
        .limit(KEPT_ON_PAGE)
    )
    return [
        MessageView(
            key, texts[language]["subject"], texts[language]["text"], language, sender, sent_at
        )
        for key, texts, language, sender, sent_at in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to whom a message goes."""

    enrolment_id: int
    correspondent: Correspondent


def readers(session: Session, enrolment_ids: Sequence[int]) -> list[Reader]:
    """These people with their addresses and languages."""
    query = select(Enrolment.id, Enrolment.person_id).where(Enrolment.id.in_(enrolment_ids))
    people = dict(session.execute(query).all())
    found: Mapping[int, Correspondent] = correspondents(session, list(people.values()))
    return [Reader(one, found[people[one]]) for one in enrolment_ids if one in people]
