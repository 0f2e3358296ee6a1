"""Whose week is what: one's own for the page, and everybody's as masks for computing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.availability.models import AvailabilityRequest, PaintedWeek
from vsm_platform.availability.week import (
    WAKING_WEEK,
    Level,
    Regime,
    masks,
    quarter_of_week,
    regimes,
    shared_by_all,
)
from vsm_platform.core import clock
from vsm_platform.core.prepared import Prepared
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Exchange, Partnership, Role
from vsm_platform.institutions.api import Institution

FEW = 400
"""So many enrolments are named in a select; of more, the whole exchange is read."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """When people of one exchange can meet, in each regime of its term."""

    regimes: tuple[Regime, ...]
    masks: dict[int, tuple[int, ...]]
    """By enrolment: the quarters of the week in UTC in which the person can meet, or would rather
    not, in each regime (``week``)."""
    rather_not: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The same of the hours that are only better than nothing; who said none of any is not in it."""
    zones: dict[int, str] = field(default_factory=dict)
    """By enrolment, the zone on whose clock the person lives."""


class _Row(NamedTuple):
    enrolment_id: int
    own_zone: str
    home_zone: str
    painted_zone: str | None
    hours: str | None

    @property
    def zone(self) -> str:
        """Where the person lives: as they said, or else where the university is."""
        return clock.known_zone(self.own_zone, self.home_zone)

    @property
    def week(self) -> tuple[str, str]:
        """Hours and the zone on whose clock they are meant."""
        if self.hours and clock.zone_or_none(self.painted_zone):
            return self.hours, str(self.painted_zone)
        return WAKING_WEEK, self.zone


def weeks_of(
    session: Session,
    exchange_id: int,
    enrolment_ids: Collection[int],
    *,
    term: tuple[date, date] | None = None,
) -> Weeks:
    """When these people of an exchange can meet; two selects, however many they are.

    Args:
        session: the unit of work.
        exchange_id: the exchange; enrolments of others are left out.
        enrolment_ids: the people.
        term: the days in question; by default from the first partner's beginning to the last's end.

    Raises:
        NoResultFound: there is no such exchange.
    """
    rows = _rows(session, exchange_id, set(enrolment_ids))
    first, last = term or _term(session, exchange_id)
    weeks = {row.enrolment_id: row.week for row in rows}
    stretches = regimes({zone for _hours, zone in weeks.values()}, first, last)
    # Most people have the week of many others, which is turned once.
    kinds = set(weeks.values())
    can = {kind: masks(*kind, stretches) for kind in kinds}
    rather = {
        kind: masks(*kind, stretches, (Level.RATHER_NOT,))
        for kind in kinds
        if Level.RATHER_NOT in kind[0]
    }
    return Weeks(
        regimes=stretches,
        masks={key: can[kind] for key, kind in weeks.items()},
        rather_not={key: rather[kind] for key, kind in weeks.items() if kind in rather},
        zones={row.enrolment_id: row.zone for row in rows},
    )


def _rows(session: Session, exchange_id: int, wanted: set[int]) -> list[_Row]:
    query = (
        select(
            Enrolment.id,
            Person.timezone,
            Institution.timezone,
            PaintedWeek.zone,
            PaintedWeek.hours,
        )
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .outerjoin(PaintedWeek, PaintedWeek.person_id == Person.id)
        .where(Enrolment.exchange_id == exchange_id)
        .order_by(Enrolment.id)
    )
    if len(wanted) <= FEW:
        query = query.where(Enrolment.id.in_(wanted))
    found: Iterable[_Row] = (_Row(*row) for row in session.execute(query))
    return [row for row in found if row.enrolment_id in wanted]


def _term(session: Session, exchange_id: int) -> tuple[date, date]:
    query = (
        select(
            Exchange.starts_on,
            Exchange.ends_on,
            func.min(Partnership.starts_on),
            func.max(Partnership.ends_on),
        )
        .outerjoin(Partnership, Partnership.exchange_id == Exchange.id)
        .where(Exchange.id == exchange_id)
        .group_by(Exchange.id)
    )
    first, last, earliest, latest = session.execute(query).one()
    return min(first, earliest or first), max(last, latest or last)


def shared_quarters(
    session: Session, exchange_id: int, enrolment_ids: Collection[int], begins_at: datetime
) -> list[bool]:
    """For each quarter of an hour of a day, whether all of these people can meet; one select.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        enrolment_ids: the people.
        begins_at: the midnight from which the day is counted; aware.
    """
    begins_at = begins_at.astimezone(UTC)
    term = begins_at.date(), (begins_at + timedelta(days=1)).date()
    weeks = weeks_of(session, exchange_id, enrolment_ids, term=term)
    shared = dict(zip(weeks.regimes, shared_by_all(weeks.masks), strict=False))
    instants = [begins_at + timedelta(minutes=15 * number) for number in range(96)]
    return [bool(_mask_on(shared, one.date()) >> quarter_of_week(one) & 1) for one in instants]


def _mask_on(shared: Mapping[Regime, int], day: date) -> int:
    return next((mask for (first, last), mask in shared.items() if first <= day <= last), 0)


def own_week(session: Session, person_id: int) -> PaintedWeek | None:
    """What a person painted, for that person."""
    return session.get(PaintedWeek, person_id)


# Every student's course home asks this.
_ASKED = Prepared(
    select(AvailabilityRequest.until).where(
        AvailabilityRequest.exchange_id == bindparam("exchange")
    )
)


def asked_until(session: Session, exchange_id: int) -> date | None:
    """By the end of which day faculty want the students' hours, if they asked for them."""
    session.flush()
    found = _ASKED.one_or_none(session, {"exchange": exchange_id})
    return found.until if found else None


class Answers(NamedTuple):
    """How many of an exchange's students have said when they can meet."""

    painted: int
    students: int


def answers(session: Session, exchange_id: int) -> Answers:
    """Numbers alone: whose week was painted is nobody's business."""
    painted, students = session.execute(_answers(exchange_id)).one()
    return Answers(painted, students)


def _answers(exchange_id: int) -> Select[int, int]:
    return (
        select(func.count(PaintedWeek.person_id), func.count(Enrolment.id))
        .select_from(Enrolment)
        .outerjoin(PaintedWeek, PaintedWeek.person_id == Enrolment.person_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.state == EnrolmentState.ENROLLED,
            Enrolment.is_test.is_(False),
        )
    )
