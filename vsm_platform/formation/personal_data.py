"""What a student said of themself for forming teams: taken along, and gone."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.exchanges.api import Exchange, enrolments_of
from vsm_platform.formation.models import Attribute, AttributeValue


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Answers, and what faculty read from a list."""
    values = (
        select(
            Exchange.title.label("exchange"),
            Attribute.label.label("what"),
            Attribute.question,
            AttributeValue.text,
            AttributeValue.number,
            AttributeValue.said_at,
        )
        .join(Attribute, Attribute.id == AttributeValue.attribute_id)
        .join(Exchange, Exchange.id == Attribute.exchange_id)
        .where(AttributeValue.enrolment_id.in_(enrolments_of(person_id)))
        .order_by(Attribute.id)
    )
    yield Part("answers", _l("What is known of you for making teams"), listed(session, values))


def do_forget(session: Session, gone: Gone) -> None:
    """Teams that were proposed name numbers of enrolments, and stay."""
    own = enrolments_of(gone.person_id)
    session.execute(delete(AttributeValue).where(AttributeValue.enrolment_id.in_(own)))


offer_personal_data("formation", own_data)
offer_erasure("formation", do_forget)
