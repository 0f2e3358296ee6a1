"""Your data: what is held of a person, to read and to take along, and how it is erased."""

from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.accounts.correspondence import correspondents
from vsm_platform.accounts.erasure import (
    WAITING,
    do_ask_erasure,
    do_take_back_erasure,
    waiting_erasures,
)
from vsm_platform.accounts.forms import ErasureForm
from vsm_platform.accounts.personal_data import holdings, what_stays
from vsm_platform.accounts.routes.visits import room
from vsm_platform.accounts.takeout import pack, readable
from vsm_platform.core import clock
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.core.throttle import Limit, do_count, require_tries_left
from vsm_platform.mail.api import can_send_mail
from vsm_platform.web.forms import Form
from vsm_platform.web.room import database, signed_in_viewer

TAKEN = Limit("taking one's data along", 20, timedelta(days=1))
"""A file holds everything at once, so nobody needs it often; a day's worth of weak lines."""


@room.page("/your-data", policy=SIGNED_IN)
def your_data(session: Session) -> ResponseReturnValue:
    """The front: take along, read, erase."""
    viewer = signed_in_viewer()
    erasure = waiting_erasures(session, [viewer.person_id]).get(viewer.person_id)
    return render_template("accounts/your_data.html", erasure=erasure)


@room.page("/your-data/read", policy=SIGNED_IN)
def read_data(session: Session) -> ResponseReturnValue:
    """All of it as a page."""
    viewer = signed_in_viewer()
    rooms = readable(holdings(session, viewer.person_id), viewer.timezone)
    return render_template("accounts/read_data.html", rooms=rooms)


@room.page("/your-data/file", policy=SIGNED_IN, methods=("POST",), transaction=False)
def take_data() -> ResponseReturnValue:
    """The ZIP file. It is sent outside of any transaction, since a weak line takes its time."""
    viewer, who = signed_in_viewer(), str(signed_in_viewer().person_id)
    with database().unit_of_work(writes=True) as session:
        require_tries_left(session, TAKEN, who)
        do_count(session, TAKEN, who)
    with database().unit_of_work(writes=False) as session:
        found = list(holdings(session, viewer.person_id))
    pieces = pack(
        found, viewer.display_name, viewer.timezone, with_files=request.form.get("files") == "yes"
    )
    name = f"your-data-{clock.now():%Y-%m-%d}.zip"
    headers = {
        "Content-Disposition": f"attachment; filename={name}",
        "Cache-Control": "no-store",
        # A proxy that gathers it first would keep a copy, and the reader waiting.
        "X-Accel-Buffering": "no",
    }
    return Response(stream_with_context(pieces), mimetype="application/zip", headers=headers)


@room.page("/your-data/erasure", policy=SIGNED_IN, methods=("GET", "POST"))
def erase_data(session: Session) -> ResponseReturnValue:
    """What will go and what will stay; the form asks for it."""
    viewer, form = signed_in_viewer(), ErasureForm()
    if form.validate_on_submit():
        do_ask_erasure(session, viewer.person_id, actor_id=viewer.person_id)
        flash(gettext("We have noted it. Until then you can take it back."), "success")
        return redirect(url_for("accounts.your_data"), 303)
    if waiting_erasures(session, [viewer.person_id]):
        return redirect(url_for("accounts.your_data"), 303)
    address = correspondents(session, [viewer.person_id])[viewer.person_id].address
    return render_template(
        "accounts/erase_data.html",
        form=form,
        stays=what_stays(),
        days=WAITING.days,
        due_at=clock.now() + WAITING,
        address=address if can_send_mail() else "",
        from_lms=viewer.registration_id is not None,
    )


@room.page("/your-data/erasure/take-back", policy=SIGNED_IN, methods=("POST",))
def keep_data(session: Session) -> ResponseReturnValue:
    """Take the erasure back."""
    viewer = signed_in_viewer()
    if Form().validate_on_submit():
        do_take_back_erasure(session, viewer.person_id, actor_id=viewer.person_id)
        flash(gettext("Taken back. Everything stays as it is."), "success")
    return redirect(url_for("accounts.your_data"), 303)
