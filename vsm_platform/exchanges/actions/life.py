"""Somebody decides where an exchange stands in its life."""

from sqlalchemy.orm import Session

from vsm_platform.core.errors import Conflict
from vsm_platform.exchanges.actions.common import locked_exchange, record
from vsm_platform.exchanges.actions.roster_plans import do_resume_rosters
from vsm_platform.exchanges.errors import OpeningRefused
from vsm_platform.exchanges.life import following
from vsm_platform.exchanges.life_checks import opening_problems
from vsm_platform.exchanges.models import ExchangeState


def do_decide_state(
    session: Session, exchange_id: int, state: ExchangeState, *, actor_id: int | None
) -> None:
    """Let an exchange stand at ``state`` from now on; ``OPEN`` lets its dates decide.

    Raises:
        NotFound: there is no such exchange.
        Conflict: this state cannot follow where it stands now, as after somebody else was faster.
        OpeningRefused: it was a draft, and something stands against opening it.
    """
    exchange = locked_exchange(session, exchange_id)
    decided = ExchangeState(exchange.state)
    if state not in following(decided, exchange.starts_on, exchange.ends_on):
        raise Conflict
    reasons = opening_problems(session, exchange_id) if decided == ExchangeState.DRAFT else []
    if reasons:
        raise OpeningRefused(reasons=" ".join(reasons))
    exchange.state = state
    record(session, "state_changed", exchange_id, actor_id, state=state.value, was=decided.value)
    if state != ExchangeState.ARCHIVED:
        session.flush()
        do_resume_rosters(session, exchange_id)
