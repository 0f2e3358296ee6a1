"""What the actions share: the lock on a set, and lines in the audit log."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.teams.models import Team, TeamSet


def locked_set(session: Session, exchange_id: int, team_set_id: int) -> TeamSet:
    """A set of an exchange, locked until the end of the transaction.

    Whoever changes its teams comes through here first, so that changes happen one after another.

    Raises:
        NotFound: the exchange has no such set.
    """
    query = select(TeamSet).where(TeamSet.id == team_set_id, TeamSet.exchange_id == exchange_id)
    locked = query.with_for_update().execution_options(populate_existing=True)
    team_set = session.scalars(locked).one_or_none()
    if team_set is None:
        raise NotFound
    return team_set


def locked_team(session: Session, exchange_id: int, team_id: int) -> Team:
    """A team of an exchange, locked by way of its set.

    Raises:
        NotFound: the exchange has no such team.
    """
    team = session.get(Team, team_id)
    if team is None:
        raise NotFound
    locked_set(session, exchange_id, team.team_set_id)
    session.refresh(team)
    return team


def record(
    session: Session,
    verb: str,
    team_set: TeamSet,
    actor_id: int | None,
    *,
    team_id: int | None = None,
    **details: str | int,
) -> None:
    """Write a line about a set or a team into the audit log."""
    audit.record(
        session,
        f"teams.{verb}",
        f"team:{team_id}" if team_id else f"team_set:{team_set.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=team_set.exchange_id,
        **details,
    )
