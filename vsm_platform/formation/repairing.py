"""A set of teams that people have left or come late to, and the ways to put that right."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.formation.engine import repairs
from vsm_platform.formation.models import Formation, Repair
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.solver.problem import Change
from vsm_platform.formation.solver.problem import Repair as Option
from vsm_platform.teams.api import Member, TeamView, members_of, teams_of_set

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Damage:
    """What has become of a set of teams since it was formed."""

    teams: list[TeamView]
    members: Mapping[int, list[Member]]
    """By team; those who have left too."""
    joined: list[int]
    """Who is here and in no team."""
    gone: list[int]
    """Who has left, and nobody has looked at it yet."""

    @property
    def is_any(self) -> bool:
        return bool(self.joined or self.gone)

    @property
    def as_teams(self) -> tuple[tuple[int, ...], ...]:
        """The enrolments of each team as the search sees them: without who left long ago."""
        return tuple(
            tuple(
                one.enrolment_id
                for one in self.members[team.id]
                if not one.has_left or one.enrolment_id in self.gone
            )
            for team in self.teams
        )


def damage_of(
    session: Session,
    formation: Formation,
    present: Collection[int],
    *,
    taught_at: int | None = None,
) -> Damage | None:
    """Who came and who left since a formation's teams were made; None where there are none.

    Args:
        session: the unit of work.
        formation: the wishes.
        present: the enrolments of all students who can be in a team.
        taught_at: the partnership whose faculty is looking.
    """
    if formation.team_set_id is None:
        return None
    teams = teams_of_set(session, formation.team_set_id)
    members = members_of(session, [team.id for team in teams], taught_at=taught_at)
    inside = [one for team in members.values() for one in team]
    placed = {one.enrolment_id for one in inside}
    known = _known_gone(session, formation.id)
    return Damage(
        teams=teams,
        members=members,
        joined=[key for key in present if key not in placed],
        gone=[one.enrolment_id for one in inside if one.has_left and one.enrolment_id not in known],
    )


def _known_gone(session: Session, formation_id: int) -> set[int]:
    query = select(Repair.gone).where(
        Repair.formation_id == formation_id, Repair.undone_at.is_(None)
    )
    return {key for gone in session.scalars(query) for key in gone}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to put it right."""

    token: str
    """Names just this way for just these people, so that nothing else is done than was shown."""
    option: Option


def choices(situation: Situation, damage: Damage) -> list[Choice]:
    """The cheapest ways, the cheapest first."""
    teams = damage.as_teams
    problem = situation.problem(team_count=len(teams))
    found = repairs(problem, teams, damage.joined, damage.gone)
    return [Choice(_token(damage, option.changes), option) for option in found[:SHOWN]]


def _token(damage: Damage, changes: Iterable[Change]) -> str:
    moves = sorted((change.key, change.origin or -1, change.to) for change in changes)
    said = repr((moves, damage.joined, damage.gone, damage.as_teams))
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def places_of(
    teams: Sequence[TeamView], changes: Iterable[Change]
) -> tuple[dict[int, int | None], dict[int, int | None]]:
    """The teams of those who move, before and after, by enrolment."""
    before: dict[int, int | None] = {}
    after: dict[int, int | None] = {}
    for change in changes:
        before[change.key] = teams[change.origin].id if change.origin is not None else None
        after[change.key] = teams[change.to].id
    return before, after
