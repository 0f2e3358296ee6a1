"""Scores are given: by teachers, by other rooms, and by coming in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti.services.grades import ActivityProgress, GradingProgress
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.grading.actions.columns import do_seek_column
from vsm_platform.grading.actions.common import locked_measure, locked_measures
from vsm_platform.grading.actions.measures import do_ensure_participation
from vsm_platform.grading.actions.sending import do_queue_scores
from vsm_platform.grading.errors import MarksChanged
from vsm_platform.grading.models import (
    PARTICIPATION,
    ColumnState,
    GradeColumn,
    Measure,
    Score,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one person gets in a measure; ``value`` None takes a former score back.

    ``seen_version`` is the version that the giver was shown, 0 where there was none; None gives
    the mark whatever stands there.
    """

    enrolment_id: int
    value: float | None
    comment: str = ""
    activity: ActivityProgress = ActivityProgress.COMPLETED
    grading: GradingProgress = GradingProgress.FULLY_GRADED
    submitted_at: datetime | None = None
    seen_version: int | None = None

    @property
    def columns(self) -> dict[str, object]:
        """The score's columns that the mark fills."""
        is_empty = self.value is None and self.grading == GradingProgress.FULLY_GRADED
        return {
            "value": self.value,
            "comment": self.comment,
            "activity": str(self.activity),
            "grading": str(GradingProgress.NOT_READY if is_empty else self.grading),
            "submitted_at": self.submitted_at,
        }


@dataclass(frozen=True, slots=True)
class Given:
    """How many scores changed, and how many deliveries that made."""

    changed: int
    queued: int


def do_give_score(
    session: Session, measure_id: int, mark: Mark, *, actor_id: int | None = None
) -> Given:
    """Give one person a score, and send it to the columns of the person's own university.

    Raises:
        NotFound, MarksChanged, ValueError: as for ``do_give_scores``.
    """
    return do_give_scores(session, measure_id, [mark], actor_id=actor_id)


def do_give_scores(
    session: Session, measure_id: int, marks: Sequence[Mark], *, actor_id: int | None = None
) -> Given:
    """Give several people their scores in one measure; what is as before costs nothing.

    Raises:
        NotFound: there is no such measure, or somebody is no student of its exchange.
        MarksChanged: somebody else changed some of them since the giver looked; none is given.
        ValueError: a value is below 0 or above the measure's maximum.
    """
    measure = locked_measure(session, measure_id)
    if not all(mark.value is None or 0 <= mark.value <= measure.maximum for mark in marks):
        raise ValueError("a mark lies outside of the measure's scale")
    _check_students(session, measure, [mark.enrolment_id for mark in marks])
    scores = _scores(session, measure, marks)
    changed = [mark for mark in marks if _differs(mark, scores.get(mark.enrolment_id))]
    stale = [mark.enrolment_id for mark in changed if _is_stale(mark, scores)]
    if stale:
        raise MarksChanged(stale)
    for mark in changed:
        _give(session, measure, mark, scores.get(mark.enrolment_id), actor_id)
    return Given(len(changed), _queue(session, measure, [mark.enrolment_id for mark in changed]))


def _check_students(session: Session, measure: Measure, enrolment_ids: Sequence[int]) -> None:
    query = select(Enrolment.id).where(
        Enrolment.exchange_id == measure.exchange_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.id.in_(enrolment_ids),
    )
    if set(session.scalars(query)) != set(enrolment_ids):
        raise NotFound


def _scores(session: Session, measure: Measure, marks: Sequence[Mark]) -> Mapping[int, Score]:
    query = select(Score).where(
        Score.measure_id == measure.id,
        Score.enrolment_id.in_([mark.enrolment_id for mark in marks]),
    )
    fresh = query.execution_options(populate_existing=True)
    return {score.enrolment_id: score for score in session.scalars(fresh)}


def _differs(mark: Mark, score: Score | None) -> bool:
    if score is None:
        return mark.value is not None or bool(mark.comment)
    return any(getattr(score, name) != value for name, value in mark.columns.items())


def _is_stale(mark: Mark, scores: Mapping[int, Score]) -> bool:
    score = scores.get(mark.enrolment_id)
    return mark.seen_version is not None and mark.seen_version != (score.version if score else 0)


def _give(
    session: Session, measure: Measure, mark: Mark, score: Score | None, actor_id: int | None
) -> None:
    if score is None:
        score = Score(measure_id=measure.id, enrolment_id=mark.enrolment_id, version=0)
        session.add(score)
    for name, value in mark.columns.items():
        setattr(score, name, value)
    score.given_at, score.given_by_id = clock.now(), actor_id
    score.version += 1


def _queue(session: Session, measure: Measure, enrolment_ids: Sequence[int]) -> int:
    if not enrolment_ids:
        return 0
    session.flush()
    active = select(GradeColumn).where(
        GradeColumn.measure_id == measure.id, GradeColumn.state == ColumnState.ACTIVE
    )
    return sum(
        do_queue_scores(session, measure, column, enrolment_ids, all_of_them=True)
        for column in session.scalars(active).all()
    )


def _measures(session: Session, exchange_id: int) -> Sequence[Measure]:
    """All measures of an exchange, locked; participation is among them."""
    found = locked_measures(session, exchange_id)
    if any(measure.source == PARTICIPATION for measure in found):
        return found
    do_ensure_participation(session, exchange_id)
    return locked_measures(session, exchange_id)


def do_note_arrival(
    session: Session, exchange_id: int, person_id: int, *, shows_column: bool = False
) -> None:
    """A person has come in for the first time, or from another LMS course than before.

    A student has taken part from then on; what the student has in other measures goes to the
    gradebook of the course that the student came from. ``shows_column`` says that the launch came
    through a link that has a column of its own, which may be one that deep linking made.
    """
    query = select(Enrolment).where(
        Enrolment.exchange_id == exchange_id, Enrolment.person_id == person_id
    )
    enrolment = session.scalars(query.execution_options(populate_existing=True)).one()
    measures = {measure.id: measure for measure in _measures(session, exchange_id)}
    participation = next(one for one in measures.values() if one.source == PARTICIPATION)
    if enrolment.lms_course_id:
        do_seek_column(session, participation, enrolment.lms_course_id, again=shows_column)
    if enrolment.role != Role.STUDENT or enrolment.is_test:
        return
    mark = Mark(enrolment.id, participation.maximum)
    score = _scores(session, participation, [mark]).get(enrolment.id)
    if _differs(mark, score):
        _give(session, participation, mark, score, None)
        session.flush()
    columns = select(GradeColumn).where(
        GradeColumn.lms_course_id == enrolment.lms_course_id,
        GradeColumn.state == ColumnState.ACTIVE,
        GradeColumn.measure_id.in_(measures),
    )
    for column in session.scalars(columns).all():
        do_queue_scores(session, measures[column.measure_id], column, [enrolment.id])
