"""Messages of those who teach: taken along by who wrote and by who got them."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.exchanges.api import enrolments_of
from vsm_platform.faculty.models import Message, MessageRecipient


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Both ways."""
    sent = select(Message.texts, Message.sent_at)
    sent = sent.where(Message.sender_id == person_id).order_by(Message.id)
    yield Part("sent", _l("Messages that you sent"), listed(session, sent))
    got = (
        select(Message.texts, MessageRecipient.language, Message.sent_at)
        .join(MessageRecipient, MessageRecipient.message_id == Message.id)
        .where(MessageRecipient.enrolment_id.in_(enrolments_of(person_id)))
        .order_by(Message.id)
    )
    yield Part("received", _l("Messages that you got"), listed(session, got))


def do_forget(session: Session, gone: Gone) -> None:
    own = enrolments_of(gone.person_id)
    session.execute(delete(MessageRecipient).where(MessageRecipient.enrolment_id.in_(own)))


offer_personal_data("faculty", own_data)
offer_erasure("faculty", do_forget)
