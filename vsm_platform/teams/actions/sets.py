"""Sets of teams are made, named, published and taken away; so are their teams."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import Conflict, NotFound
from vsm_platform.exchanges.api import Exchange
from vsm_platform.teams.actions.common import locked_set, locked_team, record
from vsm_platform.teams.actions.telling import do_tell_teams
from vsm_platform.teams.errors import NobodyInTeams, TeamInUse
from vsm_platform.teams.models import Team, TeamMember, TeamSet
from vsm_platform.teams.uses import used_teams

MOST_TEAMS = 1000


def do_make_set(
    session: Session, exchange_id: int, *, title: str, teams: int, actor_id: int | None
) -> int:
    """A new set with so many empty teams, as a draft; gives its id.

    Raises:
        NotFound: there is no such exchange.
    """
    if session.get(Exchange, exchange_id) is None:
        raise NotFound
    made = TeamSet(exchange_id=exchange_id, title=title, created_at=clock.now())
    session.add(made)
    session.flush()
    _add_teams(session, made.id, teams)
    record(session, "set_made", made, actor_id, name=title, teams=teams)
    return made.id


def do_rename_set(
    session: Session, exchange_id: int, team_set_id: int, *, title: str, actor_id: int | None
) -> None:
    team_set = locked_set(session, exchange_id, team_set_id)
    if team_set.title != title:
        team_set.title = title
        record(session, "set_renamed", team_set, actor_id, name=title)


def do_add_teams(
    session: Session, exchange_id: int, team_set_id: int, number: int, *, actor_id: int | None
) -> int:
    """So many more empty teams, at most as many as a set can have; gives how many were added."""
    team_set = locked_set(session, exchange_id, team_set_id)
    number = min(number, MOST_TEAMS - _count(session, team_set_id))
    _add_teams(session, team_set_id, number)
    record(session, "teams_added", team_set, actor_id, teams=number)
    return number


def make_team(session: Session, team_set: TeamSet, name: str) -> Team:
    """One more team of a locked set.

    Raises:
        Conflict: the set has as many as it can have.
    """
    if _count(session, team_set.id) >= MOST_TEAMS:
        raise Conflict
    team = Team(team_set_id=team_set.id, number=_next_number(session, team_set.id), name=name)
    session.add(team)
    session.flush()
    return team


def _add_teams(session: Session, team_set_id: int, number: int) -> None:
    first = _next_number(session, team_set_id)
    session.add_all(
        Team(team_set_id=team_set_id, number=each) for each in range(first, first + number)
    )
    session.flush()


def _next_number(session: Session, team_set_id: int) -> int:
    query = select(func.max(Team.number)).where(Team.team_set_id == team_set_id)
    return (session.scalar(query) or 0) + 1


def _count(session: Session, team_set_id: int) -> int:
    query = select(func.count()).where(Team.team_set_id == team_set_id)
    return session.scalar(query) or 0


def do_publish_set(
    session: Session,
    exchange_id: int,
    team_set_id: int,
    *,
    is_published: bool,
    actor_id: int | None,
) -> None:
    """Confirm the teams, so that students see them, or make them a draft again.

    Raises:
        NobodyInTeams: there is nobody in any of them.
    """
    team_set = locked_set(session, exchange_id, team_set_id)
    if team_set.is_published == is_published:
        return
    members = select(func.count()).where(TeamMember.team_set_id == team_set_id)
    if is_published and not session.scalar(members):
        raise NobodyInTeams
    team_set.published_at = clock.now() if is_published else None
    verb = "set_published" if is_published else "set_hidden"
    record(session, verb, team_set, actor_id, name=team_set.title)
    do_tell_teams(session, team_set, at_once=True)


def do_delete_set(
    session: Session, exchange_id: int, team_set_id: int, *, actor_id: int | None
) -> None:
    """Take a set away with its teams; the people stay in the exchange.

    Raises:
        TeamInUse: something hangs on one of its teams.
    """
    team_set = locked_set(session, exchange_id, team_set_id)
    query = select(Team.id).where(Team.team_set_id == team_set_id)
    _refuse_used(session, session.scalars(query).all())
    record(session, "set_deleted", team_set, actor_id, name=team_set.title)
    session.execute(delete(TeamSet).where(TeamSet.id == team_set_id))


def do_delete_team(
    session: Session, exchange_id: int, team_id: int, *, actor_id: int | None
) -> int:
    """Take one team away; its members are then in no team. Gives the id of its set.

    Raises:
        TeamInUse: something hangs on it.
    """
    team = locked_team(session, exchange_id, team_id)
    _refuse_used(session, [team_id])
    team_set = session.get_one(TeamSet, team.team_set_id)
    record(session, "team_deleted", team_set, actor_id, team_id=team_id, number=team.number)
    session.execute(delete(Team).where(Team.id == team_id))
    return team_set.id


def _refuse_used(session: Session, team_ids: Sequence[int]) -> None:
    if used_teams(session, team_ids):
        raise TeamInUse


def do_describe_team(
    session: Session,
    exchange_id: int,
    team_id: int,
    *,
    name: str,
    about: str,
    seen_version: int,
    actor_id: int | None,
) -> bool:
    """Change a team's name and text; False where somebody else was faster and nothing changed."""
    team = locked_team(session, exchange_id, team_id)
    if (team.name, team.about) == (name, about):
        return True
    if team.version != seen_version:
        return False
    team.name, team.about = name, about
    team.version += 1
    team_set = session.get_one(TeamSet, team.team_set_id)
    record(session, "team_changed", team_set, actor_id, team_id=team_id, number=team.number)
    return True
