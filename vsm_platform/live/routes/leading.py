"""All rooms at a glance, and what those who teach do: open, close, tell, move, visit."""

from collections.abc import Callable

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.live.actions.landing import do_move, do_visit
from vsm_platform.live.actions.making import do_add_room, do_invite
from vsm_platform.live.actions.running import (
    do_close,
    do_extend,
    do_open,
    do_set_agenda,
    do_set_task,
    do_tell,
)
from vsm_platform.live.actions.talking import do_ask_all, do_call, do_close_poll_of_all
from vsm_platform.live.agenda_text import written
from vsm_platform.live.forms import (
    AgendaForm,
    MinutesForm,
    MoveForm,
    NumberForm,
    PollForm,
    RoomForm,
    TellForm,
    lines_of,
    new_key,
)
from vsm_platform.live.models import MOST_ROOMS, State
from vsm_platform.live.places import floor_path, floor_place, made_path, room_path
from vsm_platform.live.policies import require_leader
from vsm_platform.live.queries.access import Seat, access_session, room_of
from vsm_platform.live.queries.agenda import agenda_of, length_of, points_of
from vsm_platform.live.queries.people import visitors_of
from vsm_platform.live.queries.rooms import floor as floor_of
from vsm_platform.live.queries.rooms import polls_of
from vsm_platform.live.routes.pages import (
    GET_AND_POST,
    ROOM,
    SESSION,
    done,
    live_page,
    refused,
    room,
)
from vsm_platform.live.routes.sessions import moment
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer


def _leading(session: Session, exchange_id: int, session_id: int) -> Seat:
    """The seat of somebody who may lead the session now."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    require_leader(seat.access)
    return seat


@room.page(f"{SESSION}/rooms", policy=SIGNED_IN)
def floor(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """All rooms: who is there, who speaks, who calls."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    if not seat.leads:
        raise NotFound
    if seat.state == State.ENDED:
        return redirect(made_path(exchange_id, session_id), 303)
    view = _view(session, seat)
    if "rooms" in request.args:
        return jsonify(rooms=render_template("live/_floor.html", **view), **moment(seat))
    return live_page(
        session,
        "floor",
        seat,
        **view,
        **moment(seat),
        place=floor_place(exchange_id, session_id),
    )


def _view(session: Session, seat: Seat) -> dict[str, object]:
    lines, elsewhere = floor_of(session, seat.live)
    return {
        "seat": seat,
        "live": seat.live,
        "access": seat.access,
        "base": floor_path(seat.exchange_id, seat.live.id),
        "lines": lines,
        "elsewhere": [one for one in elsewhere if not one.teaches],
        "teachers": [one for one in elsewhere if one.teaches and one.is_here],
        "agenda": agenda_of(session, seat.live),
        "polls": polls_of(session, seat.live.id, None, seat.person_id),
        "may_act": seat.may_act,
    }


def _lead(
    session: Session,
    exchange_id: int,
    session_id: int,
    form: Form,
    act: Callable[[Seat], object],
) -> ResponseReturnValue:
    """Do what a small form asks for, say so, and show all rooms again."""
    seat = _leading(session, exchange_id, session_id)
    back = floor_path(exchange_id, session_id)
    if not form.validate():
        return refused(form, back)
    return done(back, str(act(seat)))


@room.page(f"{SESSION}/open", policy=SIGNED_IN, methods=("POST",))
def open_rooms(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Open the rooms."""

    def act(seat: Seat) -> object:
        do_open(session, seat)
        return gettext("The rooms are open. Whoever waits is taken to their room.")

    return _lead(session, exchange_id, session_id, Form(), act)


@room.page(f"{SESSION}/close", policy=SIGNED_IN, methods=("POST",))
def close(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Let the rooms close in some minutes."""
    form = MinutesForm()

    def act(seat: Seat) -> object:
        do_close(session, seat, form.minutes.data)
        return gettext("Everybody sees when the rooms close.") if form.minutes.data else ""

    return _lead(session, exchange_id, session_id, form, act)


@room.page(f"{SESSION}/extend", policy=SIGNED_IN, methods=("POST",))
def extend(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Give the rooms more time, or (0) no end for now."""
    form = MinutesForm()

    def act(seat: Seat) -> object:
        do_extend(session, seat, form.minutes.data)
        return gettext("Everybody sees the new time.")

    return _lead(session, exchange_id, session_id, form, act)


@room.page(f"{SESSION}/tell", policy=SIGNED_IN, methods=("POST",))
def tell(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Say something to all rooms, or to some."""
    form = TellForm()

    def act(seat: Seat) -> object:
        do_tell(
            session,
            seat,
            form.text.data,
            form.rooms.data or [],
            client_key=form.client_key.key,
        )
        return gettext("It stands in the rooms’ talk now.")

    return _lead(session, exchange_id, session_id, form, act)


@room.page(f"{SESSION}/move", policy=SIGNED_IN, methods=("POST",))
def move(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Put people into another room; their pages go there by themselves."""
    form = MoveForm()

    def act(seat: Seat) -> object:
        chosen = (form.people.data or [])[: MOST_ROOMS * 10]
        moved = len(do_move(session, seat, chosen, form.room.data))
        return ngettext("%(num)d person was moved.", "%(num)d people were moved.", moved)

    return _lead(session, exchange_id, session_id, form, act)


@room.page(f"{SESSION}/visit", policy=SIGNED_IN, methods=("POST",))
def visit(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Go into a room oneself; with number 0 out of it again."""
    seat = _leading(session, exchange_id, session_id)
    number = request.form.get("number", 0, type=int)
    entered = do_visit(session, seat, number)
    if entered is None:
        return redirect(floor_path(exchange_id, session_id), 303)
    return redirect(room_path(exchange_id, session_id, entered.number), 303)


@room.page(f"{SESSION}/answer", policy=SIGNED_IN, methods=("POST",))
def answer(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Say that somebody comes to a room that has called, and go there."""
    form, seat = NumberForm(), _leading(session, exchange_id, session_id)
    if not form.validate():
        raise NotFound
    do_visit(session, seat, form.number.data)
    called = room_of(session, session_id, form.number.data, lock=True)
    do_call(session, seat, called, calls=False)
    return redirect(room_path(exchange_id, session_id, form.number.data), 303)


@room.page(f"{SESSION}/agenda", policy=SIGNED_IN, methods=GET_AND_POST)
def agenda(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Write what is done when, or change it; the page of all rooms says where it is too long."""
    seat = _leading(session, exchange_id, session_id)
    form = AgendaForm(agenda=written(points_of(seat.live)))
    back = floor_path(exchange_id, session_id)
    if form.validate_on_submit():
        do_set_agenda(session, seat, form.agenda.points)
        return done(back, gettext("Everybody sees it now."))
    return live_page(session, "agenda", seat, form=form, back=back, length=length_of(seat.live))


@room.page(f"{SESSION}/ask", policy=SIGNED_IN, methods=GET_AND_POST)
def ask_all(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Ask all rooms a quick question."""
    seat = _leading(session, exchange_id, session_id)
    form, back = PollForm(client_key=new_key()), floor_path(exchange_id, session_id)
    if form.validate_on_submit():
        options = lines_of(form.options.data)
        do_ask_all(session, seat, form.question.data, options, client_key=form.client_key.key)
        return done(back)
    return live_page(session, "ask", seat, form=form, back=back, own=None)


@room.page(f"{SESSION}/close-poll", policy=SIGNED_IN, methods=("POST",))
def close_poll_of_all(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """End a question that all rooms were asked."""
    form = NumberForm()

    def act(seat: Seat) -> object:
        do_close_poll_of_all(session, seat, form.number.data)
        return gettext("All rooms see the result now.")

    return _lead(session, exchange_id, session_id, form, act)


@room.page(f"{SESSION}/add-room", policy=SIGNED_IN, methods=("POST",))
def add_room(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Add one more room."""

    def act(seat: Seat) -> object:
        do_add_room(session, exchange_id, session_id, "", actor_id=seat.person_id)
        return gettext("There is one more room.")

    return _lead(session, exchange_id, session_id, Form(), act)


@room.page(f"{ROOM}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit_room(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Change what a room is called, what it does, and where its people see each other."""
    seat = _leading(session, exchange_id, session_id)
    own = room_of(session, session_id, room_number)
    form, back = RoomForm(obj=own), floor_path(exchange_id, session_id)
    if form.validate_on_submit():
        do_set_task(
            session,
            seat,
            room_number,
            title=" ".join((form.title.data or "").split()),
            task=form.task.data or "",
            link=form.link.data or "",
        )
        return done(back, gettext("Its people see it now."))
    return live_page(session, "edit_room", seat, form=form, back=back, own=own)


@room.page(f"{SESSION}/invite", policy=SIGNED_IN, methods=GET_AND_POST)
def invite(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Let guests and clients of the exchange come in."""
    seat = _leading(session, exchange_id, session_id)
    form, back = MoveForm(room=0), floor_path(exchange_id, session_id)
    visitors = visitors_of(session, exchange_id)
    if form.validate_on_submit():
        known = {key for key, _name in visitors}
        do_invite(
            session,
            exchange_id,
            session_id,
            [one for one in form.people.data or [] if one in known],
        )
        return done(back, gettext("They can come in now. Move them into a room here."))
    return live_page(session, "invite", seat, visitors=visitors, back=back)
