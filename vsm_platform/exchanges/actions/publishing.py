"""An exchange joins an alliance, and opens for registration when that has no objection."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from vsm_platform.alliances.api import access_alliance
from vsm_platform.exchanges.actions.common import locked_exchange, record
from vsm_platform.exchanges.alliance_rules import AllianceTerms, keep_rules
from vsm_platform.exchanges.errors import NotADraft, OpeningRefused
from vsm_platform.exchanges.life_checks import opening_problems
from vsm_platform.exchanges.models import ExchangeState


def do_set_alliance(
    session: Session,
    exchange_id: int,
    terms: AllianceTerms,
    *,
    actor_id: int | None,
    as_draft: bool = False,
) -> None:
    """Say to which alliance an exchange belongs, and what it says of itself there.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        terms: its alliance, kind, season and ECTS.
        actor_id: who does it.
        as_draft: for an exchange made a moment ago: it is a draft from now on.

    Raises:
        RulesBroken: the exchange is open and would break a rule; a draft may.
        NotFound: there is no such exchange or alliance.
    """
    exchange = locked_exchange(session, exchange_id)
    if terms.alliance_id is not None:
        access_alliance(session, terms.alliance_id)
    changed = [name for name, value in asdict(terms).items() if getattr(exchange, name) != value]
    for name in changed:
        setattr(exchange, name, getattr(terms, name))
    if as_draft:
        exchange.state = ExchangeState.DRAFT
    if changed:
        record(session, "alliance_set", exchange_id, actor_id, fields=", ".join(changed))
    keep_rules(session, exchange_id)


def do_publish(session: Session, exchange_id: int, *, actor_id: int | None) -> None:
    """Open a draft for registration; the caller knows that the actor may.

    Raises:
        NotADraft: it is open already, or over.
        OpeningRefused: something stands against it; the reasons are in the message.
        NotFound: there is no such exchange.
    """
    exchange = locked_exchange(session, exchange_id)
    if exchange.state != ExchangeState.DRAFT:
        raise NotADraft
    reasons = opening_problems(session, exchange_id)
    if reasons:
        raise OpeningRefused(reasons=" ".join(reasons))
    exchange.state = ExchangeState.OPEN
    record(session, "published", exchange_id, actor_id)
