"""Sets of teams, their teams, and who is in them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select, and_, bindparam, false, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.unit_of_work import asked_once
from vsm_platform.exchanges.api import (
    Access,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
    has_left,
    is_of_present_partner,
)
from vsm_platform.institutions.api import Institution
from vsm_platform.teams.models import Team, TeamClient, TeamLetter, TeamMember, TeamSet

COLOURS = 10
TEAMS_ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team, as pages show it."""

    id: int
    team_set_id: int
    exchange_id: int
    number: int
    name: str
    about: str
    version: int
    set_title: str
    published_at: datetime | None
    has_news: bool = False
    """Whether it has changed since its member looked; known of one's own teams alone."""

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def title(self) -> str:
        """The name that it was given, or else its number."""
        return self.name or gettext("Team %(number)d", number=self.number)

    @property
    def colour(self) -> int:
        """Number of the colour that stands for it, 0 to 9; always beside its name."""
        return (self.number - 1) % COLOURS


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team, as one reader may see them."""

    enrolment_id: int
    person_id: int
    name: str
    """Empty where the reader may not know it: whoever never came in has read no notice yet."""
    institution: str
    partnership_id: int
    colour: int
    timezone: str
    """The person's own, as far as it is known; else the university's."""
    is_at_home: bool
    """Whether that is also the university's."""
    state: EnrolmentState
    partner_left_on: date | None = None
    """When the person's university left, or will leave."""

    @property
    def display_name(self) -> str:
        """As lists of people write it."""
        return self.name or gettext("Somebody who has not come in yet")

    @property
    def has_left(self) -> bool:
        """The person, or the whole university."""
        return self.state == EnrolmentState.LEFT or has_left(self.partner_left_on)

    @property
    def is_expected(self) -> bool:
        return self.state == EnrolmentState.EXPECTED

    @property
    def is_here(self) -> bool:
        is_in = self.state in {EnrolmentState.ENROLLED, EnrolmentState.COMPLETED}
        return is_in and not self.has_left


@dataclass(frozen=True, slots=True)
class SetView:
    """A set of teams, with its numbers."""

    id: int
    exchange_id: int
    title: str
    published_at: datetime | None
    teams: int
    members: int
    """Who is in its teams and has not left."""

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


_TEAM = (
    select(
        Team.id,
        Team.team_set_id,
        TeamSet.exchange_id,
        Team.number,
        Team.name,
        Team.about,
        Team.version,
        TeamSet.title,
        TeamSet.published_at,
    )
    .join(TeamSet, TeamSet.id == Team.team_set_id)
    .order_by(TeamSet.id, Team.number)
)


_PUBLISHED = _TEAM.where(
    TeamSet.exchange_id == bindparam("exchange"), TeamSet.published_at.is_not(None)
)
_NEWS = and_(
    TeamLetter.team_set_id == TeamMember.team_set_id,
    TeamLetter.enrolment_id == TeamMember.enrolment_id,
)
# Every student's course home asks which team is theirs.
_OF_MEMBER = Prepared(
    _PUBLISHED.join(TeamMember, TeamMember.team_id == Team.id)
    .outerjoin(TeamLetter, _NEWS)
    .add_columns(func.coalesce(TeamLetter.is_unseen, false()))
    .where(TeamMember.enrolment_id == bindparam("enrolment"))
)
_OF_CLIENT = Prepared(
    _PUBLISHED.join(TeamClient, TeamClient.team_id == Team.id).where(
        TeamClient.enrolment_id == bindparam("enrolment")
    )
)


def _views(rows: Iterable[Any]) -> list[TeamView]:
    return [TeamView(*row) for row in rows]


def teams_of_exchange(
    session: Session, exchange_id: int, *, published_only: bool = True
) -> list[TeamView]:
    """The teams of all sets of an exchange, by set and number."""
    query = _TEAM.where(TeamSet.exchange_id == exchange_id)
    if published_only:
        query = query.where(TeamSet.published_at.is_not(None))
    return _views(session.execute(query))


def teams_of_set(session: Session, team_set_id: int) -> list[TeamView]:
    """The teams of one set, by number."""
    return _views(session.execute(_TEAM.where(Team.team_set_id == team_set_id)))


def team_view(session: Session, exchange_id: int, team_id: int) -> TeamView | None:
    """One of an exchange's teams, or None where it has no such team."""
    query = _TEAM.where(TeamSet.exchange_id == exchange_id, Team.id == team_id)
    row = session.execute(query).one_or_none()
    return TeamView(*row) if row else None


def team_of(session: Session, team_set_id: int, enrolment_id: int) -> TeamView | None:
    """The team of a set that a person is in; there is one at most."""
    query = _TEAM.join(TeamMember, TeamMember.team_id == Team.id).where(
        TeamMember.team_set_id == team_set_id, TeamMember.enrolment_id == enrolment_id
    )
    row = session.execute(query).one_or_none()
    return TeamView(*row) if row else None


def own_teams(session: Session, access: Access) -> list[TeamView]:
    """The published teams that the viewer is in, or, for a client, the one that works for it."""
    if access.enrolment_id is None or access.teaches:
        return []
    key = ("own teams", access.exchange_id, access.enrolment_id, access.role)
    return asked_once(session, key, lambda: _own_teams(session, access))


def _own_teams(session: Session, access: Access) -> list[TeamView]:
    session.flush()
    asked = {"exchange": access.exchange_id, "enrolment": access.enrolment_id}
    query = _OF_CLIENT if access.role == Role.CLIENT else _OF_MEMBER
    return _views(query.all(session, asked))


def unseen_news(session: Session, team_set_id: int, enrolment_id: int) -> TeamLetter | None:
    """What a member was told of their team and has not confirmed to have read."""
    found = session.get(TeamLetter, (team_set_id, enrolment_id))
    return found if found is not None and found.is_unseen else None


def _sets(exchange_id: int) -> Select[Any]:
    teams = select(func.count()).where(Team.team_set_id == TeamSet.id).scalar_subquery()
    members = (
        select(func.count())
        .select_from(TeamMember)
        .join(Enrolment, Enrolment.id == TeamMember.enrolment_id)
        .where(
            TeamMember.team_set_id == TeamSet.id,
            Enrolment.state != EnrolmentState.LEFT,
            is_of_present_partner(),
        )
        .scalar_subquery()
    )
    return (
        select(
            TeamSet.id,
            TeamSet.exchange_id,
            TeamSet.title,
            TeamSet.published_at,
            teams,
            members,
        )
        .where(TeamSet.exchange_id == exchange_id)
        .order_by(TeamSet.id)
    )


def sets_of(session: Session, exchange_id: int) -> list[SetView]:
    """All sets of an exchange, drafts too."""
    return [SetView(*row) for row in session.execute(_sets(exchange_id))]


def published_sets(session: Session, exchange_id: int) -> list[SetView]:
    """The sets of an exchange whose teams faculty have confirmed."""
    return [one for one in sets_of(session, exchange_id) if one.is_published]


def set_view(session: Session, exchange_id: int, team_set_id: int) -> SetView | None:
    """One of an exchange's sets, or None where it has no such set."""
    row = session.execute(_sets(exchange_id).where(TeamSet.id == team_set_id)).one_or_none()
    return SetView(*row) if row else None


_MEMBERS = (
    select(
        TeamMember.team_id,
        Enrolment.id,
        Person.id.label("person_id"),
        Person.display_name,
        Person.notice_version,
        Institution.name,
        Enrolment.partnership_id,
        Partnership.colour,
        Person.timezone,
        Institution.timezone.label("home_timezone"),
        Enrolment.state,
        Partnership.left_on,
    )
    .select_from(Enrolment)
    .join(Person, Person.id == Enrolment.person_id)
    .join(Partnership, Partnership.id == Enrolment.partnership_id)
    .join(Institution, Institution.id == Partnership.institution_id)
    .order_by(
        Partnership.is_lead.desc(),
        Partnership.id,
        func.lower(Person.display_name),
        Enrolment.id,
    )
)


def _member(row: Any, taught_at: int | None) -> Member:
    # Names of whoever has read no notice are for the teachers at their own university only.
    is_named = bool(row.notice_version) or row.partnership_id == taught_at
    return Member(
        enrolment_id=row.id,
        person_id=row.person_id,
        name=row.display_name if is_named else "",
        institution=row.name,
        partnership_id=row.partnership_id,
        colour=row.colour,
        timezone=clock.known_zone(row.timezone, row.home_timezone),
        is_at_home=row.timezone in {"", row.home_timezone},
        state=EnrolmentState(row.state),
        partner_left_on=row.left_on,
    )


def members_of(
    session: Session, team_ids: Collection[int], *, taught_at: int | None = None
) -> dict[int, list[Member]]:
    """Who is in these teams, by team; those who have left too, marked by their state.

    Args:
        session: the unit of work.
        team_ids: the teams.
        taught_at: the partnership whose faculty is looking, who know their own students' names.
    """
    query = _MEMBERS.join(TeamMember, TeamMember.enrolment_id == Enrolment.id).where(
        TeamMember.team_id.in_(team_ids)
    )
    found: dict[int, list[Member]] = {team_id: [] for team_id in team_ids}
    for row in session.execute(query):
        found[row.team_id].append(_member(row, taught_at))
    return found


def clients_of_teams(session: Session, team_ids: Collection[int]) -> dict[int, list[Member]]:
    """For whom these teams work, by team."""
    query = (
        _MEMBERS.with_only_columns(TeamClient.team_id, *_MEMBERS.selected_columns[1:])
        .join(TeamClient, TeamClient.enrolment_id == Enrolment.id)
        .where(TeamClient.team_id.in_(team_ids), Enrolment.state != EnrolmentState.LEFT)
    )
    found: dict[int, list[Member]] = {team_id: [] for team_id in team_ids}
    for row in session.execute(query):
        found[row.team_id].append(_member(row, row.partnership_id))
    return found


@dataclass(frozen=True, slots=True)
class PoolMember:
    """A student who can be put into a team, with the groups of the home LMS."""

    member: Member
    team_id: int | None
    groups: tuple[str, ...]
    """For those alone who teach at the student's university."""


PRESENT = (EnrolmentState.ENROLLED, EnrolmentState.EXPECTED)
"""Who can be put into a team: whoever takes part, or is on a roster and will."""


def pool(session: Session, team_set: SetView, taught_at: int | None) -> list[PoolMember]:
    """The students of the exchange with their team in a set, by partner and name."""
    in_set = and_(TeamMember.enrolment_id == Enrolment.id, TeamMember.team_set_id == team_set.id)
    query = (
        _MEMBERS.add_columns(Enrolment.lms_groups)
        .outerjoin(TeamMember, in_set)
        .where(
            Enrolment.exchange_id == team_set.exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            Enrolment.state.in_(PRESENT),
            is_of_present_partner(),
        )
    )
    return [
        PoolMember(
            _member(row, taught_at),
            row.team_id,
            tuple(row.lms_groups or ()) if row.partnership_id == taught_at else (),
        )
        for row in session.execute(query)
    ]


def unplaced(session: Session, exchange_id: int, team_set_id: int) -> int:
    """How many students are in no team of a set."""
    in_set = select(TeamMember.enrolment_id).where(TeamMember.team_set_id == team_set_id)
    query = select(func.count()).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.is_test.is_(False),
        Enrolment.state.in_(PRESENT),
        is_of_present_partner(),
        Enrolment.id.not_in(in_set),
    )
    return session.scalar(query) or 0


def is_in_team(session: Session, team_id: int, enrolment_id: int | None) -> bool:
    """Whether a person is in a team."""
    if enrolment_id is None:
        return False
    query = select(TeamMember.team_id).where(
        TeamMember.team_id == team_id, TeamMember.enrolment_id == enrolment_id
    )
    return session.scalar(query) is not None


def present(members: Sequence[Member]) -> list[Member]:
    """Those who have not left."""
    return [member for member in members if not member.has_left]
