"""Scores are given: by teachers and by other rooms; ``arrivals`` says what coming in gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti.services.grades import ActivityProgress, GradingProgress
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.grading.actions.common import locked_measure
from vsm_platform.grading.actions.sending import do_queue_scores
from vsm_platform.grading.errors import MarksChanged
from vsm_platform.grading.models import ColumnState, GradeColumn, Measure, Score


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


def do_mark_again(session: Session, measure: Measure, mark: Mark) -> None:
    """Let a mark that the product itself gave stand again; the measure is locked."""
    score = _scores(session, measure, [mark]).get(mark.enrolment_id)
    if _differs(mark, score):
        _give(session, measure, mark, score, None)
        session.flush()
