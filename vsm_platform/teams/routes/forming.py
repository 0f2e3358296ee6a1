"""How people get into the teams of a set: by ticking, pasting, dealing, and from the LMS."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.teams.actions.members import (
    do_deal_evenly,
    do_place,
    do_place_by_name,
)
from vsm_platform.teams.forms import (
    PasteForm,
    PlaceForm,
    people_by_partner,
)
from vsm_platform.teams.pasting import group_rows, placements, understand
from vsm_platform.teams.queries.access import formed_set
from vsm_platform.teams.queries.teams import (
    members_of,
    pool,
    present,
    teams_of_set,
)
from vsm_platform.teams.routes.pages import (
    GET_AND_POST,
    SET,
    actor_id,
    course_page,
    flash_placed,
    room,
    to_set,
)
from vsm_platform.web.room import signed_in_viewer

PEOPLE_ON_A_PAGE = 200


@room.page(f"{SET}/people", policy=SIGNED_IN, methods=GET_AND_POST)
def place(session: Session, exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    """Tick those who are in no team yet, and put them into one."""
    access, shown = formed_set(session, signed_in_viewer(), exchange_id, team_set_id)
    people = [one for one in pool(session, shown, access.partnership_id) if one.team_id is None]
    chosen = request.args.get("partner", type=int)
    listed = [one for one in people if chosen in {None, one.member.partnership_id}]
    listed = listed[:PEOPLE_ON_A_PAGE]
    teams = teams_of_set(session, team_set_id)
    members = members_of(session, [team.id for team in teams])
    form = PlaceForm()
    sizes = {team_id: len(present(inside)) for team_id, inside in members.items()}
    form.offer([one.member.enrolment_id for one in listed], teams, sizes)
    if form.validate_on_submit():
        wanted = dict.fromkeys(form.people.data, form.team.data)
        moved = do_place(session, exchange_id, team_set_id, wanted, actor_id=actor_id())
        flash_placed(moved)
        address = url_for(
            "teams.place", exchange_id=exchange_id, team_set_id=team_set_id, partner=chosen
        )
        return redirect(address, 303)
    return course_page(
        session,
        "place",
        access,
        team_set=shown,
        form=form,
        groups=people_by_partner(listed),
        chosen=chosen,
        number=len(people),
    )


@room.page(f"{SET}/paste", policy=SIGNED_IN, methods=GET_AND_POST)
def paste(session: Session, exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    """A pasted list: shown row by row as it is understood, and then put in."""
    access, shown = formed_set(session, signed_in_viewer(), exchange_id, team_set_id)
    form = PasteForm()
    rows = None
    if form.validate_on_submit():
        people = pool(session, shown, access.partnership_id)
        rows = understand(form.table.data, people, teams_of_set(session, team_set_id))
        names = placements(rows)
        if form.is_seen.data and names:
            moved = do_place_by_name(session, exchange_id, team_set_id, names, actor_id=actor_id())
            flash_placed(moved)
            return to_set(exchange_id, team_set_id)
    return course_page(session, "paste", access, team_set=shown, form=form, rows=rows)


@room.page(f"{SET}/groups", policy=SIGNED_IN, methods=("POST",))
def take_groups(session: Session, exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    """Put one's own university's students into teams as they are grouped in the home LMS."""
    access, shown = formed_set(session, signed_in_viewer(), exchange_id, team_set_id)
    people = pool(session, shown, access.partnership_id)
    names = group_rows(people, teams_of_set(session, team_set_id))
    flash_placed(do_place_by_name(session, exchange_id, team_set_id, names, actor_id=actor_id()))
    return to_set(exchange_id, team_set_id)


@room.page(f"{SET}/deal", policy=SIGNED_IN, methods=("POST",))
def deal(session: Session, exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    """Spread those who are in no team over the teams."""
    formed_set(session, signed_in_viewer(), exchange_id, team_set_id)
    flash_placed(do_deal_evenly(session, exchange_id, team_set_id, actor_id=actor_id()))
    return to_set(exchange_id, team_set_id)
