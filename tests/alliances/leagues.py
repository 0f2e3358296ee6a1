"""Alliances for tests, made by the rooms' own actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.people import University, World
from vsm_platform.alliances.api import (
    AllianceDetails,
    CreditRange,
    ExchangeKind,
    Publishers,
    Rules,
    Term,
    do_add_alliance,
    do_add_members,
    do_add_turns,
)
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Exchange, ExchangeState, do_set_alliance

CIVIS_RULES = Rules(
    minimum_partners=3,
    credits={
        ExchangeKind.OPEN_COURSE: CreditRange(1, 10),
        ExchangeKind.MODULE: CreditRange(5, 15),
    },
    same_credit=True,
)
APRU_RULES = Rules(minimum_partners=1, season_limit=2)
P2A_RULES = Rules(minimum_partners=2, publishers=Publishers.CHAIR)
JOINED = 2019


@dataclass(frozen=True, slots=True)
class League:
    """An alliance with its members."""

    id: int
    name: str
    members: list[University]


def universities(world: World, names: Sequence[str]) -> list[University]:
    return [world.university(name) for name in names]


def league(world: World, name: str, members: Sequence[University], rules: Rules) -> League:
    with world.work() as session:
        details = AllianceDetails(name, f"What {name} is about.", rules)
        alliance_id = do_add_alliance(session, details, actor_id=None)
        ids = [member.id for member in members]
        do_add_members(session, alliance_id, ids, joined_in=JOINED, actor_id=None)
    return League(alliance_id, name, list(members))


def chaired(world: World, alliance: League, by: University, starts_on: date, ends_on: date) -> None:
    with world.work() as session:
        term = Term(by.id, starts_on, ends_on)
        do_add_turns(session, alliance.id, [term], actor_id=None)


def offer(
    world: World,
    alliance: League,
    title: str,
    partners: Sequence[University],
    *,
    kind: ExchangeKind = ExchangeKind.COURSE,
    ects: float | None = None,
    season: str = "Fall 2026",
    as_draft: bool = False,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> int:
    """An exchange of the alliance: open, or a draft; it runs now unless its days are given."""
    starts_on = starts_on or clock.now().date() - timedelta(days=60)
    ends_on = ends_on or starts_on + timedelta(days=104)
    exchange_id = world.exchange(title, partners, starts_on=starts_on, ends_on=ends_on)
    with world.work() as session:
        exchange = session.get_one(Exchange, exchange_id)
        exchange.kind, exchange.season, exchange.ects = kind, season, ects
        exchange.state = ExchangeState.DRAFT if as_draft else ExchangeState.OPEN
        do_set_alliance(session, exchange_id, alliance.id, actor_id=None)
    return exchange_id
