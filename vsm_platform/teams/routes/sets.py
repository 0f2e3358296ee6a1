"""All teams of an exchange: what students see of them, and how faculty make and publish sets."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import (
    Access,
    access_exchange,
)
from vsm_platform.teams.actions.sets import (
    do_add_teams,
    do_delete_set,
    do_make_set,
    do_publish_set,
    do_rename_set,
)
from vsm_platform.teams.forms import (
    EditSetForm,
    NewSetForm,
)
from vsm_platform.teams.hints import team_hints
from vsm_platform.teams.policies import require_former
from vsm_platform.teams.queries.access import access_set, formed_set
from vsm_platform.teams.queries.concerns import new_concerns
from vsm_platform.teams.queries.teams import (
    TEAMS_ON_A_PAGE,
    Member,
    SetView,
    TeamView,
    members_of,
    own_teams,
    pool,
    sets_of,
    teams_of_set,
    unplaced,
)
from vsm_platform.teams.routes.pages import (
    GET_AND_POST,
    SET,
    TEAMS,
    actor_id,
    course_page,
    room,
    to_set,
)
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer


@room.page(TEAMS, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """A student's own teams and the published sets; for those who teach, all sets."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    sets = sets_of(session, exchange_id)
    if not access.teaches and not access.is_administrator:
        sets = [one for one in sets if one.is_published]
    own = own_teams(session, access)
    members = members_of(session, [team.id for team in own])
    new = new_concerns(session, exchange_id) if access.teaches else 0
    return course_page(
        session,
        "overview",
        access,
        sets=sets,
        own=own,
        members=members,
        new_concerns=new,
        hints=team_hints(session, access, None),
    )


@room.page(f"{TEAMS}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new_set(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = require_former(access_exchange(session, signed_in_viewer(), exchange_id))
    form = NewSetForm()
    if form.validate_on_submit():
        made = do_make_set(
            session,
            exchange_id,
            title=form.title.data,
            teams=form.teams.data,
            actor_id=actor_id(),
        )
        flash(gettext("The teams are there. Now put people in."), "success")
        return to_set(exchange_id, made)
    return course_page(session, "new_set", access, form=form)


@room.page(SET, policy=SIGNED_IN)
def team_set(session: Session, exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    """All teams of a set: by name and members for students, with what to do for faculty."""
    access, shown = access_set(session, signed_in_viewer(), exchange_id, team_set_id)
    teams = teams_of_set(session, team_set_id)
    taught_at = access.partnership_id if access.teaches else None
    members = members_of(session, [team.id for team in teams], taught_at=taught_at)
    if not access.teaches:
        teams = [team for team in teams if members[team.id]]
    pages = max(-(-len(teams) // TEAMS_ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return course_page(
        session,
        "team_set",
        access,
        team_set=shown,
        teams=teams[(page - 1) * TEAMS_ON_A_PAGE : page * TEAMS_ON_A_PAGE],
        page=page,
        pages=pages,
        members=members,
        left=_with_departures(teams, members),
        without=unplaced(session, exchange_id, team_set_id) if access.teaches else 0,
        hints=team_hints(session, access, shown),
        has_groups=access.teaches and _has_groups(session, access, shown),
    )


def _with_departures(teams: list[TeamView], members: dict[int, list[Member]]) -> list[TeamView]:
    """The teams that somebody has left."""
    return [team for team in teams if any(member.has_left for member in members[team.id])]


def _has_groups(session: Session, access: Access, shown: SetView) -> bool:
    people = pool(session, shown, access.partnership_id)
    return any(one.groups and one.team_id is None for one in people)


@room.page(f"{SET}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit_set(session: Session, exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    access, shown = formed_set(session, signed_in_viewer(), exchange_id, team_set_id)
    form = EditSetForm(title=shown.title)
    if form.validate_on_submit():
        do_rename_set(session, exchange_id, team_set_id, title=form.title.data, actor_id=actor_id())
        if form.more.data:
            do_add_teams(session, exchange_id, team_set_id, form.more.data, actor_id=actor_id())
        flash(gettext("Saved."), "success")
        return to_set(exchange_id, team_set_id)
    return course_page(session, "edit_set", access, form=form, team_set=shown)


@room.page(f"{SET}/publish", policy=SIGNED_IN, methods=GET_AND_POST)
def publish(session: Session, exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    """Confirm the teams, or make them a draft again, after a question."""
    access, shown = formed_set(session, signed_in_viewer(), exchange_id, team_set_id)
    if Form().validate_on_submit():
        publishes = not shown.is_published
        do_publish_set(
            session, exchange_id, team_set_id, is_published=publishes, actor_id=actor_id()
        )
        said = gettext("Students now see their teams.")
        hidden = gettext("The teams are a draft again. Students do not see them.")
        flash(said if publishes else hidden, "success")
        return to_set(exchange_id, team_set_id)
    without = unplaced(session, exchange_id, team_set_id)
    return render_template("teams/publish.html", access=access, team_set=shown, without=without)


@room.page(f"{SET}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete_set(session: Session, exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    access, shown = formed_set(session, signed_in_viewer(), exchange_id, team_set_id)
    if Form().validate_on_submit():
        do_delete_set(session, exchange_id, team_set_id, actor_id=actor_id())
        flash(gettext("The teams are deleted."), "success")
        return redirect(url_for("teams.overview", exchange_id=exchange_id), 303)
    return render_template("teams/delete_set.html", access=access, team_set=shown)
