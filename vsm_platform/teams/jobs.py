"""Writes the letters about teams, a few at a time.

What somebody was told is written in the same transaction as the letter, so that a process which
dies in between tells it once and not twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from vsm_platform.accounts.api import correspondents
from vsm_platform.core import clock
from vsm_platform.core.courier import Handler, Outcome, again, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import Exchange
from vsm_platform.mail.api import Written, do_send
from vsm_platform.teams.actions.telling import TEAM_LETTERS
from vsm_platform.teams.letters import News, letter_of, news_of, reasons_for
from vsm_platform.teams.models import TeamLetter, TeamSet

AT_ONCE = 50
"""Letters that one try writes: more would keep other writers waiting."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """What one person is told; without a letter where no address is known."""

    team_set_id: int
    exchange_id: int
    news: News
    address: str
    written: Written | None
    why: str


def tell(database: Database, claimed: Claimed) -> Outcome:
    """Write some of the letters about the teams of a set (``teams.letters``)."""
    with database.unit_of_work(writes=False) as session:
        ready, is_more = _ready(session, claimed.payload)
    then = partial(_send, ready=ready)
    return again(clock.now(), then=then) if is_more else delivered(then=then)


def _ready(session: Session, payload: dict[str, Any]) -> tuple[list[_Ready], bool]:
    team_set = session.get(TeamSet, payload["team_set"])
    if team_set is None or not team_set.is_published:
        return [], False
    everything = news_of(session, team_set)
    news = everything[:AT_ONCE]
    exchange = session.get_one(Exchange, team_set.exchange_id)
    readers = correspondents(session, [one.person_id for one in news])
    why = reasons_for(payload, news)
    ready = []
    for one in news:
        reader = readers[one.person_id]
        written = letter_of(one, exchange, team_set, reader, why[one.enrolment_id])
        ready.append(
            _Ready(
                team_set_id=team_set.id,
                exchange_id=exchange.id,
                news=one,
                address=reader.address,
                written=written if reader.address else None,
                why=why[one.enrolment_id],
            )
        )
    return ready, len(everything) > AT_ONCE


def _send(session: Session, ready: Sequence[_Ready]) -> None:
    for one in ready:
        session.merge(
            TeamLetter(
                team_set_id=one.team_set_id,
                enrolment_id=one.news.enrolment_id,
                team_id=one.news.team.id if one.news.team else None,
                members=one.news.signature,
                told_at=clock.now(),
                came=one.news.came,
                went=one.news.went,
                why=one.why,
                is_unseen=not one.news.is_first,
            )
        )
        if one.written:
            do_send(session, one.address, one.written, exchange_id=one.exchange_id)


HANDLERS: dict[str, Handler] = {TEAM_LETTERS: tell}
