"""Work is marked, and the marks of an assignment are released: shown, and sent to every home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.actions.common import (
    locked_assignment,
    locked_submission,
    record,
)
from vsm_platform.content.assignments.errors import MarkChanged
from vsm_platform.content.assignments.models import MarkException
from vsm_platform.content.assignments.queries.assignments import AssignmentView, source_of
from vsm_platform.content.assignments.queries.owners import Owner, owners_of
from vsm_platform.content.assignments.queries.work import MarkedWork, marked_works
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.grading.api import Mark, do_ensure_measure, do_give_scores

COMMENT = 1_000
"""Letters of feedback that travel with a score; all of it stands here."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a marker says of one work."""

    value: float | None
    feedback: str
    exceptions: Mapping[int, tuple[float, str]] = field(default_factory=dict)
    """By enrolment, the members of a team who get another mark, each with words of their own."""


def do_mark(
    session: Session,
    assignment: AssignmentView,
    owner: Owner,
    verdict: Verdict,
    *,
    seen_version: int,
    actor_id: int,
) -> int:
    """Mark a work; where the marks are released, it is sent at once. Gives how many were sent.

    Raises:
        MarkChanged: somebody else has marked it since the marker looked.
        ValueError: a mark is below 0 or above the points, or an exception is nobody of the team.
    """
    _check(assignment, owner, verdict)
    submission = locked_submission(session, assignment.id, owner)
    if submission.mark_version != seen_version:
        raise MarkChanged
    submission.value, submission.feedback = verdict.value, verdict.feedback
    is_marked = verdict.value is not None or bool(verdict.feedback or verdict.exceptions)
    submission.marked_at = clock.now() if is_marked else None
    submission.marked_by_id = actor_id
    submission.mark_version += 1
    session.execute(delete(MarkException).where(MarkException.submission_id == submission.id))
    session.add_all(
        MarkException(
            submission_id=submission.id, enrolment_id=enrolment, value=value, feedback=feedback
        )
        for enrolment, (value, feedback) in verdict.exceptions.items()
    )
    session.flush()
    changed = locked_assignment(session, assignment.exchange_id, assignment.id)
    record(session, "marked", changed, actor_id, submission=submission.id)
    return _send(session, assignment, [owner], actor_id) if assignment.is_released else 0


def _check(assignment: AssignmentView, owner: Owner, verdict: Verdict) -> None:
    values = [verdict.value, *(value for value, _feedback in verdict.exceptions.values())]
    maximum = assignment.points or 0
    if not all(value is None or 0 <= value <= maximum for value in values):
        raise ValueError("a mark lies outside of the assignment's points")
    if not verdict.exceptions.keys() <= {worker.enrolment_id for worker in owner.workers}:
        raise ValueError("an exception is for nobody of the team")


def do_release(session: Session, assignment: AssignmentView, *, actor_id: int) -> int:
    """Show every mark of an assignment to its student and send it home; gives how many were sent.

    Once released, each further mark is shown and sent as it is saved.
    """
    released = locked_assignment(session, assignment.exchange_id, assignment.id)
    if released.released_at is None:
        released.released_at = clock.now()
        record(session, "marks_released", released, actor_id, name=released.title)
    return _send(session, assignment, owners_of(session, assignment), actor_id)


def _send(
    session: Session, assignment: AssignmentView, owners: Sequence[Owner], actor_id: int
) -> int:
    """Give the scores of marked work through grading, which delivers them on each home scale."""
    if not assignment.points:
        return 0
    measure = do_ensure_measure(
        session,
        assignment.exchange_id,
        source_of(assignment.id),
        title=assignment.title,
        maximum=assignment.points,
    )
    works = {work.owner_id: work for work in marked_works(session, assignment)}
    marks = [
        mark for owner in owners if owner.id in works for mark in _marks(owner, works[owner.id])
    ]
    present = _students(session, [mark.enrolment_id for mark in marks])
    given = do_give_scores(
        session,
        measure.id,
        [mark for mark in marks if mark.enrolment_id in present],
        actor_id=actor_id,
    )
    return given.changed


def _marks(owner: Owner, work: MarkedWork) -> list[Mark]:
    marks = []
    for worker in owner.workers:
        value, own_feedback = work.exceptions.get(worker.enrolment_id, (work.value, ""))
        comment = "\n\n".join(text for text in (own_feedback, work.feedback) if text)
        marks.append(
            Mark(worker.enrolment_id, value, comment[:COMMENT], submitted_at=work.handed_in_at)
        )
    return marks


def _students(session: Session, enrolment_ids: Sequence[int]) -> set[int]:
    """Of these people, the students who have not left: grades are for nobody else."""
    query = select(Enrolment.id).where(
        Enrolment.id.in_(enrolment_ids),
        Enrolment.role == Role.STUDENT,
        Enrolment.state.in_([EnrolmentState.ENROLLED, EnrolmentState.COMPLETED]),
    )
    return set(session.scalars(query))
