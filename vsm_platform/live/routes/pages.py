"""The room of live sessions, and what its pages share."""

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.exchanges.api import (
    Section,
    Tab,
    exchange_page,
    offer_agenda,
    offer_set_up_tasks,
    offer_tab,
)
from vsm_platform.live.forms import new_key
from vsm_platform.live.offers import live_agenda, live_card, live_tasks
from vsm_platform.live.policies import takes_part
from vsm_platform.live.queries.access import Seat
from vsm_platform.live.queries.rooms import used_by_teams
from vsm_platform.teams.api import offer_team_card, offer_team_use
from vsm_platform.web.forms import Form
from vsm_platform.web.room import Room

room = Room("live", __name__)
offer_tab(
    Tab(Section.COURSE, "live.overview", _l("Live"), order=6, shown=takes_part, prefix="live.")
)
offer_agenda("live", live_agenda)
offer_set_up_tasks("live", live_tasks)
offer_team_card("live", live_card)
offer_team_use("live", used_by_teams)

ROW = "int(max=2147483647)"
LIVE = f"/exchanges/<{ROW}:exchange_id>/live"
SESSION = f"{LIVE}/<{ROW}:session_id>"
ROOM = f"{SESSION}/rooms/<{ROW}:room_number>"
GET_AND_POST = ("GET", "POST")


def live_page(session: Session, template: str, seat: Seat, /, **values: object) -> str:
    """A page of one session."""
    shown = {"seat": seat, "live": seat.live, "new_key": new_key, **values}
    shown.pop("access", None)
    return exchange_page(session, f"live/{template}.html", seat.access, **shown)


def wants_json() -> bool:
    """Whether the script asks, and not the browser."""
    return request.accept_mimetypes.best == "application/json"


def done(address: str, message: str = "") -> ResponseReturnValue:
    """Say what was done, and go on; a script has shown it already."""
    if wants_json():
        return jsonify(done=True)
    if message:
        flash(message, "success")
    return redirect(address, 303)


def refused(form: Form, address: str) -> ResponseReturnValue:
    """Say what is wrong with a small form, on the page on which it stands."""
    messages = [str(one) for field in form for one in field.errors]
    if wants_json():
        return jsonify(errors=messages), 400
    for message in messages[:1]:
        flash(message, "error")
    return redirect(address, 303)
