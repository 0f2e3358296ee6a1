"""A team: its own page, and how faculty look after it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import (
    Access,
    Role,
    partners_of,
    short_names,
)
from vsm_platform.teams.actions.members import (
    do_attach_client,
    do_detach_client,
    do_place,
)
from vsm_platform.teams.actions.sets import (
    do_delete_team,
    do_describe_team,
)
from vsm_platform.teams.actions.telling import do_see_news
from vsm_platform.teams.cards import team_cards
from vsm_platform.teams.drawing import team_day
from vsm_platform.teams.forms import (
    ClientForm,
    PlaceForm,
    TeamForm,
)
from vsm_platform.teams.letters import reason_in_words
from vsm_platform.teams.queries.access import access_team, formed_team, own_team
from vsm_platform.teams.queries.clients import client_choices
from vsm_platform.teams.queries.concerns import introductions_of
from vsm_platform.teams.queries.teams import (
    Member,
    TeamView,
    clients_of_teams,
    members_of,
    present,
    teams_of_set,
    unseen_news,
)
from vsm_platform.teams.routes.pages import (
    GET_AND_POST,
    TEAM,
    actor_id,
    course_page,
    flash_placed,
    room,
    to_set,
)
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer


@room.page(TEAM, policy=SIGNED_IN)
def team(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    """A team's own page: for its members, its client, and faculty."""
    viewer = signed_in_viewer()
    access, shown = access_team(session, viewer, exchange_id, team_id)
    taught_at = access.partnership_id if access.teaches else None
    members = members_of(session, [team_id], taught_at=taught_at)[team_id]
    names = short_names(partners_of(session, exchange_id))
    # A client reads what the team works on, not what its members say to each other.
    people = [] if access.is_visitor else [one.enrolment_id for one in members]
    me = access.enrolment_id or 0
    is_member = me in people and access.role == Role.STUDENT
    news = unseen_news(session, shown.team_set_id, me) if is_member else None
    return course_page(
        session,
        "team",
        access,
        team=shown,
        members=members,
        introductions=introductions_of(session, people),
        is_member=is_member,
        news=news,
        why=reason_in_words(news.why) if news else "",
        clients=clients_of_teams(session, [team_id])[team_id],
        day=team_day(
            session, exchange_id, present(members), names, viewer.timezone, viewer.person_id
        ),
        team_cards=team_cards(session, access, viewer, shown),
    )


@room.page(f"{TEAM}/seen", policy=SIGNED_IN, methods=("POST",))
def see_news(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    """A member has read what has changed in the team; the notice goes away."""
    _access, shown, me = own_team(session, signed_in_viewer(), exchange_id, team_id)
    do_see_news(session, shown.team_set_id, me)
    return redirect(url_for("teams.team", exchange_id=exchange_id, team_id=team_id), 303)


@room.page(f"{TEAM}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit_team(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    """A team's name and text."""
    access, shown = formed_team(session, signed_in_viewer(), exchange_id, team_id)
    form = TeamForm(name=shown.name, about=shown.about, version=str(shown.version))
    if form.validate_on_submit():
        saved = do_describe_team(
            session,
            exchange_id,
            team_id,
            name=form.name.data or "",
            about=form.about.data or "",
            seen_version=form.seen_version,
            actor_id=actor_id(),
        )
        if saved:
            flash(gettext("Saved."), "success")
            return _to_editing(shown)
        form.version.data = str(shown.version)
    return _edit_page(session, access, shown, form=form, is_stale=form.is_submitted())


def _to_editing(shown: TeamView) -> ResponseReturnValue:
    address = url_for("teams.edit_team", exchange_id=shown.exchange_id, team_id=shown.id)
    return redirect(address, 303)


def _edit_page(
    session: Session, access: Access, shown: TeamView, *, form: TeamForm, is_stale: bool
) -> str:
    inside = members_of(session, [shown.id], taught_at=access.partnership_id)[shown.id]
    clients = client_choices(session, shown.exchange_id)
    choice = ClientForm()
    titles = {one.id: one.title for one in teams_of_set(session, shown.team_set_id)}
    choice.offer([one for one in clients if one.team_id != shown.id], titles)
    return course_page(
        session,
        "edit_team",
        access,
        team=shown,
        form=form,
        is_stale=is_stale and not form.errors,
        members=inside,
        moving=_move_form(session, shown, inside),
        clients=[one for one in clients if one.team_id == shown.id],
        choice=choice,
    )


def _move_form(session: Session, shown: TeamView, inside: list[Member]) -> PlaceForm:
    form = PlaceForm()
    teams = teams_of_set(session, shown.team_set_id)
    members = members_of(session, [one.id for one in teams])
    sizes = {team_id: len(present(people)) for team_id, people in members.items()}
    others = [one for one in teams if one.id != shown.id]
    form.offer([member.enrolment_id for member in inside], others, sizes)
    form.offer_none()
    return form


@room.page(f"{TEAM}/move", policy=SIGNED_IN, methods=("POST",))
def move(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    """Move members to another team of the set, or take them out."""
    access, shown = formed_team(session, signed_in_viewer(), exchange_id, team_id)
    inside = members_of(session, [team_id], taught_at=access.partnership_id)[team_id]
    form = _move_form(session, shown, inside)
    if form.validate():
        wanted = dict.fromkeys(form.people.data, form.team.data or None)
        moved = do_place(session, exchange_id, shown.team_set_id, wanted, actor_id=actor_id())
        flash_placed(moved)
    else:
        flash(gettext("Nobody was moved: tick who is to be moved, and choose a team."), "error")
    return _to_editing(shown)


@room.page(f"{TEAM}/clients", policy=SIGNED_IN, methods=("POST",))
def clients(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    """Attach a client to a team, or take it from it."""
    _access, shown = formed_team(session, signed_in_viewer(), exchange_id, team_id)
    form = ClientForm()
    form.offer(client_choices(session, exchange_id), {})
    if form.validate():
        act = do_detach_client if request.form.get("detach") else do_attach_client
        act(session, exchange_id, team_id, form.client.data, actor_id=actor_id())
        flash(gettext("Saved."), "success")
    return _to_editing(shown)


@room.page(f"{TEAM}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete_team(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    access, shown = formed_team(session, signed_in_viewer(), exchange_id, team_id)
    if Form().validate_on_submit():
        team_set_id = do_delete_team(session, exchange_id, team_id, actor_id=actor_id())
        flash(gettext("The team is deleted. Its members are in no team now."), "success")
        return to_set(exchange_id, team_set_id)
    members = members_of(session, [team_id])[team_id]
    return render_template(
        "teams/delete_team.html", access=access, team=shown, number=len(present(members))
    )
