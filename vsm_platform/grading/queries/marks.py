"""Who has which mark: for those who teach, and for each student the own ones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Partnership, Role
from vsm_platform.grading.models import (
    ColumnEntry,
    ColumnState,
    GradeColumn,
    Measure,
    Score,
    kind_of,
)
from vsm_platform.institutions.api import Institution

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A student with what the student has in one measure."""

    enrolment_id: int
    name: str
    colour: int
    institution: str
    has_left: bool
    value: float | None
    comment: str
    version: int
    """0 where nobody has given anything yet."""


@dataclass(frozen=True, slots=True)
class MarkPage:
    """One page of the students."""

    lines: list[MarkLine]
    page: int
    pages: int


def mark_page(
    session: Session, exchange_id: int, measure_id: int, partnership_id: int | None, page: int
) -> MarkPage:
    """Students by partner and name with their marks; ``page`` counts from 1."""
    query = _students(exchange_id, partnership_id)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(-(-total // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    marked = _with_marks(query, measure_id).limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
    return MarkPage([_line(row) for row in session.execute(marked)], page, pages)


def mark_lines(
    session: Session, exchange_id: int, measure_id: int, enrolment_ids: Collection[int]
) -> list[MarkLine]:
    """These students with their marks, in the same order; others are left out."""
    query = _students(exchange_id, None).where(Enrolment.id.in_(enrolment_ids))
    return [_line(row) for row in session.execute(_with_marks(query, measure_id))]


def _with_marks(query: Select, measure_id: int) -> Select:  # type: ignore[type-arg]
    in_measure = and_(Score.enrolment_id == Enrolment.id, Score.measure_id == measure_id)
    return (
        query.add_columns(Score.value, Score.comment, Score.version)
        .outerjoin(Score, in_measure)
        .order_by(
            Partnership.is_lead.desc(),
            Partnership.id,
            func.lower(Person.display_name),
            Enrolment.id,
        )
    )


def _line(row) -> MarkLine:  # type: ignore[no-untyped-def]
    enrolment_id, name, colour, institution, state, value, comment, version = row
    has_left = state == EnrolmentState.LEFT
    return MarkLine(
        enrolment_id, name, colour, institution, has_left, value, comment or "", version or 0
    )


def _students(exchange_id: int, partnership_id: int | None) -> Select:  # type: ignore[type-arg]
    query = (
        select(
            Enrolment.id,
            Person.display_name,
            Partnership.colour,
            Institution.name,
            Enrolment.state,
        )
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            # A name is shown to others only after its bearer has read the notice that says so.
            Person.notice_version != "",
        )
    )
    if partnership_id is None:
        return query
    return query.where(Enrolment.partnership_id == partnership_id)


@dataclass(frozen=True, slots=True)
class OwnMark:
    """What a student has in one measure."""

    title: str
    kind: str
    value: float | None
    maximum: float
    comment: str
    given_at: datetime


def own_marks(session: Session, exchange_id: int, person_id: int) -> list[OwnMark]:
    """What a person has in an exchange, and nobody else's."""
    query = (
        select(
            Measure.title,
            Measure.source,
            Score.value,
            Measure.maximum,
            Score.comment,
            Score.given_at,
        )
        .join(Score, Score.measure_id == Measure.id)
        .join(Enrolment, Enrolment.id == Score.enrolment_id)
        .where(Enrolment.exchange_id == exchange_id, Enrolment.person_id == person_id)
        .order_by(Measure.id)
    )
    rows = session.execute(query)
    return [OwnMark(row.title, kind_of(row.source), *row[2:]) for row in rows]


@dataclass(frozen=True, slots=True)
class HomeEntry:
    """What the column in a student's own gradebook was sent."""

    label: str
    value: float | None
    """On the column's scale."""
    maximum: float
    has_arrived: bool
    is_refused: bool


def home_entry(
    session: Session, exchange_id: int, source: str, enrolment_id: int
) -> HomeEntry | None:
    """What a student has in the own gradebook for a measure; None where nothing was sent."""
    query = (
        select(
            GradeColumn.label,
            ColumnEntry.value,
            ColumnEntry.maximum,
            func.coalesce(ColumnEntry.delivered_at == ColumnEntry.timestamp, False),
            ColumnEntry.is_refused,
        )
        .join(GradeColumn, GradeColumn.id == ColumnEntry.column_id)
        .join(Measure, Measure.id == GradeColumn.measure_id)
        .join(Enrolment, Enrolment.id == ColumnEntry.enrolment_id)
        .where(
            Measure.exchange_id == exchange_id,
            Measure.source == source,
            ColumnEntry.enrolment_id == enrolment_id,
            GradeColumn.lms_course_id == Enrolment.lms_course_id,
            GradeColumn.state == ColumnState.ACTIVE,
        )
    )
    row = session.execute(query).first()
    return HomeEntry(*row) if row else None
