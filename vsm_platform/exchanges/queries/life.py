"""Where an exchange stands in its life, and why."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from vsm_platform.exchanges.life import ALLOWS, following, standing
from vsm_platform.exchanges.models import Exchange, ExchangeState


@dataclass(frozen=True, slots=True)
class LifeView:
    """For those who decide about it."""

    state: ExchangeState
    """Where it stands now."""
    is_by_dates: bool
    """The dates decide; else somebody has."""
    by_dates: ExchangeState
    """Where it would stand if the dates decided."""
    starts_on: date
    ends_on: date
    choices: list[ExchangeState]
    """What can be decided next, the most likely first; ``OPEN`` lets the dates decide."""


def takes_writing(session: Session, exchange_id: int) -> bool:
    """Whether anything is still made in an exchange: for what happens by itself, with no viewer."""
    exchange = session.get_one(Exchange, exchange_id)
    state = standing(ExchangeState(exchange.state), exchange.starts_on, exchange.ends_on)
    return ALLOWS[state].writing


def life_of(session: Session, exchange_id: int) -> LifeView:
    """Where an exchange stands; the caller knows that it exists."""
    exchange = session.get_one(Exchange, exchange_id)
    decided, dates = ExchangeState(exchange.state), (exchange.starts_on, exchange.ends_on)
    return LifeView(
        state=standing(decided, *dates),
        is_by_dates=decided == ExchangeState.OPEN,
        by_dates=standing(ExchangeState.OPEN, *dates),
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        choices=following(decided, *dates),
    )
