"""Lists of exchanges and of the institutions that can take part."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.exchanges.models import (
    INSIDE,
    Enrolment,
    EnrolmentState,
    Exchange,
    Partnership,
    Role,
)
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
    """The exchanges in which an institution is a partner, the latest first."""
    query = (
        select(Partnership.id, Exchange.id, Exchange.title, Exchange.starts_on, Exchange.ends_on)
        .join(Exchange, Exchange.id == Partnership.exchange_id)
        .where(Partnership.institution_id == institution_id)
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
    role: Role | None = None
    partners: int = 0
    students: int = 0


def my_exchanges(session: Session, person_id: int) -> list[ExchangeLine]:
    """The exchanges that a person is enrolled in, the latest first."""
    query = (
        select(Exchange.id, Exchange.title, Exchange.starts_on, Exchange.ends_on, Enrolment.role)
        .join(Enrolment, Enrolment.exchange_id == Exchange.id)
        .where(Enrolment.person_id == person_id, Enrolment.state.in_(INSIDE))
        .order_by(Exchange.starts_on.desc(), Exchange.id)
    )
    return [ExchangeLine(*row) for row in session.execute(query)]


def all_exchanges(session: Session) -> list[ExchangeLine]:
    """Every exchange with its numbers of partners and students, the latest first."""
    partners = (
        select(func.count())
        .where(Partnership.exchange_id == Exchange.id)
        .correlate(Exchange)
        .scalar_subquery()
    )
    students = (
        select(func.count())
        .where(
            Enrolment.exchange_id == Exchange.id,
            Enrolment.role == Role.STUDENT,
            Enrolment.state == EnrolmentState.ENROLLED,
            Enrolment.is_test.is_(False),
        )
        .correlate(Exchange)
        .scalar_subquery()
    )
    query = select(
        Exchange.id, Exchange.title, Exchange.starts_on, Exchange.ends_on, partners, students
    ).order_by(Exchange.starts_on.desc(), Exchange.id)
    rows = session.execute(query)
    return [
        ExchangeLine(exchange, title, starts_on, ends_on, partners=among, students=count)
        for exchange, title, starts_on, ends_on, among, count in rows
    ]


def institution_choices(session: Session, exchange_id: int | None = None) -> list[tuple[int, str]]:
    """Institutions that can be partners, id and name, by name: active ones and present partners."""
    partners = select(Partnership.institution_id).where(Partnership.exchange_id == exchange_id)
    query = (
        select(Institution.id, Institution.name)
        .where((Institution.state == State.ACTIVE) | Institution.id.in_(partners))
        .order_by(func.lower(Institution.name))
    )
    return [(institution_id, name) for institution_id, name in session.execute(query)]
