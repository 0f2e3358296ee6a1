"""What people say of a programme, and the programme's public page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment, Exchange, Partnership, partners_of
from vsm_platform.institutions.api import Institution
from vsm_platform.surveys.models import Testimonial


@dataclass(frozen=True, slots=True)
class Said:
    """One testimonial; the name only where the person wants it shown."""

    id: int
    text: str
    video: str
    name: str
    institution: str
    language: str
    shown_at: datetime | None


@dataclass(frozen=True, slots=True)
class Programme:
    """What everybody may know of a programme."""

    title: str
    description: str
    starts_on: date
    ends_on: date
    languages: tuple[str, ...]
    institutions: tuple[str, ...]
    testimonials: tuple[Said, ...]


def said_of(session: Session, exchange_id: int, *, shown_only: bool = False) -> list[Said]:
    """All that may be shown now: a minor's only while a guardian agrees."""
    query = (
        select(
            Testimonial.id,
            Testimonial.text,
            Testimonial.video,
            Testimonial.shows_name,
            Person.display_name,
            Institution.name,
            Testimonial.language,
            Testimonial.shown_at,
        )
        .join(Enrolment, Enrolment.id == Testimonial.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Partnership, Partnership.id == Enrolment.partnership_id)
        .outerjoin(Institution, Institution.id == Partnership.institution_id)
        .where(Testimonial.exchange_id == exchange_id, _may_be_shown())
        .order_by(Testimonial.id)
    )
    if shown_only:
        query = query.where(Testimonial.shown_at.is_not(None))
    rows: list[Any] = list(session.execute(query))
    return [
        Said(key, text, video, name if shows_name else "", home or "", language, shown_at)
        for key, text, video, shows_name, name, home, language, shown_at in rows
    ]


def public_programme(session: Session, exchange_id: int) -> Programme:
    """A programme of which somebody says something in public.

    Raises:
        NotFound: there is none, or nothing of it is public.
    """
    exchange = session.get(Exchange, exchange_id)
    said = said_of(session, exchange_id, shown_only=True) if exchange else []
    if exchange is None or not said:
        raise NotFound
    return Programme(
        exchange.title,
        exchange.description,
        exchange.starts_on,
        exchange.ends_on,
        tuple(exchange.languages),
        tuple(one.name for one in partners_of(session, exchange_id)),
        tuple(said),
    )


def public_programmes(session: Session, exchange_ids: Collection[int]) -> set[int]:
    """Those of these exchanges that have a public page, in one query."""
    query = (
        select(Testimonial.exchange_id)
        .join(Enrolment, Enrolment.id == Testimonial.enrolment_id)
        .where(
            Testimonial.exchange_id.in_(exchange_ids),
            Testimonial.shown_at.is_not(None),
            _may_be_shown(),
        )
    )
    return set(session.scalars(query))


def _may_be_shown() -> ColumnElement[bool]:
    """What a minor says, only while a guardian agrees."""
    return or_(Enrolment.is_minor.is_(False), Enrolment.consented_at.is_not(None))
