"""The list of sessions, a new one, and the door: lobby and coming in."""

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import meeting_choices
from vsm_platform.content.modules.api import render_markdown
from vsm_platform.core import clock
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.core.unit_of_work import after_commit
from vsm_platform.exchanges.api import (
    Role,
    access_exchange,
    exchange_page,
    partners_of,
    require_open,
    short_names,
)
from vsm_platform.live.actions.course import do_set_video
from vsm_platform.live.actions.landing import do_join
from vsm_platform.live.actions.making import (
    RoomPlan,
    RoomsFrom,
    SessionFacts,
    do_make_session,
)
from vsm_platform.live.actions.running import do_close, do_open
from vsm_platform.live.forms import SessionForm, VideoForm
from vsm_platform.live.models import EventKind, LiveCourse, LiveRoom, State
from vsm_platform.live.offers import forget_meeting
from vsm_platform.live.places import (
    floor_path,
    lives_path,
    made_path,
    room_path,
    session_path,
    waiting_place,
)
from vsm_platform.live.policies import require_leader, takes_part
from vsm_platform.live.queries.access import Seat, access_session, team_room
from vsm_platform.live.queries.agenda import agenda_of
from vsm_platform.live.queries.people import people_of
from vsm_platform.live.queries.rooms import (
    Viewing,
    events_since,
    room_titles,
    sessions_for,
    told_to_all,
)
from vsm_platform.live.routes.pages import (
    GET_AND_POST,
    LIVE,
    ROW,
    SESSION,
    digests,
    done,
    drawn,
    drawn_anew,
    live_page,
    room,
)
from vsm_platform.teams.api import is_in_team, own_teams, published_sets, team_view
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

PARTS = ("told", "waiting", "agenda_card")
"""Pieces of the lobby that are drawn anew while it stands."""


@room.page(LIVE, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The sessions that are for the viewer."""
    viewer = signed_in_viewer()
    access = access_exchange(session, viewer, exchange_id)
    if not takes_part(access):
        raise NotAllowed
    teams = own_teams(session, access)
    viewing = Viewing(
        exchange_id, viewer.person_id, access.teaches, frozenset(team.id for team in teams)
    )
    return exchange_page(
        session, "live/overview.html", access, lines=sessions_for(session, viewing), teams=teams
    )


@room.page(f"{LIVE}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Plan a session."""
    viewer = signed_in_viewer()
    access = require_leader(access_exchange(session, viewer, exchange_id))
    sets = [(one.id, one.title) for one in published_sets(session, exchange_id)]
    form = SessionForm(rooms_from=RoomsFrom.TEAMS if sets else RoomsFrom.RANDOM)
    form.offer(sets, meeting_choices(session, exchange_id), access.languages)
    if form.validate_on_submit():
        made = do_make_session(
            session, exchange_id, form.facts(), form.plan(), actor_id=viewer.person_id
        )
        after_commit(session, lambda: forget_meeting(exchange_id))
        return redirect(floor_path(exchange_id, made), 303)
    return exchange_page(session, "live/new.html", access, form=form)


@room.page(f"{LIVE}/video", policy=SIGNED_IN, methods=GET_AND_POST)
def video(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Say where rooms see each other."""
    viewer = signed_in_viewer()
    access = require_leader(access_exchange(session, viewer, exchange_id))
    form = VideoForm(obj=session.get(LiveCourse, exchange_id))
    if form.validate_on_submit():
        do_set_video(session, exchange_id, form.video.data or "", actor_id=viewer.person_id)
        return done(lives_path(exchange_id), gettext("New rooms get their links from it."))
    return exchange_page(session, "live/video.html", access, form=form)


@room.page(f"{LIVE}/of/<{ROW}:team_id>", policy=SIGNED_IN, methods=GET_AND_POST)
def of_team(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    """Let one team meet now: its members, and whoever teaches, begin it by themselves."""
    viewer = signed_in_viewer()
    access = require_open(access_exchange(session, viewer, exchange_id))
    team = team_view(session, exchange_id, team_id)
    is_member = access.role == Role.STUDENT and is_in_team(session, team_id, access.enrolment_id)
    if team is None or not team.is_published or not (access.teaches or is_member):
        raise NotFound
    if Form().validate_on_submit():
        facts = SessionFacts(gettext("%(team)s meets", team=team.title))
        plan = RoomPlan(RoomsFrom.TEAM, team_id=team_id)
        made = do_make_session(session, exchange_id, facts, plan, actor_id=viewer.person_id)
        after_commit(session, lambda: forget_meeting(exchange_id))
        seat = access_session(session, viewer, exchange_id, made)
        do_open(session, seat)
        do_join(session, seat)
        return redirect(room_path(exchange_id, made, 1), 303)
    return exchange_page(session, "live/of_team.html", access, team=team)


@room.page(f"{SESSION}/finish", policy=SIGNED_IN, methods=("POST",))
def finish(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Let a team end what it began by itself: everybody has one more minute."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    require_open(seat.access)
    if seat.access.is_visitor or seat.live.team_id not in seat.team_ids:
        raise NotFound
    do_close(session, seat, 1)
    return redirect(seat.path, 303)


@room.page(SESSION, policy=SIGNED_IN)
def lobby(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """The door: it leads to the own room, to all rooms, or to what was made; else one waits here."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    if seat.state == State.ENDED:
        return redirect(made_path(exchange_id, session_id), 303)
    if seat.leads:
        return redirect(floor_path(exchange_id, session_id), 303)
    own = _own_room(session, seat)
    if seat.is_running and own and seat.placement and seat.placement.arrived_at:
        return redirect(room_path(exchange_id, session_id, own.number), 303)
    titles = room_titles(session, exchange_id, [own]) if own else {}
    view = _view(session, seat)
    return live_page(
        session,
        "lobby",
        seat,
        **view,
        task=render_markdown(seat.live.task, level=3).html,
        title=titles[own.id] if own else "",
        digests=digests(drawn(PARTS, view)),
        place=waiting_place(exchange_id, session_id),
    )


def _view(session: Session, seat: Seat) -> dict[str, object]:
    """What the pieces of the lobby show."""
    people = people_of(session, seat.exchange_id, seat.live.id)
    return {
        "seat": seat,
        "names": short_names(partners_of(session, seat.exchange_id)),
        "here": [one for one in people if one.is_here],
        "agenda": agenda_of(session, seat.live),
        "told": told_to_all(session, seat.live),
    }


def _own_room(session: Session, seat: Seat) -> LiveRoom | None:
    """The room that somebody is in, or will come into as far as is known."""
    if seat.room_id:
        return session.get(LiveRoom, seat.room_id)
    if seat.placement and seat.placement.arrived_at:
        return None
    return team_room(session, seat)


@room.page(f"{SESSION}/join", policy=SIGNED_IN, methods=("POST",))
def join(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Come in: whoever has a room lands there."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    require_open(seat.access)
    own = do_join(session, seat)
    if own is None:
        return redirect(session_path(exchange_id, session_id), 303)
    return redirect(room_path(exchange_id, session_id, own.number), 303)


@room.page(f"{SESSION}/since/<{ROW}:event_number>", policy=SIGNED_IN)
def since(
    session: Session, exchange_id: int, session_id: int, event_number: int
) -> ResponseReturnValue:
    """What happened in the session as a whole after a numbered event, and where it stands.

    With ``have``, the digests of the pieces that the lobby shows, it holds those that are different.
    """
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    own = _own_room(session, seat)
    has_view = "have" in request.args and seat.state != State.ENDED
    return jsonify(
        number=seat.live.last_number,
        events=[
            event_json(one)
            for one in events_since(session, session_id, 0, event_number)
            # What is said to chosen rooms is theirs.
            if seat.leads or one.kind != EventKind.TOLD or not one.data.get("rooms")
        ],
        **moment(seat),
        room=own.number if own else 0,
        has_joined=bool(seat.placement and seat.placement.arrived_at),
        **(drawn_anew(drawn(PARTS, _view(session, seat))) if has_view else {}),
    )


def event_json(event: object) -> dict[str, object]:
    """An event as scripts read it."""
    names = ("number", "kind", "person_id", "text", "data")
    told = {name: getattr(event, name) for name in names}
    return {**told, "at": event.happened_at.isoformat()}  # type: ignore[attr-defined]


def moment(seat: Seat) -> dict[str, object]:
    """Where the session stands, the seconds that are left of it, and what the server's clock shows."""
    closes_at, present = seat.live.closes_at, clock.now()
    left = None if closes_at is None else max(0.0, (closes_at - present).total_seconds())
    return {"state": seat.state, "left": left, "clock": present.timestamp()}
