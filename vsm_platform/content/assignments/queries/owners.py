"""Whose work an assignment asks for: people, or teams with whoever is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.content.assignments.queries.assignments import AssignmentView
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import (
    Access,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
    has_left,
)
from vsm_platform.institutions.api import Institution
from vsm_platform.teams.api import (
    members_of,
    published_sets,
    team_of,
    team_view,
    teams_of_set,
)


@dataclass(frozen=True, slots=True)
class Worker:
    """One person, as far as work and marks go."""

    enrolment_id: int
    person_id: int
    name: str
    institution: str
    partnership_id: int
    colour: int
    has_left: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """Who hands in: one person, or a team with all who are in it."""

    id: int
    """The team's id, or the person's enrolment."""
    is_team: bool
    title: str
    workers: tuple[Worker, ...]

    @property
    def present(self) -> tuple[Worker, ...]:
        """Those who have not left."""
        return tuple(one for one in self.workers if not one.has_left)

    @property
    def partnership_ids(self) -> list[int]:
        """The partners whose dates count: of those who are there, or, of an empty team, of all."""
        return [one.partnership_id for one in self.present or self.workers]


def own_owner(session: Session, access: Access, assignment: AssignmentView) -> Owner | None:
    """For whom the viewer would hand in; None for whoever is no student, or in none of the teams."""
    if access.role != Role.STUDENT or access.enrolment_id is None:
        return None
    if not assignment.is_for_teams:
        found = _people(session, assignment.exchange_id, enrolment_id=access.enrolment_id)
        return found[0] if found else None
    if assignment.team_set_id is None:
        return None
    team = team_of(session, assignment.team_set_id, access.enrolment_id)
    if team is None or not team.is_published:
        return None
    return _team_owner(session, team.id, team.title)


def _team_owner(session: Session, team_id: int, title: str) -> Owner:
    return Owner(team_id, True, title, _workers_of(session, [team_id])[team_id])


def _workers_of(session: Session, team_ids: Sequence[int]) -> dict[int, tuple[Worker, ...]]:
    return {
        team_id: tuple(
            Worker(
                one.enrolment_id,
                one.person_id,
                one.display_name,
                one.institution,
                one.partnership_id,
                one.colour,
                one.has_left,
            )
            for one in members
        )
        for team_id, members in members_of(session, team_ids).items()
    }


def owner_of(session: Session, assignment: AssignmentView, owner_id: int) -> Owner:
    """The person or the team with this id, for those who may see any.

    Raises:
        NotFound: the assignment is not for them.
    """
    if not assignment.is_for_teams:
        found = _people(session, assignment.exchange_id, enrolment_id=owner_id)
        if not found:
            raise NotFound
        return found[0]
    team = team_view(session, assignment.exchange_id, owner_id)
    if team is None or team.team_set_id != assignment.team_set_id:
        raise NotFound
    return _team_owner(session, team.id, team.title)


def owners_of(session: Session, assignment: AssignmentView) -> list[Owner]:
    """All who are to hand in: people by partner and name, or the teams that have members."""
    if not assignment.is_for_teams:
        return _people(session, assignment.exchange_id)
    teams = teams_of_set(session, assignment.team_set_id) if assignment.team_set_id else []
    workers = _workers_of(session, [team.id for team in teams])
    return [
        Owner(team.id, True, team.title, workers[team.id]) for team in teams if workers[team.id]
    ]


def _people(session: Session, exchange_id: int, *, enrolment_id: int | None = None) -> list[Owner]:
    query = (
        select(
            Enrolment.id,
            Person.id.label("person_id"),
            Person.display_name,
            Institution.name,
            Enrolment.partnership_id,
            Partnership.colour,
            Enrolment.state,
            Partnership.left_on,
        )
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            # A name is shown to others only after its bearer has read the notice that says so.
            Person.notice_version != "",
            Enrolment.state.in_(
                [EnrolmentState.ENROLLED, EnrolmentState.COMPLETED, EnrolmentState.LEFT]
            ),
        )
        .order_by(
            Partnership.is_lead.desc(),
            Partnership.id,
            func.lower(Person.display_name),
            Enrolment.id,
        )
    )
    if enrolment_id is not None:
        query = query.where(Enrolment.id == enrolment_id)
    return [_person(row) for row in session.execute(query)]


def _person(row: Any) -> Owner:
    is_gone = row.state == EnrolmentState.LEFT or has_left(row.left_on)
    worker = Worker(
        row.id,
        row.person_id,
        row.display_name,
        row.name,
        row.partnership_id,
        row.colour,
        is_gone,
    )
    return Owner(row.id, False, row.display_name, (worker,))


def sets_published(session: Session, exchange_id: int) -> set[int]:
    """The ids of an exchange's published sets of teams."""
    return {one.id for one in published_sets(session, exchange_id)}
