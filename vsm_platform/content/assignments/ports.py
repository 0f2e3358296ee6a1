"""What other rooms show of assignments: agendas, the set-up path, modules, teams' pages, progress."""

from collections.abc import Collection, Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.models import Assignment, Submission
from vsm_platform.content.assignments.queries.assignments import (
    AssignmentView,
    assignments_of,
    zones_of,
)
from vsm_platform.content.assignments.queries.owners import sets_published
from vsm_platform.content.assignments.queries.work import handed_in_by, handed_in_by_all
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Access,
    AgendaItem,
    PlaceablePage,
    Role,
    SetUpState,
    SetUpTask,
    partners_of,
)
from vsm_platform.teams.api import CardLine, TeamCard, TeamView, own_teams

KIND = "assignment"
"""What an assignment is called among the items of a module, and on agendas."""


def assignment_path(exchange_id: int, assignment_id: int) -> str:
    """The address of an assignment's page below our own."""
    return f"/exchanges/{exchange_id}/assignments/{assignment_id}"


def own_assignments(session: Session, access: Access) -> list[AssignmentView]:
    """The published assignments that the viewer, or a team of the viewer's, is to hand in."""
    if access.role != Role.STUDENT or access.enrolment_id is None:
        return []
    found = assignments_of(session, access.exchange_id)
    if not any(one.is_for_teams for one in found):
        return found
    sets = {team.team_set_id for team in own_teams(session, access)}
    return [one for one in found if not one.is_for_teams or one.team_set_id in sets]


def assignment_agenda(session: Session, access: Access, _viewer: Viewer) -> Iterable[AgendaItem]:
    """What is due for the viewer, by the dates and the clock of the viewer's own university."""
    found = own_assignments(session, access)
    if not found or access.partnership_id is None:
        return []
    zone = zones_of(partners_of(session, access.exchange_id))[access.partnership_id]
    done = handed_in_by(session, access)
    return [
        AgendaItem(
            kind=KIND,
            title=one.title,
            path=assignment_path(one.exchange_id, one.id),
            note=_l("for your team") if one.is_for_teams else "",
            at=one.timing.due_at(access.partnership_id, zone),
            is_due=True,
            is_done=one.id in done,
        )
        for one in found
    ]


def assignment_tasks(session: Session, access: Access) -> Iterable[SetUpTask]:
    """The step of the set-up path: optional, begun, or for teams that nobody can see."""
    found = assignments_of(session, access.exchange_id, published_only=False)
    published = sets_published(session, access.exchange_id)
    path = f"/exchanges/{access.exchange_id}/assignments"
    state, text = SetUpState.OPTIONAL, _l("No assignment yet.")
    if any(
        one.is_published and one.is_for_teams and one.team_set_id not in published for one in found
    ):
        state = SetUpState.PROBLEM
        text = _l("An assignment is for teams that are still a draft, so nobody can hand it in.")
    elif any(not one.is_published for one in found):
        state, text = SetUpState.TO_DO, _l("Some assignments are drafts. Students do not see them.")
    elif found:
        state, text = SetUpState.DONE, _l("Students see every assignment.")
    yield SetUpTask("assignments", _l("Set the assignments"), text, path, state, order=45)


def assignment_pages(session: Session, exchange_id: int) -> Iterable[PlaceablePage]:
    """The list of assignments and each published one, to be placed as links in an LMS."""
    path = f"/exchanges/{exchange_id}/assignments"
    text = _l("What is to be handed in, and until when at your university.")
    yield PlaceablePage("assignments", path, _l("Assignments"), text)
    for one in assignments_of(session, exchange_id):
        yield PlaceablePage(f"assignment-{one.id}", f"{path}/{one.id}", one.title)


def assignment_cards(
    session: Session, access: Access, _viewer: Viewer, team: TeamView
) -> Iterable[TeamCard]:
    """The assignments of a team's set, on the team's page."""
    found = [
        one
        for one in assignments_of(session, access.exchange_id)
        if one.team_set_id == team.team_set_id
    ]
    if not found:
        return
    query = select(Submission.assignment_id).where(
        Submission.team_id == team.id, Submission.handed_in > 0
    )
    done = set(session.scalars(query))
    yield TeamCard(
        "assignments",
        _l("Assignments of this team"),
        order=20,
        lines=[
            CardLine(
                one.title,
                assignment_path(one.exchange_id, one.id),
                tag=_l("handed in") if one.id in done else _l("to do"),
                tone="leaf" if one.id in done else "sun",
            )
            for one in found
        ],
    )


def teams_with_work(session: Session, team_ids: Collection[int]) -> Collection[int]:
    """Of these teams, those that have written something or been marked: they cannot be deleted."""
    query = select(Submission.team_id).where(Submission.team_id.in_(team_ids))
    return {team_id for team_id in session.scalars(query) if team_id}


def item_titles(session: Session, exchange_id: int, ids: Collection[int]) -> dict[int, str]:
    """The titles of these assignments, for a module's list; of other exchanges there are none."""
    query = select(Assignment.id, Assignment.title).where(
        Assignment.exchange_id == exchange_id, Assignment.id.in_(ids)
    )
    return dict(session.execute(query).all())


def item_choices(session: Session, exchange_id: int) -> list[tuple[int, str]]:
    """All assignments of an exchange that a module can show: id and title."""
    found = assignments_of(session, exchange_id, published_only=False)
    return [(one.id, one.title) for one in found]


def done_items(session: Session, access: Access) -> set[int]:
    """The assignments that the viewer, or a team of the viewer's, has handed in."""
    return set(handed_in_by(session, access))


def progress_of_students(
    session: Session, exchange_id: int, enrolments: dict[int, int]
) -> dict[int, tuple[int, int]]:
    """For faculty: how many assignments each of these students has handed in, of how many due.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        enrolments: the partnership of each student, by enrolment.

    Returns:
        By enrolment, handed in and due so far at the student's own university. An assignment for
        teams counts for whoever has handed it in with a team, and else as due for everybody.
    """
    found = assignments_of(session, exchange_id)
    zones = zones_of(partners_of(session, exchange_id))
    done = handed_in_by_all(session, exchange_id, list(enrolments))
    due = {
        partner: {one.id for one in found if _is_due(one, partner, zone)}
        for partner, zone in zones.items()
    }
    return {
        enrolment: (len(done.get(enrolment, ())), len(due[partner] | set(done.get(enrolment, ()))))
        for enrolment, partner in enrolments.items()
    }


def _is_due(one: AssignmentView, partnership_id: int, zone: str) -> bool:
    due_at: datetime | None = one.timing.due_at(partnership_id, zone)
    return due_at is not None and due_at <= clock.now()
