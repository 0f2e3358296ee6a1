"""The room, and what its views share."""

from flask import render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.scheduling.offers import agenda_items, team_cards
from vsm_platform.exchanges.api import (
    Access,
    Section,
    Tab,
    offer_agenda,
    offer_tab,
    partners_of,
    progress_for,
    short_names,
)
from vsm_platform.teams.api import offer_team_card
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("scheduling", __name__)
offer_tab(
    Tab(Section.MEETINGS, "scheduling.find", _l("Find a time"), order=20, prefix="scheduling.")
)
offer_agenda("scheduling", agenda_items)
offer_team_card("scheduling", team_cards)

ROW = "int(max=2147483647)"
TIMES = f"/exchanges/<{ROW}:exchange_id>/meeting-times"
VOTE = f"{TIMES}/votes/<{ROW}:poll_id>"
GET_AND_POST = ("GET", "POST")


def course_page(
    session: Session,
    template: str,
    access: Access,
    **values: object,
) -> str:
    partners = partners_of(session, access.exchange_id)
    return render_template(
        f"scheduling/{template}.html",
        access=access,
        progress=progress_for(access, signed_in_viewer()),
        partners=partners,
        short_names=short_names(partners),
        **values,
    )
