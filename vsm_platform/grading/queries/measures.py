"""Measures, and the gradebooks of the partners' LMS courses."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Delivery, DeliveryState
from vsm_platform.exchanges.api import CourseLink, Partnership
from vsm_platform.grading.models import (
    COLUMN,
    ColumnEntry,
    ColumnState,
    GradeColumn,
    Measure,
    Score,
    kind_of,
)
from vsm_platform.institutions.api import Deployment, Institution, LmsCourse, Registration


@dataclass(frozen=True, slots=True)
class MeasureView:
    """Something that is scored, as pages show it."""

    id: int
    source: str
    title: str
    maximum: float

    @property
    def kind(self) -> str:
        return kind_of(self.source)


_MEASURE = select(Measure.id, Measure.source, Measure.title, Measure.maximum)


def measures_of(session: Session, exchange_id: int) -> list[MeasureView]:
    """What is scored in an exchange, in the order in which it was added."""
    query = _MEASURE.where(Measure.exchange_id == exchange_id).order_by(Measure.id)
    return [MeasureView(*row) for row in session.execute(query)]


def measure_of(session: Session, exchange_id: int, measure_id: int) -> MeasureView:
    """One of an exchange's measures.

    Raises:
        NotFound: the exchange has no such measure.
    """
    query = _MEASURE.where(Measure.exchange_id == exchange_id, Measure.id == measure_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return MeasureView(*row)


@dataclass(frozen=True, slots=True)
class Gradebook:
    """The gradebook of an LMS course that belongs to an exchange."""

    lms_course_id: int | None
    """None where no launch has told of any service yet."""
    partnership_id: int
    institution: str
    course_title: str
    platform: str
    line_items_url: str
    line_item_url: str

    @property
    def takes_grades(self) -> bool:
        return bool(self.line_items_url or self.line_item_url)


def gradebooks_of(session: Session, exchange_id: int) -> list[Gradebook]:
    """The gradebooks of an exchange's LMS courses, by partner, the lead first."""
    query = _gradebooks(exchange_id).order_by(
        Partnership.is_lead.desc(), Partnership.id, CourseLink.id
    )
    return [_gradebook(row) for row in session.execute(query)]


def gradebook_of(session: Session, exchange_id: int, lms_course_id: int) -> Gradebook:
    """The gradebook of one LMS course.

    Raises:
        NotFound: the course does not belong to the exchange.
    """
    query = _gradebooks(exchange_id).where(LmsCourse.id == lms_course_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _gradebook(row)


def _gradebook(row: Row[int | None, int, str, str, str, str, str]) -> Gradebook:
    return Gradebook(*row)


def _gradebooks(exchange_id: int) -> Select[int | None, int, str, str, str, str, str]:
    return (
        select(
            LmsCourse.id,
            CourseLink.partnership_id,
            Institution.name,
            CourseLink.course_title,
            Registration.name,
            func.coalesce(LmsCourse.line_items_url, ""),
            func.coalesce(LmsCourse.line_item_url, ""),
        )
        .select_from(CourseLink)
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .join(Deployment, Deployment.id == CourseLink.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .outerjoin(
            LmsCourse,
            and_(
                LmsCourse.deployment_id == CourseLink.deployment_id,
                LmsCourse.course_key == CourseLink.course_key,
            ),
        )
        .where(Partnership.exchange_id == exchange_id)
    )


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column, with how much of it has arrived."""

    id: int
    measure_id: int
    lms_course_id: int
    state: ColumnState
    label: str
    maximum: float
    step: float
    sent: int = 0
    """Students whose scores were queued."""
    delivered: int = 0
    refused: int = 0
    reason: str = ""
    """Why the column itself could not be looked after at the last try."""

    @property
    def waiting(self) -> int:
        return self.sent - self.delivered - self.refused


def columns_of(session: Session, exchange_id: int) -> dict[tuple[int, int], ColumnView]:
    """The columns of an exchange, by measure and LMS course."""
    query = (
        select(
            GradeColumn.id,
            GradeColumn.measure_id,
            GradeColumn.lms_course_id,
            GradeColumn.state,
            GradeColumn.label,
            GradeColumn.maximum,
            GradeColumn.step,
        )
        .join(Measure, Measure.id == GradeColumn.measure_id)
        .where(Measure.exchange_id == exchange_id)
    )
    rows = session.execute(query).all()
    counts = _counts(session, [row.id for row in rows])
    reasons = _reasons(session, exchange_id)
    views = [
        ColumnView(*row, *counts.get(row.id, (0, 0, 0)), reasons.get(f"column:{row.id}", ""))
        for row in rows
    ]
    return {(view.measure_id, view.lms_course_id): view for view in views}


def _counts(session: Session, column_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    is_there = ColumnEntry.delivered_at == ColumnEntry.timestamp
    query = (
        select(
            ColumnEntry.column_id,
            func.count(),
            func.count().filter(is_there),
            func.count().filter(ColumnEntry.is_refused, ~func.coalesce(is_there, False)),
        )
        .where(ColumnEntry.column_id.in_(column_ids))
        .group_by(ColumnEntry.column_id)
    )
    return {
        column: (sent, there, refused) for column, sent, there, refused in session.execute(query)
    }


def _reasons(session: Session, exchange_id: int) -> dict[str, str]:
    query = select(Delivery.lane, Delivery.error).where(
        Delivery.exchange_id == exchange_id,
        Delivery.kind == COLUMN,
        Delivery.state != DeliveryState.DELIVERED,
    )
    return dict(session.execute(query.order_by(Delivery.id)).tuples())


def scored(session: Session, exchange_id: int) -> dict[int, int]:
    """How many people have something, by measure."""
    query = (
        select(Score.measure_id, func.count())
        .join(Measure, Measure.id == Score.measure_id)
        .where(Measure.exchange_id == exchange_id, Score.value.is_not(None))
        .group_by(Score.measure_id)
    )
    return dict(session.execute(query).tuples())


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the gradebook shows another number than was sent."""

    name: str
    sent: float | None
    maximum: float
    shown: float | None
    shown_maximum: float | None
