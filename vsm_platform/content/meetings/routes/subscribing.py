"""Each person's calendar: the page with its secret address, and what calendars fetch there."""

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.actions.addresses import (
    calendar_token,
    do_drop_calendar_address,
    do_make_calendar_address,
)
from vsm_platform.content.meetings.calendar_entries import calendar_of
from vsm_platform.content.meetings.queries.feed import feed_of, owner_of
from vsm_platform.content.meetings.routes.pages import GET_AND_POST, room
from vsm_platform.content.meetings.routes.reading import CALENDAR
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE, SIGNED_IN
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import match_language
from vsm_platform.web.room import signed_in_viewer
from vsm_platform.web.routes import own_path


@room.page("/calendar", policy=SIGNED_IN, methods=GET_AND_POST)
def calendar(session: Session) -> ResponseReturnValue:
    """One's own calendar address: make it, see it, make it anew, switch it off."""
    person_id, vault = signed_in_viewer().person_id, current_app.extensions["vsm_vault"]
    back = own_path(request.args.get("next"), "")
    if Form().validate_on_submit():
        if request.form.get("step") == "off":
            do_drop_calendar_address(session, person_id)
            flash(gettext("The address opens nothing any more."), "success")
        else:
            do_make_calendar_address(session, vault, person_id)
            flash(gettext("Your calendar’s address is ready."), "success")
        return redirect(url_for("meetings.calendar", next=back or None), 303)
    token = calendar_token(session, vault, person_id)
    address = url_for("meetings.feed", token=token, _external=True) if token else None
    return render_template("meetings/calendar.html", address=address, back=back)


@room.page("/calendar/<token>.ics", policy=ANYONE)
def feed(session: Session, token: str) -> ResponseReturnValue:
    """What a calendar fetches, without a cookie: the address is the secret."""
    if len(token) > 64:
        raise NotFound
    owner = owner_of(session, token)
    with force_locale(match_language(owner.locale) or "en"):
        shown = feed_of(session, owner.person_id)
        text = calendar_of(
            [one.meeting for one in shown.meetings],
            gettext("Virtual exchange"),
            shown.titles,
            shown.leaders,
            deadlines=shown.deadlines,
        )
    answer = Response(text, content_type=CALENDAR)
    answer.add_etag()
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer.make_conditional(request)
