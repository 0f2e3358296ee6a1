"""The one reminder that needs nobody: a day before the end, to those who have not answered yet.

It waits in the outbox from the moment an evaluation is published. Partners' last days end at
different moments, so it comes back for each of them; which partners are done stands in its payload.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Delivery
from vsm_platform.evaluation.actions.reminding import BETWEEN, do_write_to
from vsm_platform.evaluation.models import Evaluation
from vsm_platform.evaluation.queries.evaluations import EvaluationView, evaluation_view
from vsm_platform.evaluation.queries.results import missing_now
from vsm_platform.exchanges.api import (
    Exchange,
    ExchangeState,
    Partner,
    partners_of,
    present_partners,
)

BEFORE_THE_END = timedelta(hours=24)


def remind_at(evaluation: EvaluationView, zone: str) -> datetime:
    """When a partner's people are reminded: a day before their end, or half-way if that is later."""
    opens_at, closes_at = evaluation.opens_at(zone), evaluation.closes_at(zone)
    opens_at = max(opens_at, evaluation.published_at or opens_at)
    return closes_at - min(BEFORE_THE_END, (closes_at - opens_at) / 2)


def due_partners(
    session: Session, payload: dict[str, Any]
) -> tuple[EvaluationView | None, list[Partner], datetime | None]:
    """The evaluation, the partners whose people are to be reminded now, and when the next are.

    None of all that where there is nothing more to do.
    """
    try:
        evaluation = evaluation_view(session, payload["exchange"], payload["evaluation"])
    except NotFound:
        return None, [], None
    exchange = session.get_one(Exchange, evaluation.exchange_id)
    over = {ExchangeState.FINISHED, ExchangeState.ARCHIVED}
    if not evaluation.is_published or ExchangeState(exchange.state) in over:
        return None, [], None
    partners = present_partners(partners_of(session, evaluation.exchange_id))
    left = [one for one in partners if one.partnership_id not in set(payload["done"])]
    return evaluation, *_sorted(evaluation, left)


def _sorted(
    evaluation: EvaluationView, partners: Iterable[Partner]
) -> tuple[list[Partner], datetime | None]:
    times = [(remind_at(evaluation, one.timezone), one) for one in partners]
    now = clock.now()
    return [one for at, one in times if at <= now], min(
        (at for at, _one in times if at > now), default=None
    )


def do_remind_partners(
    session: Session, delivery_id: int, evaluation: EvaluationView, partners: Collection[Partner]
) -> None:
    """Remind the people of these partners, and note that it is done.

    Whoever was reminded by hand less than a day ago is not written to again.
    """
    row = session.get(Delivery, delivery_id)
    changed = session.get(Evaluation, evaluation.id, with_for_update=True, populate_existing=True)
    if row is None or changed is None:
        return
    done = [*row.payload["done"], *(one.partnership_id for one in partners)]
    own_last = row.payload.get("at", "")
    lately = changed.reminded_at
    by_hand = lately and lately > clock.now() - BETWEEN and lately.isoformat() != own_last
    if not by_hand and (people := missing_now(session, evaluation, partners)):
        changed.reminded_at = clock.now()
        own_last = changed.reminded_at.isoformat()
        do_write_to(session, evaluation, [one.enrolment_id for one in people])
    row.payload = {**row.payload, "done": done, "at": own_last}
