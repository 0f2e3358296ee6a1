"""What evaluations offer to other pages: agendas, the set-up path, teams' pages, links to place."""

from collections.abc import Collection, Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import Viewer
from vsm_platform.evaluation.models import EvaluationSheet
from vsm_platform.evaluation.queries.answering import Desk, desks_of
from vsm_platform.evaluation.queries.evaluations import EvaluationView, evaluations_of
from vsm_platform.exchanges.api import (
    Access,
    AgendaItem,
    PlaceablePage,
    Role,
    SetUpState,
    SetUpTask,
    partners_of,
)
from vsm_platform.teams.api import CardLine, TeamCard, TeamView, published_sets


def own_evaluations(session: Session, access: Access) -> list[tuple[EvaluationView, Desk]]:
    """The published evaluations in which the viewer has something to say."""
    if access.role != Role.STUDENT or access.enrolment_id is None:
        return []
    found = evaluations_of(session, access.exchange_id)
    if not found:
        return []
    desks = desks_of(session, access, found, partners_of(session, access.exchange_id))
    return [(one, desks[one.id]) for one in found if one.id in desks and desks[one.id].has_mates]


def evaluation_agenda(session: Session, access: Access, _viewer: Viewer) -> Iterable[AgendaItem]:
    """What the viewer is asked, while it can be answered at the viewer's own university."""
    for one, desk in own_evaluations(session, access):
        if desk.may_write:
            yield AgendaItem(
                kind="evaluation",
                title=one.title,
                path=one.path,
                note=_l("Peer evaluation"),
                at=desk.closes_at,
                is_due=True,
                is_done=desk.is_done,
            )


def evaluation_tasks(session: Session, access: Access) -> Iterable[SetUpTask]:
    """The step of the set-up path: optional; a problem where nobody could answer."""
    if not access.teaches:
        return
    found = evaluations_of(session, access.exchange_id, published_only=False)
    sets = {one.id for one in published_sets(session, access.exchange_id)}
    path = f"/exchanges/{access.exchange_id}/evaluations"
    state, text = SetUpState.OPTIONAL, _l("None is planned. It helps teams that stay together.")
    if any(one.is_published and one.team_set_id not in sets for one in found):
        state = SetUpState.PROBLEM
        text = _l("One is for teams that are a draft, so nobody can answer.")
    elif any(not one.is_published for one in found):
        state, text = SetUpState.TO_DO, _l("Some are drafts. Students do not see them.")
    elif found:
        state, text = SetUpState.DONE, _l("Students see when they are asked.")
    yield SetUpTask("evaluations", _l("Plan a peer evaluation"), text, path, state, order=65)


def evaluation_pages(_session: Session, exchange_id: int) -> Iterable[PlaceablePage]:
    """The list of evaluations, which stays where it is whatever is asked."""
    text = _l("What you say of your team, and, later, what it says of you on average.")
    path = f"/exchanges/{exchange_id}/evaluations"
    yield PlaceablePage("evaluations", path, _l("Peer evaluation"), text)


def evaluation_cards(
    session: Session, access: Access, _viewer: Viewer, team: TeamView
) -> Iterable[TeamCard]:
    """What the viewer is asked about this team, on the team's page."""
    lines = [
        CardLine(
            one.title,
            one.path,
            note=_l("about everybody in the team, for those who teach alone"),
            tag=_l("answered") if desk.is_done else _l("to do"),
            tone="leaf" if desk.is_done else "sun",
        )
        for one, desk in own_evaluations(session, access)
        if desk.team.id == team.id and desk.may_write
    ]
    if lines:
        yield TeamCard("evaluation", _l("Peer evaluation"), order=25, lines=lines)


def teams_with_answers(session: Session, team_ids: Collection[int]) -> Collection[int]:
    """Of these teams, those of which something was said: they cannot be deleted."""
    query = select(EvaluationSheet.team_id).where(EvaluationSheet.team_id.in_(team_ids))
    return set(session.scalars(query))
