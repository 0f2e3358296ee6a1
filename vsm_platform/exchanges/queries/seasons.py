"""The seasons of an exchange that runs again and again, with their numbers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.life import standing
from vsm_platform.exchanges.models import (
    INSIDE,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Partnership,
    Role,
)
from vsm_platform.institutions.api import Institution

LONGEST = 100
"""So many seasons are shown at most."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The students of one partner in one season."""

    institution: str
    students: int


@dataclass(frozen=True, slots=True)
class Season:
    """One of the exchanges that continue each other."""

    exchange_id: int
    title: str
    season: str
    starts_on: date
    ends_on: date
    state: ExchangeState
    cohorts: tuple[Cohort, ...]
    is_this: bool
    is_open_to_viewer: bool
    """The viewer takes part in it, or is an administrator, so that a link leads somewhere."""


def seasons_of(session: Session, viewer: Viewer, exchange_id: int) -> list[Season]:
    """The seasons before this one, itself, and of the later ones those that the viewer is in.

    Whoever is not in a later season learns nothing of it. Three selects, whatever their number.
    """
    ids = _connected(session, exchange_id)
    mine = _taken_part_in(session, viewer, ids)
    cohorts = _cohorts(session, ids)
    query = select(Exchange).where(Exchange.id.in_(ids)).order_by(Exchange.starts_on, Exchange.id)
    found = {exchange.id: exchange for exchange in session.scalars(query)}
    before = _before(found, exchange_id)
    return [
        Season(
            exchange_id=one.id,
            title=one.title,
            season=one.season,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            state=standing(ExchangeState(one.state), one.starts_on, one.ends_on),
            cohorts=tuple(cohorts.get(one.id, ())),
            is_this=one.id == exchange_id,
            is_open_to_viewer=viewer.is_administrator or one.id in mine,
        )
        for one in found.values()
        if one.id in before or viewer.is_administrator or one.id in mine
    ]


def _connected(session: Session, exchange_id: int) -> list[int]:
    """All seasons that are linked with this one, whichever came first."""
    chain = (
        select(Exchange.id, Exchange.previous_id)
        .where(Exchange.id == exchange_id)
        .cte("seasons", recursive=True)
    )
    other = aliased(Exchange)
    neighbour = or_(other.previous_id == chain.c.id, other.id == chain.c.previous_id)
    chain = chain.union(select(other.id, other.previous_id).join(chain, neighbour))
    return list(session.scalars(select(chain.c.id).limit(LONGEST)))


def _before(found: dict[int, Exchange], exchange_id: int) -> set[int]:
    before: set[int] = set()
    number: int | None = exchange_id
    while number in found and number not in before:
        before.add(number)
        number = found[number].previous_id
    return before


def _taken_part_in(session: Session, viewer: Viewer, ids: list[int]) -> set[int]:
    query = select(Enrolment.exchange_id).where(
        Enrolment.exchange_id.in_(ids),
        Enrolment.person_id == viewer.person_id,
        Enrolment.state.in_(INSIDE),
    )
    return set(session.scalars(query))


def _cohorts(session: Session, ids: list[int]) -> dict[int, list[Cohort]]:
    here = (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED)
    students = (
        select(func.count())
        .where(
            Enrolment.partnership_id == Partnership.id,
            Enrolment.role == Role.STUDENT,
            Enrolment.state.in_(here),
            Enrolment.is_test.is_(False),
        )
        .correlate(Partnership)
        .scalar_subquery()
    )
    query = (
        select(Partnership.exchange_id, Institution.name, students)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Partnership.exchange_id.in_(ids))
        .order_by(Partnership.is_lead.desc(), Partnership.id)
    )
    cohorts: dict[int, list[Cohort]] = {}
    for exchange_id, institution, number in session.execute(query):
        cohorts.setdefault(exchange_id, []).append(Cohort(institution, number))
    return cohorts
