"""An exchange joins an alliance, and opens for registration when that has no objection."""

from sqlalchemy.orm import Session

from vsm_platform.alliances.api import access_alliance
from vsm_platform.exchanges.actions.common import locked_exchange, record
from vsm_platform.exchanges.actions.life import do_decide_state
from vsm_platform.exchanges.alliance_rules import keep_rules
from vsm_platform.exchanges.errors import NotADraft
from vsm_platform.exchanges.models import ExchangeState


def do_set_alliance(
    session: Session, exchange_id: int, alliance_id: int | None, *, actor_id: int | None
) -> None:
    """Say to which alliance an exchange belongs; None for none.

    Raises:
        RulesBroken: the exchange is open and would break a rule; a draft may.
        NotFound: there is no such exchange or alliance.
    """
    exchange = locked_exchange(session, exchange_id)
    if alliance_id is not None:
        access_alliance(session, alliance_id)
    if exchange.alliance_id == alliance_id:
        return
    exchange.alliance_id = alliance_id
    record(session, "alliance_set", exchange_id, actor_id)
    keep_rules(session, exchange_id)


def do_publish(session: Session, exchange_id: int, *, actor_id: int | None) -> None:
    """Open a draft for registration; the caller knows that the actor may.

    Raises:
        NotADraft: it is open already, or over.
        OpeningRefused: something stands against it; the reasons are in the message.
        NotFound: there is no such exchange.
    """
    if locked_exchange(session, exchange_id).state != ExchangeState.DRAFT:
        raise NotADraft
    do_decide_state(session, exchange_id, ExchangeState.OPEN, actor_id=actor_id)
