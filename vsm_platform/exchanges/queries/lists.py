"""Lists of exchanges and of the institutions that can take part."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.exchanges.life import LATEST, standing
from vsm_platform.exchanges.models import (
    INSIDE,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Partnership,
    Role,
)
from vsm_platform.exchanges.queries.people import takes_part
from vsm_platform.institutions.api import Institution, State


@dataclass(frozen=True, slots=True)
class ExchangeChoice:
    """An exchange in which an institution is a partner, to be chosen by its teachers."""

    partnership_id: int
    exchange_id: int
    title: str
    starts_on: date
    ends_on: date


def partnerships_of_institution(session: Session, institution_id: int) -> list[ExchangeChoice]:
    """The exchanges that an institution can still link courses with, the latest first.

    It is a partner there that has not left, and the exchange is not over.
    """
    is_not_over = or_(
        Exchange.state.in_((ExchangeState.DRAFT, ExchangeState.RUNNING)),
        and_(Exchange.state == ExchangeState.OPEN, Exchange.ends_on >= clock.today(LATEST)),
    )
    query = (
        select(Partnership.id, Exchange.id, Exchange.title, Exchange.starts_on, Exchange.ends_on)
        .join(Exchange, Exchange.id == Partnership.exchange_id)
        .where(Partnership.institution_id == institution_id, is_not_over, takes_part())
        .order_by(Exchange.starts_on.desc(), Exchange.title, Exchange.id)
    )
    return [ExchangeChoice(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """An exchange in a list."""

    exchange_id: int
    title: str
    starts_on: date
    ends_on: date
    season: str
    state: ExchangeState
    """Where it stands now."""
    role: Role | None = None
    partners: int = 0
    students: int = 0


_LINE = (
    Exchange.id,
    Exchange.title,
    Exchange.starts_on,
    Exchange.ends_on,
    Exchange.season,
    Exchange.state,
)


def my_exchanges(session: Session, person_id: int) -> list[ExchangeLine]:
    """The exchanges that a person is enrolled in, the latest first."""
    query = (
        select(*_LINE, Enrolment.role)
        .join(Enrolment, Enrolment.exchange_id == Exchange.id)
        .where(Enrolment.person_id == person_id, Enrolment.state.in_(INSIDE))
        .order_by(Exchange.starts_on.desc(), Exchange.id)
    )
    return [_line(row, role=row.role) for row in session.execute(query)]


def _line(row: Any, **more: Any) -> ExchangeLine:
    number, title, starts_on, ends_on, season, decided = row[:6]
    state = standing(ExchangeState(decided), starts_on, ends_on)
    return ExchangeLine(number, title, starts_on, ends_on, season, state, **more)


def all_exchanges(session: Session) -> list[ExchangeLine]:
    """Every exchange with its numbers of partners and students, the latest first.

    Partners that have left, and their students, are not counted.
    """
    partners = (
        select(func.count())
        .where(Partnership.exchange_id == Exchange.id, takes_part())
        .correlate(Exchange)
        .scalar_subquery()
    )
    students = (
        select(func.count())
        .select_from(Enrolment)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .where(
            takes_part(),
            Enrolment.exchange_id == Exchange.id,
            Enrolment.role == Role.STUDENT,
            Enrolment.state == EnrolmentState.ENROLLED,
            Enrolment.is_test.is_(False),
        )
        .correlate(Exchange)
        .scalar_subquery()
    )
    query = select(*_LINE, partners.label("partners"), students.label("students"))
    rows = session.execute(query.order_by(Exchange.starts_on.desc(), Exchange.id))
    return [_line(row, partners=row.partners, students=row.students) for row in rows]


def institution_choices(session: Session, exchange_id: int | None = None) -> list[tuple[int, str]]:
    """Institutions that can be partners, id and name, by name: active ones and present partners."""
    partners = select(Partnership.institution_id).where(Partnership.exchange_id == exchange_id)
    query = (
        select(Institution.id, Institution.name)
        .where((Institution.state == State.ACTIVE) | Institution.id.in_(partners))
        .order_by(func.lower(Institution.name))
    )
    return [(institution_id, name) for institution_id, name in session.execute(query)]
