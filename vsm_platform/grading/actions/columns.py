"""Columns are chosen, found, changed and taken away: deliveries of the kind ``grading.column``.

Such a delivery says what is to be looked after, and the handler reads at that moment what is
wanted. So it may be tried as often as need be: a column is looked for before it is made.
"""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti.services.grades import Column
from vsm_platform.core import clock, outbox
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Delivery, DeliveryState
from vsm_platform.grading.actions.common import locked_measure, record
from vsm_platform.grading.actions.sending import do_queue_scores, post_of, score_lane
from vsm_platform.grading.errors import ColumnNotActive
from vsm_platform.grading.models import (
    COLUMN,
    COMPARISON,
    ColumnState,
    GradeColumn,
    Measure,
)
from vsm_platform.institutions.api import LmsCourse

SEEK, KEEP, REMOVE = "seek", "keep", "remove"


@dataclass(frozen=True, slots=True)
class ColumnWish:
    """How a university wants a measure to stand in its gradebook."""

    label: str
    maximum: float
    step: float


def do_seek_column(
    session: Session, measure: Measure, lms_course_id: int, *, again: bool = False
) -> None:
    """Let a column that deep linking may have made be looked for in the LMS.

    The measure is locked. It is asked once for each course, and ``again`` when a launch shows a
    column that was not there before.
    """
    column = column_of(session, measure.id, lms_course_id)
    if column is None:
        course = session.get_one(LmsCourse, lms_course_id)
        if not course.line_items_url:
            return
        column = _add(session, measure, lms_course_id, ColumnState.SOUGHT)
    elif not again or column.state != ColumnState.SOUGHT:
        return
    _enqueue(session, measure, column, SEEK)


def column_of(session: Session, measure_id: int, lms_course_id: int) -> GradeColumn | None:
    """The measure's column in an LMS course, as far as it is known."""
    query = select(GradeColumn).where(
        GradeColumn.measure_id == measure_id, GradeColumn.lms_course_id == lms_course_id
    )
    return session.scalars(query).one_or_none()


def do_choose_column(
    session: Session, measure_id: int, lms_course_id: int, wish: ColumnWish, *, actor_id: int
) -> GradeColumn:
    """Set a column up, or change it; every score that is there already follows by itself.

    Raises:
        NotFound: there is no such measure.
    """
    measure = locked_measure(session, measure_id)
    column = column_of(session, measure_id, lms_course_id) or _add(
        session, measure, lms_course_id, ColumnState.PENDING
    )
    is_new_there = (column.label, column.maximum) != (wish.label, wish.maximum)
    column.label, column.maximum, column.step = wish.label, wish.maximum, wish.step
    column.changed_at = clock.now()
    if column.state != ColumnState.ACTIVE:
        column.state, column.line_item_url = ColumnState.PENDING, ""
        is_new_there = True
    if is_new_there:
        _enqueue(session, measure, column, KEEP)
    else:
        do_queue_scores(session, measure, column)
    record(session, "column_set", measure, actor_id, course=lms_course_id, name=wish.label)
    return column


def do_stop_column(
    session: Session, measure_id: int, lms_course_id: int, *, removes: bool, actor_id: int
) -> None:
    """Send nothing more to a column; with ``removes`` it is deleted in the gradebook as well.

    Raises:
        NotFound: there is no such column.
    """
    measure = locked_measure(session, measure_id)
    column = column_of(session, measure_id, lms_course_id)
    if column is None:
        raise NotFound
    column.state, column.changed_at = ColumnState.OFF, clock.now()
    _drop_waiting(session, column)
    if removes and column.line_item_url:
        _enqueue(session, measure, column, REMOVE, address=column.line_item_url)
    verb = "column_removed" if removes else "column_stopped"
    record(session, verb, measure, actor_id, course=lms_course_id, name=column.label)


def do_compare(session: Session, measure_id: int, lms_course_id: int) -> None:
    """Let what the gradebook shows be read and kept beside what was sent.

    Raises:
        NotFound: there is no such column.
        ColumnNotActive: it takes no scores, or is not known to be there yet.
    """
    measure = locked_measure(session, measure_id)
    column = column_of(session, measure_id, lms_course_id)
    if column is None:
        raise NotFound
    if column.state != ColumnState.ACTIVE:
        raise ColumnNotActive
    lane = f"comparison:{column.id}"
    session.execute(delete(Delivery).where(Delivery.lane == lane, Delivery.leased_until.is_(None)))
    post = post_of(session, measure, lms_course_id)
    outbox.enqueue(
        session,
        COMPARISON,
        {"column": column.id},
        lane=lane,
        channel=post.channel,
        institution_id=post.institution_id,
        exchange_id=post.exchange_id,
    )


def do_activate(session: Session, column_id: int, found: Column) -> None:
    """A column is in the gradebook: it is as the LMS says, and takes every score from now on."""
    column, measure = _locked_column(session, column_id)
    if column.state in {ColumnState.OFF, ColumnState.REMOVED}:
        return
    is_new = column.state != ColumnState.ACTIVE or column.line_item_url != found.address
    column.state, column.line_item_url = ColumnState.ACTIVE, found.address
    column.label, column.maximum = found.label[:200] or column.label, found.maximum
    column.changed_at = clock.now()
    do_queue_scores(session, measure, column, all_of_them=is_new)


def do_note_removed(session: Session, column_id: int, address: str) -> None:
    """Somebody has deleted the column of this address in the LMS."""
    column, _measure = _locked_column(session, column_id)
    if column.line_item_url == address and column.state == ColumnState.ACTIVE:
        column.state, column.changed_at = ColumnState.REMOVED, clock.now()


def do_forget_address(session: Session, column_id: int, address: str) -> None:
    """We have deleted the column of this address in the LMS."""
    column, _measure = _locked_column(session, column_id)
    if column.line_item_url == address and column.state == ColumnState.OFF:
        column.line_item_url = ""


def _locked_column(session: Session, column_id: int) -> tuple[GradeColumn, Measure]:
    measure_id = session.get_one(GradeColumn, column_id).measure_id
    measure = locked_measure(session, measure_id)
    return session.get_one(GradeColumn, column_id, populate_existing=True), measure


def _add(session: Session, measure: Measure, lms_course_id: int, state: ColumnState) -> GradeColumn:
    column = GradeColumn(
        measure_id=measure.id,
        lms_course_id=lms_course_id,
        state=state,
        label="",
        maximum=100.0,
        step=0.01,
        line_item_url="",
        changed_at=clock.now(),
    )
    session.add(column)
    session.flush()
    return column


def _enqueue(
    session: Session, measure: Measure, column: GradeColumn, what: str, **more: str
) -> None:
    post = post_of(session, measure, column.lms_course_id)
    lane = f"column:{column.id}"
    # What was refused before is settled by what is wanted now.
    settled = (DeliveryState.REFUSED, DeliveryState.GIVEN_UP)
    session.execute(delete(Delivery).where(Delivery.lane == lane, Delivery.state.in_(settled)))
    outbox.enqueue(
        session,
        COLUMN,
        {"column": column.id, "what": what, **more},
        lane=lane,
        channel=post.channel,
        institution_id=post.institution_id,
        exchange_id=post.exchange_id,
    )
    session.flush()


def _drop_waiting(session: Session, column: GradeColumn) -> None:
    """Take back the scores that have not been delivered to a column."""
    lanes = score_lane(column.id, 0)[:-1]
    session.execute(
        delete(Delivery).where(
            Delivery.exchange_id.is_not(None),
            Delivery.lane.startswith(lanes, autoescape=True),
            Delivery.state != DeliveryState.DELIVERED,
        )
    )
