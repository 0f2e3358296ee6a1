"""What is on its way to the gradebooks, and what did not get there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import LATE_AFTER, Delivery, DeliveryState, HeldChannel
from vsm_platform.exchanges.api import Enrolment, Exchange
from vsm_platform.grading.models import (
    COLUMN,
    COMPARISON,
    SCORE,
    ColumnEntry,
    GradeColumn,
    Measure,
    kind_of,
)
from vsm_platform.grading.outcomes import Rule, rule_of
from vsm_platform.grading.queries.measures import Difference
from vsm_platform.institutions.api import Institution, Registration

KINDS = (SCORE, COLUMN, COMPARISON)
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery as pages show it; who and what is filled in from the tables."""

    id: int
    kind: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None
    rule: Rule | None
    code: str
    institution: str
    measure_title: str
    measure_kind: str
    person: str
    """The student whose score it is; empty for a column, and where no name may be shown."""
    value: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One page of deliveries with the numbers of all states."""

    lines: list[DeliveryLine]
    counts: dict[DeliveryState, int]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries: of an exchange, of one institution or all, in one state or any."""

    exchange_id: int
    institution_id: int | None = None
    state: DeliveryState | None = None

    def of(self, query: Select) -> Select:  # type: ignore[type-arg]
        """The query, restricted to what is meant, in any state."""
        query = query.where(Delivery.exchange_id == self.exchange_id, Delivery.kind.in_(KINDS))
        if self.institution_id is not None:
            query = query.where(Delivery.institution_id == self.institution_id)
        return query


def delivery_page(
    session: Session, wanted: DeliveryFilter, page: int, *, shows_names: bool
) -> DeliveryPage:
    """Deliveries, the newest first; ``page`` counts from 1."""
    counted = wanted.of(select(Delivery.state, func.count())).group_by(Delivery.state)
    counts = {DeliveryState(state): number for state, number in session.execute(counted)}
    total = counts.get(wanted.state, 0) if wanted.state else sum(counts.values())
    pages = max(-(-total // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    query = wanted.of(select(Delivery))
    if wanted.state:
        query = query.where(Delivery.state == wanted.state)
    limited = query.order_by(Delivery.id.desc()).limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
    rows = session.scalars(limited).all()
    return DeliveryPage(_lines(session, rows, shows_names=shows_names), counts, page, pages)


def _lines(
    session: Session, rows: Collection[Delivery], *, shows_names: bool
) -> list[DeliveryLine]:
    measures = _measures(session, {row.payload["column"] for row in rows})
    institutions = _institutions(session, {row.institution_id for row in rows})
    people = {row.payload.get("enrolment") for row in rows} if shows_names else set()
    names = _names(session, people)
    return [
        DeliveryLine(
            row.id,
            row.kind,
            row.state,
            row.attempts,
            row.due_at,
            row.created_at,
            row.finished_at,
            rule_of(row.error),
            row.error,
            institutions.get(row.institution_id, ""),
            *measures.get(row.payload["column"], ("", "")),
            names.get(row.payload.get("enrolment"), ""),
            row.payload.get("value"),
            row.payload.get("maximum"),
        )
        for row in rows
    ]


def _measures(session: Session, column_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    query = (
        select(GradeColumn.id, Measure.title, Measure.source)
        .join(Measure, Measure.id == GradeColumn.measure_id)
        .where(GradeColumn.id.in_(column_ids))
    )
    return {column: (title, kind_of(source)) for column, title, source in session.execute(query)}


def _institutions(session: Session, ids: Collection[int | None]) -> dict[int | None, str]:
    query = select(Institution.id, Institution.name).where(Institution.id.in_(ids - {None}))  # type: ignore[operator]
    return dict(session.execute(query).tuples())


def _names(session: Session, enrolment_ids: Collection[int | None]) -> dict[int | None, str]:
    query = (
        select(Enrolment.id, Person.display_name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.id.in_(enrolment_ids), Person.notice_version != "")
    )
    return dict(session.execute(query).tuples())


def delivery_of(session: Session, wanted: DeliveryFilter, delivery_id: int) -> Delivery:
    """One of the deliveries that are meant.

    Raises:
        NotFound: there is none, or it is another's.
    """
    query = wanted.of(select(Delivery)).where(Delivery.id == delivery_id)
    found: Delivery | None = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def failed_deliveries(session: Session, wanted: DeliveryFilter, limit: int) -> list[Delivery]:
    """Those that were refused or given up, the oldest first."""
    states = (DeliveryState.REFUSED, DeliveryState.GIVEN_UP)
    query = wanted.of(select(Delivery)).where(Delivery.state.in_(states))
    return list(session.scalars(query.order_by(Delivery.id).limit(limit)))


@dataclass(frozen=True, slots=True)
class SlowLms:
    """An LMS that does not answer, and until when it is left alone."""

    name: str
    until: datetime


def resting_platforms(session: Session) -> list[SlowLms]:
    """The LMSs to which nothing is sent at the moment."""
    held = select(HeldChannel.channel, HeldChannel.until).where(HeldChannel.until > clock.now())
    until = dict(session.execute(held).tuples())
    registrations = session.execute(select(Registration.id, Registration.name))
    return [
        SlowLms(name, until[f"registration:{key}"])
        for key, name in registrations
        if f"registration:{key}" in until
    ]


@dataclass(frozen=True, slots=True)
class LateLine:
    """So many deliveries of one exchange and institution that are late, for one reason."""

    exchange_id: int | None
    exchange: str
    institution: str
    number: int
    oldest: datetime
    code: str
    rule: Rule | None


def late_lines(session: Session) -> list[LateLine]:
    """What waits for days or was given up, gathered by exchange, institution and reason."""
    late = and_(
        Delivery.state == DeliveryState.WAITING, Delivery.created_at < clock.now() - LATE_AFTER
    )
    query = (
        select(
            Delivery.exchange_id,
            Exchange.title,
            Institution.name,
            func.count(),
            func.min(Delivery.created_at),
            Delivery.error,
        )
        .select_from(Delivery)
        .outerjoin(Exchange, Exchange.id == Delivery.exchange_id)
        .outerjoin(Institution, Institution.id == Delivery.institution_id)
        .where(or_(late, Delivery.state == DeliveryState.GIVEN_UP))
        .group_by(Delivery.exchange_id, Exchange.title, Institution.name, Delivery.error)
        .order_by(func.min(Delivery.created_at))
    )
    return [
        LateLine(exchange_id, title or "", name or "", number, oldest, error, rule_of(error))
        for exchange_id, title, name, number, oldest, error in session.execute(query)
    ]


def differences(session: Session, column_id: int) -> tuple[datetime | None, list[Difference]]:
    """When the gradebook was read last, and where it showed something else than was sent."""
    query = (
        select(ColumnEntry, Person.display_name, Person.notice_version)
        .join(Enrolment, Enrolment.id == ColumnEntry.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(ColumnEntry.column_id == column_id, ColumnEntry.read_at.is_not(None))
        .order_by(func.lower(Person.display_name), Enrolment.id)
    )
    read_at: datetime | None = None
    found = []
    for entry, name, notice in session.execute(query):
        read_at = entry.read_at
        if _differs(entry):
            found.append(
                Difference(
                    name if notice else "",
                    entry.value,
                    entry.maximum,
                    entry.read_value,
                    entry.read_maximum,
                )
            )
    return read_at, found


def _differs(entry: ColumnEntry) -> bool:
    if entry.delivered_at != entry.timestamp:
        return False
    if entry.value is None or entry.read_value is None:
        return entry.value is not entry.read_value
    shown = entry.read_value / (entry.read_maximum or 1)
    return bool(abs(shown - entry.value / entry.maximum) > 1e-4)
