"""A room: its page, what is new in it, and all that its people do there."""

from collections.abc import Callable
from typing import Any

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import service_of
from vsm_platform.content.modules.api import render_markdown
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.live.actions.landing import do_stay
from vsm_platform.live.actions.notes import (
    do_group_card,
    do_pin,
    do_remove_card,
    do_write_notes,
)
from vsm_platform.live.actions.talking import (
    do_ask,
    do_call,
    do_close_poll,
    do_raise_hand,
    do_say,
    do_vote,
)
from vsm_platform.live.errors import AnotherRoom
from vsm_platform.live.forms import (
    CardForm,
    GroupForm,
    NotesForm,
    NumberForm,
    PollForm,
    SayForm,
    VoteForm,
    lines_of,
    new_key,
)
from vsm_platform.live.models import LiveRoom, State
from vsm_platform.live.places import made_path, room_path, room_place
from vsm_platform.live.queries.access import Seat, access_room, acting_in_room
from vsm_platform.live.queries.agenda import agenda_of
from vsm_platform.live.queries.notes import notes_of
from vsm_platform.live.queries.people import people_of
from vsm_platform.live.queries.rooms import (
    LINES,
    board_of,
    events_since,
    polls_of,
    room_titles,
    talk_of,
)
from vsm_platform.live.routes.calls import may_call
from vsm_platform.live.routes.pages import (
    GET_AND_POST,
    ROOM,
    ROW,
    digests,
    done,
    drawn,
    drawn_anew,
    live_page,
    refused,
    room,
    wants_json,
)
from vsm_platform.live.routes.sessions import event_json, moment
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import language_name
from vsm_platform.web.room import signed_in_viewer

PARTS = ("people", "agenda", "task", "polls", "board")
"""Pieces of the page that are drawn anew while it stands."""


@room.page(ROOM, policy=SIGNED_IN)
def show(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """The room."""
    try:
        seat, own = access_room(session, signed_in_viewer(), exchange_id, session_id, room_number)
    except AnotherRoom:
        return redirect(room_path(exchange_id, session_id, room_number).partition("/rooms")[0], 303)
    if seat.state == State.ENDED:
        return redirect(made_path(exchange_id, session_id, room_number), 303)
    if not seat.leads and not (seat.is_running and seat.is_own(own)):
        return redirect(seat.path, 303)
    view = _view(session, seat, own)
    return live_page(
        session,
        "room",
        seat,
        **view,
        **moment(seat),
        talk=talk_of(session, seat.live, own, most=LINES),
        notes=notes_of(session, own),
        place=room_place(exchange_id, session_id, room_number),
        digests=digests(drawn(PARTS, view)),
        may_call=may_call(view["members"]),
    )


def _view(session: Session, seat: Seat, own: LiveRoom) -> dict[str, Any]:
    """What the pieces of a room's page show."""
    link = own.link or seat.live.link
    return {
        "seat": seat,
        "live": seat.live,
        "access": seat.access,
        "room": own,
        "base": room_path(seat.exchange_id, seat.live.id, own.number),
        "title": room_titles(session, seat.exchange_id, [own])[own.id],
        "members": people_of(session, seat.exchange_id, seat.live.id, room_id=own.id),
        "tasks": [
            render_markdown(text, level=3).html for text in (seat.live.task, own.task) if text
        ],
        "agenda": agenda_of(session, seat.live),
        "language": language_name(seat.live.language) if seat.live.language else "",
        "link": link,
        "service": service_of(link) if link else "",
        "polls": polls_of(session, seat.live.id, own.id, seat.person_id),
        "board": board_of(session, own.id),
        "may_act": seat.may_act,
        "new_key": new_key,
    }


@room.page(f"{ROOM}/since/<{ROW}:event_number>", policy=SIGNED_IN)
def room_since(
    session: Session, exchange_id: int, session_id: int, room_number: int, event_number: int
) -> ResponseReturnValue:
    """What happened in a room after a numbered event, for who lost the line.

    With ``have``, the digests of the pieces that the page shows, it holds those that are different;
    with ``notes``, a version, the notes where there are newer ones.
    """
    seat, own = access_room(session, signed_in_viewer(), exchange_id, session_id, room_number)
    if not (seat.leads or seat.is_own(own)):
        raise AnotherRoom
    told: dict[str, object] = {
        "number": own.last_number,
        "events": [
            event_json(one) for one in events_since(session, session_id, room_number, event_number)
        ],
        **moment(seat),
    }
    if "have" in request.args:
        told |= _drawn(session, seat, own, event_number)
    if request.args.get("notes", own.notes_version, type=int) < own.notes_version:
        found = notes_of(session, own)
        told["notes"] = {"version": found.version, "text": found.text}
    return jsonify(told)


def _drawn(session: Session, seat: Seat, own: LiveRoom, event_number: int) -> dict[str, object]:
    view = _view(session, seat, own)
    talk = talk_of(session, seat.live, own, after=event_number)
    lines = [
        {"number": line.number, "html": render_template("live/_line.html", line=line, **view)}
        for line in talk
    ]
    return {**drawn_anew(drawn(PARTS, view)), "talk": lines}


# What people do -------------------------------------------------------------------------------


def _acting(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> tuple[Seat, LiveRoom]:
    seat, own = acting_in_room(session, signed_in_viewer(), exchange_id, session_id, room_number)
    if not wants_json():
        do_stay(seat)
    return seat, own


def _act(
    session: Session,
    ids: tuple[int, int, int],
    form: Form,
    anchor: str,
    act: Callable[[Seat, LiveRoom], object],
) -> ResponseReturnValue:
    """Do what a small form asks for, and go back to its part of the page."""
    seat, own = _acting(session, *ids)
    back = f"{room_path(*ids)}#{anchor}"
    if not form.validate():
        return refused(form, back)
    act(seat, own)
    return done(back)


@room.page(f"{ROOM}/say", policy=SIGNED_IN, methods=("POST",))
def say(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Say something."""
    form, ids = SayForm(), (exchange_id, session_id, room_number)
    return _act(
        session,
        ids,
        form,
        "talk",
        lambda seat, own: do_say(
            session, seat, own, form.text.data, client_key=form.client_key.key
        ),
    )


@room.page(f"{ROOM}/notes", policy=SIGNED_IN, methods=("POST",))
def notes(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Take in what somebody wrote into the notes; the answer holds them as they are now."""
    seat, own = _acting(session, exchange_id, session_id, room_number)
    form, back = NotesForm(), f"{room_path(exchange_id, session_id, room_number)}#notes"
    if not form.validate():
        return refused(form, back)
    found = do_write_notes(
        session,
        seat,
        own,
        form.base_version.data,
        form.text.data,
        client_key=form.client_key.key,
    )
    if wants_json():
        return jsonify(version=found.version, text=found.text)
    return done(back)


@room.page(f"{ROOM}/hand", policy=SIGNED_IN, methods=("POST",))
def hand(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Raise one's hand, or take it down: the button pressed says which."""
    ids, is_up = (exchange_id, session_id, room_number), "up" in request.form
    return _act(
        session,
        ids,
        Form(),
        "people",
        lambda seat, own: do_raise_hand(session, seat, own, is_up=is_up),
    )


@room.page(f"{ROOM}/call", policy=SIGNED_IN, methods=("POST",))
def call(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Call a facilitator, or end the call: the button pressed says which."""
    ids, calls = (exchange_id, session_id, room_number), "call" in request.form
    return _act(
        session,
        ids,
        Form(),
        "task",
        lambda seat, own: do_call(session, seat, own, calls=calls),
    )


@room.page(f"{ROOM}/ask", policy=SIGNED_IN, methods=GET_AND_POST)
def ask(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Ask the room a quick question."""
    viewer, ids = signed_in_viewer(), (exchange_id, session_id, room_number)
    if request.method == "GET":
        seat, own = access_room(session, viewer, *ids)
        if not seat.may_act:
            raise NotFound
    else:
        seat, own = _acting(session, *ids)
    form = PollForm(client_key=new_key())
    back = f"{room_path(*ids)}#polls"
    if form.validate_on_submit():
        options = lines_of(form.options.data)
        do_ask(session, seat, own, form.question.data, options, client_key=form.client_key.key)
        return done(back)
    return live_page(session, "ask", seat, form=form, back=back, own=own)


@room.page(f"{ROOM}/vote", policy=SIGNED_IN, methods=("POST",))
def vote(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Choose an answer."""
    form, ids = VoteForm(), (exchange_id, session_id, room_number)
    return _act(
        session,
        ids,
        form,
        "polls",
        lambda seat, own: do_vote(session, seat, own, form.poll.data, form.option.data),
    )


@room.page(f"{ROOM}/close-poll", policy=SIGNED_IN, methods=("POST",))
def close_poll(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """End a question."""
    form, ids = NumberForm(), (exchange_id, session_id, room_number)
    return _act(
        session,
        ids,
        form,
        "polls",
        lambda seat, own: do_close_poll(session, seat, own, form.number.data),
    )


@room.page(f"{ROOM}/pin", policy=SIGNED_IN, methods=("POST",))
def pin(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Put a card on the board."""
    form, ids = CardForm(), (exchange_id, session_id, room_number)
    return _act(
        session,
        ids,
        form,
        "board",
        lambda seat, own: do_pin(
            session,
            seat,
            own,
            form.text.data,
            form.group.data or "",
            client_key=form.client_key.key,
        ),
    )


@room.page(f"{ROOM}/group", policy=SIGNED_IN, methods=("POST",))
def group(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Lay a card below a heading."""
    form, ids = GroupForm(), (exchange_id, session_id, room_number)
    return _act(
        session,
        ids,
        form,
        "board",
        lambda seat, own: do_group_card(
            session, seat, own, form.number.data, form.group.data or ""
        ),
    )


@room.page(f"{ROOM}/unpin", policy=SIGNED_IN, methods=("POST",))
def unpin(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """Take a card off the board."""
    form, ids = NumberForm(), (exchange_id, session_id, room_number)
    return _act(
        session,
        ids,
        form,
        "board",
        lambda seat, own: do_remove_card(session, seat, own, form.number.data),
    )
