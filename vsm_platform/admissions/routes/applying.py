"""The applicant's pages: what it is, one question each, send, and what became of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.admissions.actions.applying import WITHDRAWABLE, do_answer, do_send_application
from vsm_platform.admissions.actions.applying import do_withdraw as do_withdraw_application
from vsm_platform.admissions.actions.letters import reason_words
from vsm_platform.admissions.actions.places import do_decline_place, do_take_place
from vsm_platform.admissions.criteria import Asked, exclusion
from vsm_platform.admissions.forms.answers import AnswerForm, PlaceForm, answer_form
from vsm_platform.admissions.models import ApplicationState
from vsm_platform.admissions.queries.applying import (
    Paper,
    objection,
    own_paper,
    place_in_line,
    refusing_rule,
)
from vsm_platform.admissions.routes.common import EXCHANGE, GET_AND_POST, ROW, room
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import staff_of
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

APPLY = f"{EXCHANGE}/apply"


def _own_paper(session: Session, exchange_id: int) -> Paper:
    return own_paper(session, signed_in_viewer(), exchange_id)


def _to_paper(exchange_id: int) -> ResponseReturnValue:
    return redirect(url_for("admissions.paper", exchange_id=exchange_id), 303)


def _page(template: str, paper: Paper, **values: object) -> str:
    return render_template(f"admissions/{template}.html", paper=paper, desk=paper.desk, **values)


@room.page(APPLY, policy=SIGNED_IN)
def paper(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Where the applicant stands, and the one next step; or why there is none."""
    own = _own_paper(session, exchange_id)
    if own.is_inside:
        return redirect(f"/exchanges/{exchange_id}/", 303)
    application = own.application
    return _page(
        "paper",
        own,
        staff=[
            one for one in staff_of(session, exchange_id) if one.institution == own.desk.institution
        ],
        objection=objection(session, own) if own.can_be_written and not own.is_sent else None,
        rule=refusing_rule(session, own),
        refusal=_refusal(own),
        reason=reason_words(application) if application else "",
        line=place_in_line(session, application) if application else 0,
        can_withdraw=own.state in WITHDRAWABLE,
    )


def _refusal(own: Paper) -> str:
    """Why a rule refused; a private answer is gone, but what the rule says is not."""
    if own.refused_by_id is None:
        return ""
    asked = next((one for one in own.criteria if one.id == own.refused_by_id), None)
    if asked is None:
        return ""
    value = own.answers.get(asked.id) or ({"answer": "no"} if asked.is_private else {})
    return exclusion(asked, value) or ""


@room.page(f"{APPLY}/<{ROW}:criterion_id>", policy=SIGNED_IN, methods=GET_AND_POST)
def answer(session: Session, exchange_id: int, criterion_id: int) -> ResponseReturnValue:
    """One question. Words are kept even where they cannot be sent yet."""
    own = _own_paper(session, exchange_id)
    asked = own.asked(criterion_id)
    if own.is_inside or not own.can_be_written:
        return _to_paper(exchange_id)
    form = answer_form(asked, own.answers.get(asked.id, {}))
    if form.validate_on_submit():
        is_missing = form.say_what_is_missing()
        is_kept = not is_missing or (form.has_text() and own.state != ApplicationState.SENT)
        if is_kept:
            do_answer(session, own, asked, form.value())
        if not is_missing:
            return _after_answer(session, exchange_id, own, form)
    return _page("answer", own, form=form, asked=asked, number=own.criteria.index(asked) + 1)


def _after_answer(
    session: Session, exchange_id: int, before: Paper, form: AnswerForm
) -> ResponseReturnValue:
    """On to the next question, or back to the overview where something is to be read there."""
    session.expire_all()
    now = _own_paper(session, exchange_id)
    if before.is_sent or now.was_ruled_out or request.form.get("then") == "overview":
        if not now.was_ruled_out:
            flash(gettext("Saved."), "success")
        return _to_paper(exchange_id)
    following = _after(now, form.asked) or now.following
    if following is None:
        return redirect(url_for("admissions.send", exchange_id=exchange_id), 303)
    address = url_for("admissions.answer", exchange_id=exchange_id, criterion_id=following.id)
    return redirect(address, 303)


def _after(now: Paper, asked: Asked) -> Asked | None:
    """The next open question behind this one."""
    behind = now.steps[now.criteria.index(now.asked(asked.id)) + 1 :]
    return next((step.asked for step in behind if not step.is_done), None)


@room.page(f"{APPLY}/send", policy=SIGNED_IN, methods=GET_AND_POST)
def send(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Look at the answers once more, and send them."""
    own = _own_paper(session, exchange_id)
    if own.is_inside or own.is_sent or not own.can_be_written:
        return _to_paper(exchange_id)
    if Form().validate_on_submit():
        do_send_application(session, own)
        flash(gettext("Your application is sent."), "success")
        return _to_paper(exchange_id)
    if not own.is_ready:
        return _to_paper(exchange_id)
    return _page("send", own)


@room.page(f"{APPLY}/withdraw", policy=SIGNED_IN, methods=GET_AND_POST)
def withdraw(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Take the application back, after a question."""
    own = _own_paper(session, exchange_id)
    if own.is_inside or own.state not in WITHDRAWABLE:
        return _to_paper(exchange_id)
    if Form().validate_on_submit():
        do_withdraw_application(session, own)
        flash(gettext("Your application is withdrawn."), "success")
        return _to_paper(exchange_id)
    return _page("withdraw", own)


@room.page(f"{APPLY}/place", policy=SIGNED_IN, methods=GET_AND_POST)
def place(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Take the offered place, or decline it after a question."""
    own = _own_paper(session, exchange_id)
    if own.application is None:
        raise NotFound
    if own.is_inside:
        return redirect(f"/exchanges/{exchange_id}/", 303)
    form = PlaceForm()
    if form.validate_on_submit():
        key, partnership_id = own.application.id, own.desk.partnership_id
        if form.answer.data == "take":
            do_take_place(session, key, partnership_id)
            flash(gettext("Welcome! The place is yours."), "success")
            return redirect(f"/exchanges/{exchange_id}/", 303)
        do_decline_place(session, key, partnership_id)
        flash(gettext("You have declined the place. It goes to somebody else."), "success")
        return _to_paper(exchange_id)
    if own.state != ApplicationState.OFFERED:
        return _to_paper(exchange_id)
    return _page("decline", own)
