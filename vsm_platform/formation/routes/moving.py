"""One person of a proposal: where else they could be, and what that would cost all together."""

from dataclasses import dataclass

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.formation.actions.proposals import Move, do_explain_later, do_move
from vsm_platform.formation.errors import NotProposed
from vsm_platform.formation.forms import ChangeForm
from vsm_platform.formation.models import Formation, Proposal, ProposalState
from vsm_platform.formation.prices import Way, ways_for, ways_into
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.queries.formations import access_formation, proposal_of
from vsm_platform.formation.reports import is_known, report_on
from vsm_platform.formation.routes.pages import (
    POST,
    PROPOSAL,
    ROW,
    actor_id,
    course_page,
    room,
    to_proposal,
)
from vsm_platform.web.room import signed_in_viewer


@dataclass(frozen=True, slots=True)
class _Place:
    """The team that a person is in."""

    number: int | None

    @property
    def title(self) -> str:
        if self.number is None:
            return str(gettext("no team"))
        return str(gettext("Team %(number)d", number=self.number + 1))


@room.page(f"{PROPOSAL}/people/<{ROW}:student>", policy=SIGNED_IN)
def person(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int, student: int
) -> ResponseReturnValue:
    """Where somebody could be instead, each place with its price; nothing is changed by looking."""
    access, formation = access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    found = proposal_of(session, formation, proposal_id)
    if found.state != ProposalState.DONE:
        raise NotProposed
    situation = Situation(session, formation, taught_at=access.partnership_id)
    if student not in situation.roster:
        raise NotFound
    number = next((at for at, team in enumerate(found.teams) if student in team), None)
    into = request.args.get("team", type=int)
    if into is None:
        ways = ways_for(situation, found.teams, student, number, frozenset(found.locked))
    else:
        ways = _into(situation, found, student, into)
    return course_page(
        session,
        "person",
        access,
        formation=formation,
        found=found,
        values={
            "exchange_id": exchange_id,
            "formation_id": formation_id,
            "proposal_id": proposal_id,
        },
        one=situation.roster[student],
        place=_Place(number),
        ways=ways,
        into=_Place(into) if into is not None else None,
        is_locked=number in found.locked,
        people_here=situation.roster,
        change=ChangeForm(version=found.version),
    )


def _into(situation: Situation, found: Proposal, student: int, into: int) -> list[Way]:
    if not 0 <= into < len(found.teams) or student in found.teams[into]:
        raise NotFound
    return ways_into(situation, found.teams, student, into)


@room.page(f"{PROPOSAL}/move", policy=SIGNED_IN, methods=POST)
def move(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    """Move a person, or let two change places."""
    _access, formation = access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    form = ChangeForm()
    wanted = Move(form.student.data or 0, form.team.data or 0, form.swap_with.data or None)
    do_move(
        session,
        exchange_id,
        formation_id,
        proposal_id,
        wanted,
        seen_version=form.version.data or 0,
        actor_id=actor_id(),
    )
    refresh_report(session, formation, proposal_id)
    flash(gettext("Done. You can take it back."), "success")
    return to_proposal(exchange_id, formation_id, proposal_id)


def refresh_report(session: Session, formation: Formation, proposal_id: int) -> None:
    """Explain the teams anew after they were changed by hand."""
    found = session.get_one(Proposal, proposal_id)
    situation = Situation(session, formation)
    teams = situation.present(found.teams)
    problem = situation.problem_of(teams)
    if is_known(found.report, problem):
        found.report = report_on(problem, teams, finished=not found.was_stopped, known=found.report)
    else:
        # Another class has another bound, which may take longer than anybody waits for a page.
        do_explain_later(session, formation, found)
