"""Which letters of discussions one gets, and the one click that stops them."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import ANYONE, SIGNED_IN
from vsm_platform.discussion.actions.letters import do_choose_letters, wants_mentions
from vsm_platform.discussion.forms import LettersForm
from vsm_platform.discussion.queries.access import standing_in
from vsm_platform.discussion.routes.pages import (
    DISCUSSION,
    GET_AND_POST,
    course_page,
    done,
    room,
)
from vsm_platform.discussion.spaces import discussion_path
from vsm_platform.discussion.stopping import person_of
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{DISCUSSION}/letters", policy=SIGNED_IN, methods=GET_AND_POST)
def letters(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Choose which letters one gets; it holds for all exchanges."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    form = LettersForm(mentions=wants_mentions(session, standing.person_id))
    if form.validate_on_submit():
        do_choose_letters(session, standing.person_id, mentions=form.mentions.data)
        return done(gettext("Saved."), discussion_path(exchange_id))
    return course_page(session, "letters", standing, form=form)


@room.page("/discussion/stop/<stop_token>", policy=ANYONE, methods=GET_AND_POST)
def stop(session: Session, stop_token: str) -> ResponseReturnValue:
    """What a letter's reader, or the mail program, opens to get no more of them."""
    person_id = person_of(stop_token)
    if request.method == "POST":
        do_choose_letters(session, person_id, mentions=False)
        return redirect(f"{request.path}?done=1", 303)
    return render_template("discussion/stop.html", is_done="done" in request.args)
