"""What other rooms are told of teams when they ask: who reads a team's folder, what clients visit."""

from sqlalchemy.orm import Session

from vsm_platform.exchanges.api import Access
from vsm_platform.teams.policies import may_form_teams
from vsm_platform.teams.queries.access import seen_team
from vsm_platform.teams.queries.teams import TeamView, is_in_team, own_teams


def team_folder_rule(
    session: Session, access: Access, team_id: int
) -> tuple[bool, bool, str] | None:
    """Whether the viewer may read and write a team's shared folder, and what it is called.

    None where the exchange has no such team, or the viewer may not know of it. A client neither
    reads nor writes there: what the team shows to its client is for the team to hand over.
    """
    team = seen_team(session, access, team_id)
    if team is None or access.is_visitor:
        return None
    writes = may_form_teams(access) or is_in_team(session, team_id, access.enrolment_id)
    return True, writes, team.title


def client_visits(session: Session, access: Access) -> list[tuple[str, str]]:
    """What a client can open here: title and path of the team that works for it."""
    return [(team.title, team_path(team)) for team in own_teams(session, access)]


def team_path(team: TeamView) -> str:
    """The address of a team's page below our own."""
    return f"/exchanges/{team.exchange_id}/teams/{team.id}"
