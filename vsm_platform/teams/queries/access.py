"""A set or a team with the viewer's part in it: what every page of teams begins with."""

from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, access_exchange
from vsm_platform.teams.policies import (
    may_open_team,
    may_see_set,
    may_speak_for_team,
    require_former,
)
from vsm_platform.teams.queries.clients import is_client_of
from vsm_platform.teams.queries.teams import (
    SetView,
    TeamView,
    is_in_team,
    set_view,
    team_view,
)


def access_set(
    session: Session, viewer: Viewer, exchange_id: int, team_set_id: int
) -> tuple[Access, SetView]:
    """A set of an exchange.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    access = access_exchange(session, viewer, exchange_id)
    found = set_view(session, exchange_id, team_set_id)
    if found is None or not may_see_set(access, is_published=found.is_published):
        raise NotFound
    return access, found


def formed_set(
    session: Session, viewer: Viewer, exchange_id: int, team_set_id: int
) -> tuple[Access, SetView]:
    """A set, for whoever may change it.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    access, found = access_set(session, viewer, exchange_id, team_set_id)
    return require_former(access), found


def seen_team(session: Session, access: Access, team_id: int) -> TeamView | None:
    """A team, if its page is for this viewer; else None, as if there were no such team."""
    team = team_view(session, access.exchange_id, team_id)
    if team is None:
        return None
    may = may_open_team(
        access,
        is_published=team.is_published,
        is_member=is_in_team(session, team_id, access.enrolment_id),
        is_client=is_client_of(session, team_id, access.enrolment_id),
    )
    return team if may else None


def may_see_team(session: Session, access: Access, team_id: int) -> bool:
    """Whether what belongs to a team is for this viewer: its members, its client, and faculty."""
    return seen_team(session, access, team_id) is not None


def access_team(
    session: Session, viewer: Viewer, exchange_id: int, team_id: int
) -> tuple[Access, TeamView]:
    """A team's page; clients may come in too, to the team that works for them.

    Raises:
        NotFound: there is no such team, or its page is not for the viewer.
    """
    access = access_exchange(session, viewer, exchange_id, visitors=True)
    team = seen_team(session, access, team_id)
    if team is None:
        raise NotFound
    return access, team


def own_team(
    session: Session, viewer: Viewer, exchange_id: int, team_id: int
) -> tuple[Access, TeamView, int]:
    """A team that the viewer is in, with the viewer's enrolment.

    Raises:
        NotFound: there is no such team, or the viewer is not in it.
    """
    access = access_exchange(session, viewer, exchange_id)
    team = team_view(session, exchange_id, team_id)
    is_member = is_in_team(session, team_id, access.enrolment_id)
    if team is None or access.enrolment_id is None:
        raise NotFound
    if not may_speak_for_team(access, is_published=team.is_published, is_member=is_member):
        raise NotFound
    return access, team, access.enrolment_id


def formed_team(
    session: Session, viewer: Viewer, exchange_id: int, team_id: int
) -> tuple[Access, TeamView]:
    """A team, for whoever may change it.

    Raises:
        NotFound: there is no such team, or the viewer may not know of it.
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    access = access_exchange(session, viewer, exchange_id)
    team = team_view(session, exchange_id, team_id)
    if team is None or not may_see_set(access, is_published=team.is_published):
        raise NotFound
    return require_former(access), team
