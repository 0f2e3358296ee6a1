"""The room of live sessions, and what its pages share."""

import hashlib
import re
from collections.abc import Mapping

from flask import flash, jsonify, redirect, render_template, request
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


# Pieces of a page that are drawn anew while it stands -----------------------------------------


def drawn(names: tuple[str, ...], view: Mapping[str, object]) -> dict[str, str]:
    """The pieces of these names as they are now."""
    return {name: render_template(f"live/_{name}.html", **view) for name in names}


def digests(parts: Mapping[str, str]) -> str:
    """What tells one state of the pieces from another."""
    return ".".join(
        hashlib.sha256(_MOVING.sub("", html).encode()).hexdigest()[:8] for html in parts.values()
    )


_MOVING = re.compile(
    r'name="csrf_token" value="[^"]*"|data-(?:now|is)="[^"]*"|aria-current="step"|<i [^>]*data-left>[^<]*</i>'
)
"""What is different at every drawing and says nothing: tokens, and what the page's own clock moves on."""


def drawn_anew(parts: Mapping[str, str]) -> dict[str, object]:
    """The pieces that the page that asks shows differently, and the digests of all."""
    present = digests(parts)
    known = [*request.args.get("have", "").split("."), *[""] * len(parts)]
    changed = {
        name: html
        for (name, html), mine, theirs in zip(
            parts.items(), present.split("."), known, strict=False
        )
        if mine != theirs
    }
    return {"parts": changed, "have": present}


# What was done, or not ------------------------------------------------------------------------


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
