"""Coming in gives a student the participation score, and the new gradebook all former ones.

Every first launch comes through here, so what most of them need is asked by prepared statements.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared, insertion
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.grading.actions.columns import do_seek_column
from vsm_platform.grading.actions.measures import do_ensure_participation
from vsm_platform.grading.actions.scores import Mark, do_mark_again
from vsm_platform.grading.actions.sending import do_queue_scores
from vsm_platform.grading.models import PARTICIPATION, ColumnState, GradeColumn, Measure, Score

_ENROLMENTS, _MEASURES = table_of(Enrolment), table_of(Measure)
_COLUMNS, _SCORES = table_of(GradeColumn), table_of(Score)

_LOCKED = Prepared(
    select(_MEASURES.c.id, _MEASURES.c.source, _MEASURES.c.maximum)
    .where(_MEASURES.c.exchange_id == bindparam("exchange"))
    .order_by(_MEASURES.c.id)
    .with_for_update(key_share=True)
)
"""All measures of an exchange, locked as ``common.locked_measure`` does, always in one order."""
_ARRIVED = Prepared(
    select(
        _ENROLMENTS.c.id,
        _ENROLMENTS.c.role,
        _ENROLMENTS.c.is_test,
        _ENROLMENTS.c.lms_course_id,
        _SCORES.c.id.label("score_id"),
    )
    .outerjoin(
        _SCORES,
        and_(
            _SCORES.c.enrolment_id == _ENROLMENTS.c.id,
            _SCORES.c.measure_id == bindparam("participation"),
        ),
    )
    .where(
        _ENROLMENTS.c.exchange_id == bindparam("exchange"),
        _ENROLMENTS.c.person_id == bindparam("person"),
    )
)
_OF_COURSE = Prepared(
    select(_COLUMNS.c.id, _COLUMNS.c.measure_id, _COLUMNS.c.state)
    .join(_MEASURES, _MEASURES.c.id == _COLUMNS.c.measure_id)
    .where(
        _COLUMNS.c.lms_course_id == bindparam("course"),
        _MEASURES.c.exchange_id == bindparam("exchange"),
    )
    .order_by(_COLUMNS.c.id)
)
_GIVE = Prepared(
    insertion(
        _SCORES,
        *("measure_id", "enrolment_id", "value", "activity", "grading", "comment"),
        *("submitted_at", "given_at", "given_by_id", "version"),
    )
)


def do_note_arrival(
    session: Session, exchange_id: int, person_id: int, *, shows_column: bool = False
) -> None:
    """A person has come in for the first time, or from another LMS course than before.

    A student has taken part from then on; what the student has in other measures goes to the
    gradebook of the course that the student came from. ``shows_column`` says that the launch came
    through a link that has a column of its own, which may be one that deep linking made.
    """
    session.flush()
    connection, exchange = session.connection(), {"exchange": exchange_id}
    participation = _locked_participation(session, exchange_id)
    arrived = _ARRIVED.all(
        connection, {**exchange, "person": person_id, "participation": participation.id}
    )[0]
    course = arrived.lms_course_id
    columns = _OF_COURSE.all(connection, {**exchange, "course": course}) if course else []
    if course:
        _seek(session, participation.id, course, columns, again=shows_column)
    if arrived.role != Role.STUDENT or arrived.is_test:
        return
    _give_participation(session, participation, arrived)
    for column in columns:
        if column.state == ColumnState.ACTIVE:
            measure = session.get_one(Measure, column.measure_id)
            full = session.get_one(GradeColumn, column.id)
            do_queue_scores(session, measure, full, [arrived.id])


def _locked_participation(session: Session, exchange_id: int) -> Any:
    """The exchange's measure of who came; it and all others are locked."""
    for _ in range(2):
        found = _LOCKED.all(session, {"exchange": exchange_id})
        for measure in found:
            if measure.source == PARTICIPATION:
                return measure
        do_ensure_participation(session, exchange_id)
    raise RuntimeError("the measure of participation could not be made")


def _seek(
    session: Session, measure_id: int, course_id: int, columns: Sequence[Any], *, again: bool
) -> None:
    """Look for a column that deep linking may have made, where that was not done yet."""
    own = next((one for one in columns if one.measure_id == measure_id), None)
    if own is None or (again and own.state == ColumnState.SOUGHT):
        measure = session.get_one(Measure, measure_id)
        do_seek_column(session, measure, course_id, again=again)


def _give_participation(session: Session, participation: Any, arrived: Any) -> None:
    mark = Mark(arrived.id, participation.maximum)
    if arrived.score_id is not None:
        do_mark_again(session, session.get_one(Measure, participation.id), mark)
        return
    values = {
        **mark.columns,
        "measure_id": participation.id,
        "enrolment_id": arrived.id,
        "given_at": clock.now(),
        "given_by_id": None,
        "version": 1,
    }
    _GIVE.all(session, values)
