"""The room, and what its views share."""

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.links import service_of
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.meetings.offers import agenda_items, placeable, set_up, team_cards
from vsm_platform.content.meetings.policies import plans
from vsm_platform.content.meetings.queries.company import Company, company_of
from vsm_platform.content.meetings.queries.meetings import Planned
from vsm_platform.content.meetings.queries.overview import on_day
from vsm_platform.content.meetings.rendering import render_words
from vsm_platform.content.meetings.time_words import clock_words, countdown, day_of, span_of
from vsm_platform.exchanges.api import (
    Access,
    Partner,
    Section,
    Tab,
    exchange_page,
    offer_agenda,
    offer_pages,
    offer_set_up_tasks,
    offer_tab,
    partners_of,
)
from vsm_platform.teams.api import offer_team_card
from vsm_platform.web.room import Room

room = Room("meetings", __name__)
offer_tab(Tab(Section.MEETINGS, "meetings.overview", _l("Meetings"), order=10, prefix="meetings."))
offer_agenda("meetings", agenda_items)
offer_set_up_tasks("meetings", set_up)
offer_pages("meetings", placeable, order=40)
offer_team_card("meetings", team_cards)
for words in (clock_words, countdown, day_of, on_day, span_of, service_of):
    room.add_app_template_global(words)
room.add_app_template_filter(render_words, "meeting_words")

ROW = "int(max=2147483647)"
MEETINGS = f"/exchanges/<{ROW}:exchange_id>/meetings"
MEETING = f"{MEETINGS}/<{ROW}:meeting_id>"
GET_AND_POST = ("GET", "POST")


def course_page(
    session: Session,
    template: str,
    access: Access,
    partners: tuple[Partner, ...] | None = None,
    **values: object,
) -> str:
    """A page of an exchange; for guests with nothing above it that leads elsewhere."""
    return exchange_page(
        session,
        f"meetings/{template}.html",
        access,
        partners,
        layout="_layout/course.html" if access.is_visitor else "exchanges/course.html",
        course_title=access.title,
        plans=plans(access) and access.may_write,
        **values,
    )


def company(
    session: Session, access: Access, partners: tuple[Partner, ...], *team_ids: int | None
) -> Company:
    """The partners with what decides which of them come."""
    return company_of(
        session, access.exchange_id, partners, [team for team in team_ids if team is not None]
    )


def audience_words(session: Session, planned: Planned) -> list[str]:
    """Whom a meeting is for, by name; nothing where it is for everybody."""
    meeting = planned.meeting
    if meeting.team_id is not None:
        names = dict(ports.teams().choices(session, meeting.exchange_id))
        return [names.get(meeting.team_id, "")]
    partners = partners_of(session, meeting.exchange_id) if planned.partnerships else ()
    return [one.name for one in partners if one.partnership_id in planned.partnerships]


def address_of(meeting: Meeting) -> str:
    """A meeting's page."""
    return url_for("meetings.meeting", exchange_id=meeting.exchange_id, meeting_id=meeting.id)
