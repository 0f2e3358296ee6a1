"""What other rooms suggest to those who form teams: a sentence and where it leads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy.orm import Session

from vsm_platform.exchanges.api import Access
from vsm_platform.teams.queries.teams import SetView


@dataclass(frozen=True, slots=True)
class Hint:
    """One suggestion."""

    label: LazyString | str
    """What the link says."""
    path: str
    """Where it leads, below our own address."""
    text: LazyString | str = ""
    """What there is to know before; empty where the link says it all."""


HintSource = Callable[[Session, Access, SetView | None], Iterable[Hint]]
"""Gives what a room suggests for one set of teams, or, with None, for the exchange as a whole."""

_sources: dict[str, HintSource] = {}


def offer_team_hint(room: str, source: HintSource) -> None:
    """Let a room suggest something to faculty; called once, when the room is imported."""
    _sources[room] = source


def team_hints(session: Session, access: Access, shown: SetView | None) -> list[Hint]:
    """What all rooms suggest, for those who form teams."""
    if not access.teaches:
        return []
    return [hint for source in _sources.values() for hint in source(session, access, shown)]
