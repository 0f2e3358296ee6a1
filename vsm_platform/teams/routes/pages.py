"""What the pages of teams share: their addresses, and where they stand in an exchange."""

from collections.abc import Iterable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from vsm_platform.exchanges.api import (
    Access,
    PlaceablePage,
    Section,
    SetUpState,
    SetUpTask,
    Tab,
    exchange_page,
    offer_pages,
    offer_set_up_tasks,
    offer_tab,
)
from vsm_platform.teams.queries.teams import (
    present,
    sets_of,
)
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("teams", __name__)
# Teams are also proposed, in a room above this one, to which these pages lead.
TAB_OF_TEAMS = ("teams.", "formation.")
offer_tab(Tab(Section.PEOPLE, "teams.overview", _l("Teams"), order=20, prefix=TAB_OF_TEAMS))
room.add_app_template_filter(present, "present")

ROW = "int(max=2147483647)"
TEAMS = f"/exchanges/<{ROW}:exchange_id>/teams"
SET = f"{TEAMS}/sets/<{ROW}:team_set_id>"
TEAM = f"{TEAMS}/<{ROW}:team_id>"
GET_AND_POST = ("GET", "POST")


def _placeable(_session: Session, exchange_id: int) -> Iterable[PlaceablePage]:
    text = _l("Your team, who is in it, and when you are awake together.")
    yield PlaceablePage("teams", f"/exchanges/{exchange_id}/teams", _l("Teams"), text)


def _tasks(session: Session, access: Access) -> Iterable[SetUpTask]:
    sets = sets_of(session, access.exchange_id)
    state, text = SetUpState.TO_DO, _l("Nobody is in a team yet.")
    if any(one.is_published for one in sets):
        state, text = SetUpState.DONE, _l("Students see their teams.")
    elif any(one.members for one in sets):
        text = _l("Teams are formed, but still a draft: students do not see them.")
    path = f"/exchanges/{access.exchange_id}/teams"
    yield SetUpTask("teams", _l("Form the teams"), text, path, state, order=60)


offer_pages("teams", _placeable, order=60)
offer_set_up_tasks("teams", _tasks)


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    return exchange_page(session, f"teams/{template}.html", access, **values)


def to_set(exchange_id: int, team_set_id: int) -> ResponseReturnValue:
    address = url_for("teams.team_set", exchange_id=exchange_id, team_set_id=team_set_id)
    return redirect(address, 303)


def actor_id() -> int:
    return signed_in_viewer().person_id


def flash_placed(number: int) -> None:
    flash(
        ngettext("%(num)d person is in a new place.", "%(num)d people are in a new place.", number),
        "success",
    )
