"""Proposed teams: how far the search is, what it found and why, and what faculty do with it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.formation.actions.proposals import (
    do_lock,
    do_pin,
    do_search,
    do_search_again,
    do_stop,
    do_undo,
    do_use,
)
from vsm_platform.formation.errors import CannotBeMet
from vsm_platform.formation.explaining import sizes_sentence, team_cards, verdicts, zones_sentence
from vsm_platform.formation.findings import findings_of
from vsm_platform.formation.forms import ChangeForm
from vsm_platform.formation.models import ProposalState
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.queries.formations import access_formation, proposal_of
from vsm_platform.formation.queries.roster import roster
from vsm_platform.formation.routes.moving import refresh_report
from vsm_platform.formation.routes.pages import (
    FORMATION,
    POST,
    PROPOSAL,
    actor_id,
    course_page,
    room,
    to_proposal,
)
from vsm_platform.web.room import signed_in_viewer

TEAMS_ON_A_PAGE = 12


@room.page(f"{FORMATION}/propose", policy=SIGNED_IN, methods=POST)
def propose(session: Session, exchange_id: int, formation_id: int) -> ResponseReturnValue:
    """Begin the search, unless the checks say that there is nothing to find."""
    access, formation = access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    situation = Situation(session, formation, taught_at=access.partnership_id)
    if any(finding.is_fatal for finding in findings_of(situation)):
        raise CannotBeMet
    begun = do_search(session, exchange_id, formation_id, actor_id=actor_id())
    return to_proposal(exchange_id, formation_id, begun)


@room.page(PROPOSAL, policy=SIGNED_IN)
def proposal(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    access, formation = access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    found = proposal_of(session, formation, proposal_id)
    values = {"exchange_id": exchange_id, "formation_id": formation_id, "proposal_id": proposal_id}
    if found.state != ProposalState.DONE:
        return course_page(
            session, "searching", access, formation=formation, found=found, values=values
        )
    people = roster(session, exchange_id, taught_at=access.partnership_id, with_gone=True)
    pages = max(-(-len(found.teams) // TEAMS_ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    first = (page - 1) * TEAMS_ON_A_PAGE
    shown = range(first, min(first + TEAMS_ON_A_PAGE, len(found.teams)))
    placed = {person for team in found.teams for person in team}
    return course_page(
        session,
        "proposal",
        access,
        formation=formation,
        found=found,
        values=values,
        page=page,
        pages=pages,
        sizes=sizes_sentence(found.teams),
        cards_of_teams=team_cards(session, access, found, people, shown),
        verdicts=verdicts(session, exchange_id, found),
        zones=zones_sentence(found.report),
        unplaced=[one for key, one in people.items() if one.is_present and key not in placed],
        change=ChangeForm(version=found.version),
    )


@room.page(f"{PROPOSAL}/stop", policy=SIGNED_IN, methods=POST)
def stop(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    """Take the best that was found so far."""
    access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    do_stop(session, exchange_id, formation_id, proposal_id)
    return to_proposal(exchange_id, formation_id, proposal_id)


@room.page(f"{PROPOSAL}/again", policy=SIGNED_IN, methods=POST)
def again(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    """Look for others; who is kept and what is locked stays."""
    access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    begun = do_search_again(session, exchange_id, formation_id, proposal_id, actor_id=actor_id())
    return to_proposal(exchange_id, formation_id, begun)


@room.page(f"{PROPOSAL}/undo", policy=SIGNED_IN, methods=POST)
def undo(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    _access, formation = access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    do_undo(
        session,
        exchange_id,
        formation_id,
        proposal_id,
        seen_version=ChangeForm().version.data or 0,
        actor_id=actor_id(),
    )
    refresh_report(session, formation, proposal_id)
    flash(gettext("The latest change is taken back."), "success")
    return to_proposal(exchange_id, formation_id, proposal_id)


@room.page(f"{PROPOSAL}/keep", policy=SIGNED_IN, methods=POST)
def keep(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    """Let a person stay in a team, or a whole team as it is, when teams are proposed again."""
    access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    form = ChangeForm()
    if form.student.data:
        do_pin(session, exchange_id, formation_id, proposal_id, form.student.data)
    else:
        do_lock(session, exchange_id, formation_id, proposal_id, form.team.data or 0)
    page = (form.team.data or 0) // TEAMS_ON_A_PAGE + 1
    address = url_for(
        "formation.proposal",
        exchange_id=exchange_id,
        formation_id=formation_id,
        proposal_id=proposal_id,
        page=page,
        _anchor=f"team-{form.team.data}",
    )
    return redirect(address, 303)


@room.page(f"{PROPOSAL}/use", policy=SIGNED_IN, methods=POST)
def use(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    """Make a draft of these teams, which faculty publish when they are content."""
    access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    team_set_id = do_use(
        session,
        exchange_id,
        formation_id,
        proposal_id,
        seen_version=ChangeForm().version.data or 0,
        actor_id=actor_id(),
    )
    flash(
        gettext("The teams are there as a draft. Give them names and a first task, then publish."),
        "success",
    )
    address = url_for("teams.team_set", exchange_id=exchange_id, team_set_id=team_set_id)
    return redirect(address, 303)
