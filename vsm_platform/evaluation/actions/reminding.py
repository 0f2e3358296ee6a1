"""Reminders to those who have not answered: asked for by faculty, written afterwards."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.outbox import enqueue
from vsm_platform.evaluation.actions.evaluations import locked_evaluation, record
from vsm_platform.evaluation.errors import EvaluationNotOpen, RemindedLately
from vsm_platform.evaluation.queries.evaluations import EvaluationView, evaluation_view
from vsm_platform.evaluation.queries.results import missing_now
from vsm_platform.exchanges.api import partners_of

REMINDER = "evaluation.reminder"
"""The kind of the deliveries that write these letters (``core.outbox``)."""
AT_ONCE = 50
"""Letters that one delivery writes: more would keep other writers waiting."""
BETWEEN = timedelta(hours=24)


def do_remind(
    session: Session, exchange_id: int, evaluation_id: int, *, actor_id: int | None
) -> int:
    """Write to those who could answer now and have not; gives how many that is.

    Raises:
        EvaluationNotOpen: nobody could answer now.
        RemindedLately: they were reminded less than a day ago.
    """
    evaluation = locked_evaluation(session, exchange_id, evaluation_id)
    view = evaluation_view(session, exchange_id, evaluation_id)
    partners = partners_of(session, exchange_id)
    if not any(view.is_open(one.timezone) for one in partners):
        raise EvaluationNotOpen
    if evaluation.reminded_at and evaluation.reminded_at > clock.now() - BETWEEN:
        raise RemindedLately
    people = [one.enrolment_id for one in missing_now(session, view, partners)]
    do_write_to(session, view, people)
    if people:
        evaluation.reminded_at = clock.now()
        record(session, "people_reminded", evaluation, actor_id, people=len(people))
    return len(people)


def do_write_to(session: Session, evaluation: EvaluationView, people: Sequence[int]) -> None:
    """Let reminders be written to these enrolments, as far as they have not answered by then."""
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        enqueue(
            session,
            REMINDER,
            {
                "exchange": evaluation.exchange_id,
                "evaluation": evaluation.id,
                "people": list(some),
            },
            lane=f"evaluation:{evaluation.id}:{some[0]}",
            channel="evaluation",
            exchange_id=evaluation.exchange_id,
        )
