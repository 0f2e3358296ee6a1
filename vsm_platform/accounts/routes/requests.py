"""Requests of people about their data, for those who answer them at a university."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.accounts.erasure import WAITING, do_ask_erasure, do_take_back_erasure
from vsm_platform.accounts.forms import RequestForm
from vsm_platform.accounts.personal_data import what_stays
from vsm_platform.accounts.requests import access_request, people_named, people_waiting
from vsm_platform.accounts.routes.visits import room
from vsm_platform.core import clock
from vsm_platform.core.permissions import CARETAKER
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

REQUEST = "/data-requests/<int(max=2147483647):asker_id>"


@room.page("/data-requests", policy=CARETAKER)
def data_requests(session: Session) -> ResponseReturnValue:
    """Find who asked, and see who is to be erased."""
    viewer, words = signed_in_viewer(), request.args.get("who", "")[:320]
    return render_template(
        "accounts/data_requests.html",
        words=words,
        found=people_named(session, viewer, words),
        waiting=people_waiting(session, viewer),
    )


@room.page(REQUEST, policy=CARETAKER, methods=("GET", "POST"))
def data_request(session: Session, asker_id: int) -> ResponseReturnValue:
    """One person; the form asks for the erasure on the person's behalf."""
    viewer, form = signed_in_viewer(), RequestForm()
    found = access_request(session, viewer, asker_id)
    if form.validate_on_submit():
        do_ask_erasure(session, asker_id, actor_id=viewer.person_id)
        flash(gettext("Noted. It happens after the waiting time."), "success")
        return redirect(url_for("accounts.data_requests"), 303)
    return render_template(
        "accounts/data_request.html",
        form=form,
        found=found,
        stays=what_stays(),
        days=WAITING.days,
        due_at=clock.now() + WAITING,
    )


@room.page(f"{REQUEST}/take-back", policy=CARETAKER, methods=("POST",))
def withdraw_data_request(session: Session, asker_id: int) -> ResponseReturnValue:
    """Take an erasure back, as when it was the wrong person."""
    viewer = signed_in_viewer()
    access_request(session, viewer, asker_id)
    if Form().validate_on_submit():
        do_take_back_erasure(session, asker_id, actor_id=viewer.person_id)
        flash(gettext("Taken back. Everything stays as it is."), "success")
    return redirect(url_for("accounts.data_requests"), 303)
