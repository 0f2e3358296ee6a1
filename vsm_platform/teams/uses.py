"""What hangs on a team: rooms above say for which teams they keep something that must stay."""

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

UseSource = Callable[[Session, Collection[int]], Collection[int]]
"""Of these teams, gives those for which the room keeps something."""

_sources: dict[str, UseSource] = {}


def offer_team_use(room: str, source: UseSource) -> None:
    """Let a room keep teams from being deleted; called once, when the room is imported."""
    _sources[room] = source


def used_teams(session: Session, team_ids: Collection[int]) -> frozenset[int]:
    """Of these teams, those that something hangs on."""
    return frozenset(
        team_id for source in _sources.values() for team_id in source(session, team_ids)
    )
