"""What all of a session see together: questions to those who teach, quizzes, and prompts for the rooms."""

import random
from collections.abc import Callable
from itertools import groupby

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import require_open
from vsm_platform.live.actions.quizzing import do_ask_next, do_make_quiz, do_show_result
from vsm_platform.live.actions.running import do_hand_out
from vsm_platform.live.actions.talking import do_vote
from vsm_platform.live.actions.wondering import (
    do_answer_wonder,
    do_back,
    do_remove_wonder,
    do_wonder,
)
from vsm_platform.live.errors import SessionNotOpen
from vsm_platform.live.forms import (
    NextForm,
    NumberForm,
    PromptForm,
    QuizForm,
    VoteForm,
    WonderForm,
    new_key,
)
from vsm_platform.live.icebreakers import icebreakers
from vsm_platform.live.models import State
from vsm_platform.live.places import floor_path, lobby_place, made_path, together_path
from vsm_platform.live.policies import require_leader, require_not_ended
from vsm_platform.live.queries.access import Seat, access_session
from vsm_platform.live.queries.rooms import polls_of
from vsm_platform.live.queries.together import quizzes_of, wonders_of
from vsm_platform.live.routes.pages import (
    GET_AND_POST,
    SESSION,
    done,
    live_page,
    refused,
    room,
)
from vsm_platform.live.routes.sessions import moment
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import signed_in_viewer

TOGETHER = f"{SESSION}/together"


@room.page(TOGETHER, policy=SIGNED_IN)
def together(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Questions to those who teach, quizzes, and what the clocks show; the script asks for the middle."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    if seat.state == State.ENDED:
        return redirect(made_path(exchange_id, session_id), 303)
    view = _view(session, seat)
    if "rooms" in request.args:
        return jsonify(rooms=render_template("live/_together.html", **view), **moment(seat))
    return live_page(
        session,
        "together",
        seat,
        **view,
        **moment(seat),
        form=WonderForm(client_key=new_key()),
        place=lobby_place(exchange_id, session_id),
    )


def _view(session: Session, seat: Seat) -> dict[str, object]:
    polls = polls_of(session, seat.live.id, None, seat.person_id)
    return {
        "seat": seat,
        "access": seat.access,
        "base": together_path(seat.exchange_id, seat.live.id),
        "wonders": wonders_of(session, seat.live.id, seat.person_id),
        "polls": polls,
        "quizzes": quizzes_of(session, seat.live.id, polls),
        "may_act": seat.may_act,
    }


def _acting(session: Session, exchange_id: int, session_id: int, *, leads: bool = False) -> Seat:
    """The seat of somebody who may do something for all to see."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    if leads:
        require_leader(seat.access)
    require_open(seat.access)
    if seat.access.seen_as:
        raise NotAllowed
    require_not_ended(seat.state)
    return seat


def _act(
    session: Session,
    ids: tuple[int, int],
    form: Form,
    act: Callable[[Seat], object],
    *,
    leads: bool = False,
) -> ResponseReturnValue:
    """Do what a small form asks for, and show the page again."""
    seat = _acting(session, *ids, leads=leads)
    if not form.validate():
        return refused(form, together_path(*ids))
    act(seat)
    return done(together_path(*ids))


# Questions to those who teach -----------------------------------------------------------------


@room.page(f"{TOGETHER}/wonder", policy=SIGNED_IN, methods=("POST",))
def wonder(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Ask those who teach something."""
    form, ids = WonderForm(), (exchange_id, session_id)
    return _act(
        session,
        ids,
        form,
        lambda seat: do_wonder(session, seat, form.text.data, client_key=form.client_key.key),
    )


@room.page(f"{TOGETHER}/back", policy=SIGNED_IN, methods=("POST",))
def back_wonder(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Vote for a question, or take the vote back: the button pressed says which."""
    form, backs = NumberForm(), "back" in request.form
    return _act(
        session,
        (exchange_id, session_id),
        form,
        lambda seat: do_back(session, seat, form.number.data, backs=backs),
    )


@room.page(f"{TOGETHER}/answered", policy=SIGNED_IN, methods=("POST",))
def answered(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Say that a question was answered, or (``again``) that it is open."""
    form, is_answered = NumberForm(), "again" not in request.form
    return _act(
        session,
        (exchange_id, session_id),
        form,
        lambda seat: do_answer_wonder(session, seat, form.number.data, is_answered=is_answered),
        leads=True,
    )


@room.page(f"{TOGETHER}/remove", policy=SIGNED_IN, methods=("POST",))
def remove_wonder(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Take a question back."""
    form = NumberForm()
    return _act(
        session,
        (exchange_id, session_id),
        form,
        lambda seat: do_remove_wonder(session, seat, form.number.data),
    )


# Quizzes --------------------------------------------------------------------------------------


@room.page(f"{SESSION}/quiz", policy=SIGNED_IN, methods=GET_AND_POST)
def quiz(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Write a quiz; it is kept until its questions are asked."""
    seat = _acting(session, exchange_id, session_id, leads=True)
    form, back = QuizForm(), together_path(exchange_id, session_id)
    if form.validate_on_submit():
        do_make_quiz(session, seat, " ".join(form.title.data.split()), form.read)
        return done(back, gettext("The quiz is ready. Ask its first question when everybody is."))
    return live_page(session, "quiz", seat, form=form, back=back)


@room.page(f"{TOGETHER}/next", policy=SIGNED_IN, methods=("POST",))
def ask_next(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Show the result of a quiz's present question, and ask the next one."""
    form = NextForm()
    return _act(
        session,
        (exchange_id, session_id),
        form,
        lambda seat: do_ask_next(session, seat, form.number.data, form.asked.data),
        leads=True,
    )


@room.page(f"{TOGETHER}/result", policy=SIGNED_IN, methods=("POST",))
def show_result(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Show the result of a quiz's present question."""
    form = NumberForm()
    return _act(
        session,
        (exchange_id, session_id),
        form,
        lambda seat: do_show_result(session, seat, form.number.data),
        leads=True,
    )


@room.page(f"{TOGETHER}/vote", policy=SIGNED_IN, methods=("POST",))
def vote_together(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Answer a question that all are asked."""
    form = VoteForm()

    def act(seat: Seat) -> None:
        if not seat.is_running:
            raise SessionNotOpen
        if seat.leads:
            raise NotAllowed
        do_vote(session, seat, None, form.poll.data, form.option.data)

    return _act(session, (exchange_id, session_id), form, act)


# Prompts for the rooms ------------------------------------------------------------------------


@room.page(f"{SESSION}/icebreaker", policy=SIGNED_IN, methods=GET_AND_POST)
def icebreaker(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """Hand a prompt out to all rooms as their task, or to each another one."""
    seat = _acting(session, exchange_id, session_id, leads=True)
    library = icebreakers(current_language())
    form, back = PromptForm(), floor_path(exchange_id, session_id)
    if form.validate_on_submit():
        chosen = [one.task for one in library if form.prompt.data in {one.key, "each"}]
        if not chosen:
            raise NotFound
        if form.prompt.data == "each":
            random.shuffle(chosen)
        count = do_hand_out(session, seat, chosen)
        message = ngettext("%(num)d room has it now.", "%(num)d rooms have it now.", count)
        return done(back, message)
    groups = [(title, list(found)) for title, found in groupby(library, key=lambda one: one.group)]
    return live_page(session, "icebreaker", seat, form=form, back=back, groups=groups)
