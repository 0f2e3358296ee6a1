"""Proposed teams as a list for a spreadsheet, and such a list taken in again."""

import csv
from collections.abc import Mapping
from io import StringIO

from flask import Response, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.formation.actions.proposals import do_take_teams
from vsm_platform.formation.errors import NotProposed
from vsm_platform.formation.forms import ListForm
from vsm_platform.formation.listing import as_text, teams_in
from vsm_platform.formation.models import Proposal, ProposalState
from vsm_platform.formation.queries.formations import access_formation, proposal_of
from vsm_platform.formation.queries.roster import RosterStudent, roster
from vsm_platform.formation.routes.moving import refresh_report
from vsm_platform.formation.routes.pages import (
    GET_AND_POST,
    PROPOSAL,
    actor_id,
    course_page,
    room,
    to_proposal,
)
from vsm_platform.invitations.api import read_table
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{PROPOSAL}/teams.csv", policy=SIGNED_IN)
def export(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    """The teams as CSV: names as far as the reader may know them, and nothing that was answered."""
    access, formation = access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    found = proposal_of(session, formation, proposal_id)
    people = roster(session, exchange_id, taught_at=access.partnership_id)
    headers = {
        "Content-Disposition": "attachment; filename=teams.csv",
        "Cache-Control": "no-store",
    }
    # The mark at the front tells spreadsheet programs that it is UTF-8.
    return Response("\ufeff" + _as_csv(found, people), mimetype="text/csv", headers=headers)


def _as_csv(found: Proposal, people: Mapping[int, RosterStudent]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "University", "Team", "Number"])
    for number, team in enumerate(found.teams, 1):
        for key in team:
            if key in people:
                one = people[key]
                writer.writerow([_harmless(one.name), _harmless(one.institution), number, key])
    return text.getvalue()


def _harmless(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text


@room.page(f"{PROPOSAL}/list", policy=SIGNED_IN, methods=GET_AND_POST)
def bring(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int
) -> ResponseReturnValue:
    """Teams from a list: shown row by row, and then put in the place of those that were found."""
    access, formation = access_formation(
        session, signed_in_viewer(), exchange_id, formation_id, writes=True
    )
    found = proposal_of(session, formation, proposal_id)
    if found.state != ProposalState.DONE:
        raise NotProposed
    values = {"exchange_id": exchange_id, "formation_id": formation_id, "proposal_id": proposal_id}
    form, sheet, text = ListForm(version=str(found.version)), None, ""
    if form.validate_on_submit():
        table = read_table(form.upload() or form.text.data, form.encoding.data)
        people = roster(session, exchange_id, taught_at=access.partnership_id)
        sheet, teams = teams_in(table, people.values())
        text = as_text(table)
        if form.is_seen.data and teams:
            do_take_teams(
                session, **values, teams=teams, seen_version=_version(form), actor_id=actor_id()
            )
            refresh_report(session, formation, proposal_id)
            flash(gettext("The teams of the list are here. You can take it back."), "success")
            return to_proposal(exchange_id, formation_id, proposal_id)
    return course_page(
        session,
        "bring",
        access,
        formation=formation,
        found=found,
        form=form,
        sheet=sheet,
        text=text,
        values=values,
    )


def _version(form: ListForm) -> int:
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
