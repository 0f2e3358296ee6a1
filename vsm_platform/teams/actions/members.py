"""People are put into teams, moved and taken out; and clients are attached to one."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role, is_of_present_partner
from vsm_platform.teams.actions.common import locked_set, locked_team, record
from vsm_platform.teams.actions.sets import make_team
from vsm_platform.teams.actions.telling import do_tell_teams
from vsm_platform.teams.dealing import deal
from vsm_platform.teams.models import Team, TeamClient, TeamMember, TeamSet
from vsm_platform.teams.queries.teams import PRESENT


def do_place(
    session: Session,
    exchange_id: int,
    team_set_id: int,
    teams: Mapping[int, int | None],
    *,
    actor_id: int | None,
    why: str = "",
) -> int:
    """Put people into teams of a set, from wherever they are; None takes them out.

    Where students see the set, everybody in the teams that change is told by letter.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        team_set_id: the set.
        teams: the team by enrolment.
        actor_id: whose doing it is.
        why: a reason in words for those who are told of the change.

    Returns:
        How many are now elsewhere than before.

    Raises:
        NotFound: a team is not of this set, or somebody is no student of the exchange.
    """
    team_set = locked_set(session, exchange_id, team_set_id)
    _check_teams(session, team_set_id, {team for team in teams.values() if team is not None})
    _check_students(session, exchange_id, teams.keys())
    return _place(session, team_set, teams, actor_id, why)


def _check_teams(session: Session, team_set_id: int, team_ids: Collection[int]) -> None:
    query = select(Team.id).where(Team.team_set_id == team_set_id, Team.id.in_(team_ids))
    if set(session.scalars(query)) != set(team_ids):
        raise NotFound


def _check_students(session: Session, exchange_id: int, enrolment_ids: Collection[int]) -> None:
    query = select(Enrolment.id).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.is_test.is_(False),
        Enrolment.id.in_(enrolment_ids),
    )
    if set(session.scalars(query)) != set(enrolment_ids):
        raise NotFound


def _place(
    session: Session,
    team_set: TeamSet,
    teams: Mapping[int, int | None],
    actor_id: int | None,
    why: str = "",
) -> int:
    query = select(TeamMember).where(
        TeamMember.team_set_id == team_set.id, TeamMember.enrolment_id.in_(teams)
    )
    present = {member.enrolment_id: member for member in session.scalars(query)}
    changed: set[int | None] = set()
    moved = 0
    for enrolment_id, team_id in teams.items():
        member = present.get(enrolment_id)
        before = member.team_id if member else None
        if before == team_id:
            continue
        changed |= {before, team_id}
        moved += 1
        if member:
            session.delete(member)
            session.flush()
        if team_id is not None:
            _join(session, team_set.id, enrolment_id, team_id)
    if moved:
        record(session, "people_placed", team_set, actor_id, people=moved)
        do_tell_teams(session, team_set, why={team: why for team in changed if team})
    return moved


def _join(session: Session, team_set_id: int, enrolment_id: int, team_id: int) -> None:
    session.add(
        TeamMember(
            team_set_id=team_set_id,
            enrolment_id=enrolment_id,
            team_id=team_id,
            joined_at=clock.now(),
        )
    )


def do_place_by_name(
    session: Session,
    exchange_id: int,
    team_set_id: int,
    names: Mapping[int, int | str],
    *,
    actor_id: int | None,
) -> int:
    """Put people into teams, of which those that are given by a new name are made; gives how many.

    Raises:
        NotFound: as for ``do_place``.
        Conflict: the set cannot have so many teams.
    """
    team_set = locked_set(session, exchange_id, team_set_id)
    _check_teams(session, team_set_id, {team for team in names.values() if isinstance(team, int)})
    _check_students(session, exchange_id, names.keys())
    made: dict[str, int] = {}
    teams: dict[int, int | None] = {}
    for enrolment_id, team in names.items():
        if isinstance(team, str):
            key = team.casefold()
            made[key] = made.get(key) or make_team(session, team_set, team).id
            team = made[key]  # noqa: PLW2901 (from its name to its id)
        teams[enrolment_id] = team
    return _place(session, team_set, teams, actor_id)


def do_deal_evenly(
    session: Session, exchange_id: int, team_set_id: int, *, actor_id: int | None
) -> int:
    """Spread everybody who is in no team over the teams, partner by partner; gives how many."""
    team_set = locked_set(session, exchange_id, team_set_id)
    standing = _standing(session, team_set_id)
    query = (
        select(Enrolment.id, Enrolment.partnership_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            Enrolment.state.in_(PRESENT),
            is_of_present_partner(),
            Enrolment.id.not_in(
                select(TeamMember.enrolment_id).where(TeamMember.team_set_id == team_set_id)
            ),
        )
        .order_by(Enrolment.id)
    )
    people = [(enrolment, partner) for enrolment, partner in session.execute(query)]
    return _place(session, team_set, deal(people, standing), actor_id)


def _standing(session: Session, team_set_id: int) -> dict[int, list[int]]:
    """By team, the partnerships of those in it who have not left."""
    query = (
        select(TeamMember.team_id, Enrolment.partnership_id)
        .join(Enrolment, Enrolment.id == TeamMember.enrolment_id)
        .where(
            TeamMember.team_set_id == team_set_id,
            Enrolment.state != EnrolmentState.LEFT,
            is_of_present_partner(),
        )
    )
    members = defaultdict(list)
    for team_id, partner in session.execute(query):
        members[team_id].append(partner)
    teams = select(Team.id).where(Team.team_set_id == team_set_id).order_by(Team.number)
    return {team_id: members[team_id] for team_id in session.scalars(teams)}


def do_attach_client(
    session: Session, exchange_id: int, team_id: int, enrolment_id: int, *, actor_id: int | None
) -> None:
    """Let a client see a team's project; it sees one team, so it leaves the one that it had.

    Raises:
        NotFound: the exchange has no such team, or no such client.
    """
    team = locked_team(session, exchange_id, team_id)
    client = session.get(Enrolment, enrolment_id)
    if client is None or (client.exchange_id, client.role) != (exchange_id, Role.CLIENT):
        raise NotFound
    attached = session.get(TeamClient, enrolment_id)
    if attached and attached.team_id == team_id:
        return
    if attached:
        attached.team_id, attached.attached_at = team_id, clock.now()
    else:
        session.add(TeamClient(enrolment_id=enrolment_id, team_id=team_id, attached_at=clock.now()))
    _record_client(session, "client_attached", team, client, actor_id)


def do_detach_client(
    session: Session, exchange_id: int, team_id: int, enrolment_id: int, *, actor_id: int | None
) -> None:
    """The client no longer sees the team."""
    team = locked_team(session, exchange_id, team_id)
    gone = delete(TeamClient).where(
        TeamClient.enrolment_id == enrolment_id, TeamClient.team_id == team_id
    )
    client = session.get(Enrolment, enrolment_id)
    if client and session.execute(gone.returning(TeamClient.enrolment_id)).first():
        _record_client(session, "client_detached", team, client, actor_id)


def _record_client(
    session: Session, verb: str, team: Team, client: Enrolment, actor_id: int | None
) -> None:
    team_set = session.get_one(TeamSet, team.team_set_id)
    record(session, verb, team_set, actor_id, team_id=team.id, person=client.person_id)
