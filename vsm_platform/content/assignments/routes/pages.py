"""What the pages of assignments share: their addresses, and where they stand in an exchange."""

from datetime import timedelta

from babel.dates import format_timedelta
from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.ports import (
    assignment_agenda,
    assignment_cards,
    assignment_pages,
    assignment_tasks,
    teams_with_work,
)
from vsm_platform.content.assignments.rendering import render_instructions
from vsm_platform.exchanges.api import (
    Access,
    Section,
    Tab,
    exchange_page,
    offer_agenda,
    offer_pages,
    offer_set_up_tasks,
    offer_tab,
)
from vsm_platform.teams.api import offer_team_card, offer_team_use
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("assignments", __name__)

ROW = "int(max=2147483647)"
ASSIGNMENTS = f"/exchanges/<{ROW}:exchange_id>/assignments"
ASSIGNMENT = f"{ASSIGNMENTS}/<{ROW}:assignment_id>"
WORK = f"{ASSIGNMENT}/works/<{ROW}:owner_id>"
GET_AND_POST = ("GET", "POST")


def late_words(seconds: int) -> str:
    """How late something is, in the page's language, such as ``2 days``; never less than it is."""
    return format_timedelta(timedelta(seconds=seconds), threshold=1.5, locale=get_locale() or "en")


offer_tab(Tab(Section.COURSE, "assignments.overview", _l("Assignments"), 30, prefix="assignments."))
offer_agenda("assignments", assignment_agenda)
offer_set_up_tasks("assignments", assignment_tasks)
offer_pages("assignments", assignment_pages, order=40)
offer_team_card("assignments", assignment_cards)
offer_team_use("assignments", teams_with_work)
room.add_app_template_filter(late_words)
room.add_app_template_global(render_instructions)


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    return exchange_page(session, f"assignments/{template}.html", access, **values)


def to_assignment(exchange_id: int, assignment_id: int, **values: str) -> ResponseReturnValue:
    address = url_for(
        "assignments.assignment",
        exchange_id=exchange_id,
        assignment_id=assignment_id,
        _anchor=values.get("anchor"),
    )
    return redirect(address, 303)


def actor_id() -> int:
    return signed_in_viewer().person_id
