"""An evaluation that is published waits in the outbox until its reminder is due (``by_itself``)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.evaluation.models import Evaluation

BY_ITSELF = "evaluation.reminding"
"""The kind of the delivery that wakes up to remind (``core.outbox``)."""


def do_remind_later(session: Session, evaluation: Evaluation) -> None:
    """Let it be looked at now when the reminder is due; whatever waits already is enough."""
    waiting = session.scalars(
        select(Delivery)
        .where(
            Delivery.lane == _lane(evaluation.id),
            Delivery.kind == BY_ITSELF,
            Delivery.state == DeliveryState.WAITING,
        )
        .with_for_update()
    ).first()
    if waiting is not None:
        waiting.due_at = clock.now()
        return
    enqueue(
        session,
        BY_ITSELF,
        {"exchange": evaluation.exchange_id, "evaluation": evaluation.id, "done": []},
        lane=_lane(evaluation.id),
        channel="evaluation",
        exchange_id=evaluation.exchange_id,
    )


def _lane(evaluation_id: int) -> str:
    return f"evaluation_reminding:{evaluation_id}"
