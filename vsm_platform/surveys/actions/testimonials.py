"""What somebody says of a programme in public: given, shown by those who teach, and taken back."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.surveys.errors import NotWithoutGuardian
from vsm_platform.surveys.models import Testimonial

CONSENT = 1
"""The version of the words of consent on ``templates/surveys/testimonial.html``."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said, and how."""

    text: str
    video: str
    shows_name: bool
    language: str


def do_give_testimonial(session: Session, enrolment_id: int, statement: Statement) -> None:
    """Keep what somebody agreed to be shown; a change waits for those who teach again.

    Raises:
        NotWithoutGuardian: a minor whose guardian has not agreed.
    """
    enrolment = session.get_one(Enrolment, enrolment_id, with_for_update=True)
    if enrolment.is_minor and enrolment.consented_at is None:
        raise NotWithoutGuardian
    found = own_testimonial(session, enrolment_id)
    if found is None:
        found = Testimonial(exchange_id=enrolment.exchange_id, enrolment_id=enrolment_id)
        session.add(found)
    found.text, found.video = statement.text, statement.video
    found.shows_name, found.language = statement.shows_name, statement.language
    found.consent, found.consented_at, found.shown_at = CONSENT, clock.now(), None


def own_testimonial(session: Session, enrolment_id: int) -> Testimonial | None:
    query = select(Testimonial).where(Testimonial.enrolment_id == enrolment_id)
    return session.scalars(query).one_or_none()


def do_take_back_testimonial(session: Session, enrolment_id: int) -> None:
    """Delete it, at once and for good."""
    found = own_testimonial(session, enrolment_id)
    if found is not None:
        session.delete(found)


def do_show_testimonial(
    session: Session, exchange_id: int, testimonial_id: int, *, shows: bool, actor_id: int
) -> None:
    """Show it in public, or no longer.

    Raises:
        NotFound: the exchange has no such testimonial, or it was taken back.
    """
    found = session.get(Testimonial, testimonial_id, with_for_update=True)
    if found is None or found.exchange_id != exchange_id:
        raise NotFound
    found.shown_at = clock.now() if shows else None
    verb = "testimonial_shown" if shows else "testimonial_hidden"
    audit.record(session, f"surveys.{verb}", f"exchange:{exchange_id}", actor_id=actor_id)
