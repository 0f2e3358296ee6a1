"""The cards of a team's page: each room says what it has for the team, such as its folder.

A client sees only the cards that say that they are for clients.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask_babel import LazyString
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access
from vsm_platform.teams.queries.teams import TeamView


@dataclass(frozen=True, slots=True)
class CardLine:
    """One thing on a card."""

    label: LazyString | str
    path: str
    """Its page, below our own address; empty for none."""
    note: LazyString | str = ""
    tag: LazyString | str = ""
    """A short word about its state."""
    tone: str = ""
    """The tag's colour: none, sea, sun, leaf or rose."""


@dataclass(frozen=True, slots=True)
class TeamCard:
    """What one room has for one team."""

    key: str
    """Names the card on the page, in the way of an HTML id: ``folder``."""
    title: LazyString | str
    order: int
    """Where it stands: the next meeting 10, assignments 20, the folder 30, discussion 40."""
    text: LazyString | str = ""
    lines: list[CardLine] = field(default_factory=list)
    is_for_clients: bool = False


CardSource = Callable[[Session, Access, Viewer, TeamView], Iterable[TeamCard]]
"""Gives a room's cards for a team whose page this viewer may see."""

_sources: dict[str, CardSource] = {}


def offer_team_card(room: str, source: CardSource) -> None:
    """Let a room stand on teams' pages; called once, when the room is imported."""
    _sources[room] = source


def team_cards(session: Session, access: Access, viewer: Viewer, team: TeamView) -> list[TeamCard]:
    """What all rooms have for a team, in its order."""
    cards = [card for source in _sources.values() for card in source(session, access, viewer, team)]
    shown = [card for card in cards if card.is_for_clients or not access.is_visitor]
    return sorted(shown, key=lambda card: card.order)
