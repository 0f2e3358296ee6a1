"""The list of an exchange's meetings, one meeting, and its file for a calendar."""

from flask import Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.calendar_entries import calendar_of
from vsm_platform.content.meetings.policies import plans
from vsm_platform.content.meetings.ports import recording_hindrance
from vsm_platform.content.meetings.queries.attendance import noted_at
from vsm_platform.content.meetings.queries.feed import leader_names
from vsm_platform.content.meetings.queries.meetings import access_meeting
from vsm_platform.content.meetings.queries.overview import overview_of
from vsm_platform.content.meetings.queries.preview import clocks_at
from vsm_platform.content.meetings.routes.pages import (
    MEETING,
    MEETINGS,
    audience_words,
    company,
    course_page,
    room,
)
from vsm_platform.core import clock
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import access_exchange, partners_of
from vsm_platform.web.room import signed_in_viewer

CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"


@room.page(MEETINGS, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    access = access_exchange(session, viewer, exchange_id)
    partners = partners_of(session, exchange_id)
    shown = overview_of(session, access, viewer)
    clocks = None
    if shown.next:
        invitation, minutes = shown.next.invitation, shown.next.meeting.minutes
        who = company(session, access, partners, invitation.team_id)
        clocks = clocks_at(who, invitation, minutes, viewer.timezone)
    return course_page(session, "overview", access, partners, shown=shown, clocks=clocks)


@room.page(MEETING, policy=SIGNED_IN)
def meeting(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """One meeting; for its guests too."""
    viewer = signed_in_viewer()
    seen = access_meeting(session, viewer, exchange_id, meeting_id)
    partners = partners_of(session, exchange_id)
    who = company(session, seen.access, partners, seen.meeting.team_id)
    hindrance = recording_hindrance(session, exchange_id) if plans(seen.access) else None
    has_begun = seen.meeting.has_begun_at(clock.now())
    return course_page(
        session,
        "meeting",
        seen.access,
        partners,
        meeting=seen.meeting,
        may_join=seen.may_join,
        clocks=clocks_at(who, seen.planned.invitation, seen.meeting.minutes, viewer.timezone),
        leader=leader_names(session, [seen.planned]).get(seen.meeting.leader_id or 0),
        audience=audience_words(session, seen.planned),
        hindrance=hindrance,
        has_begun=has_begun,
        there=noted_at(session, meeting_id) if has_begun else (),
    )


@room.page(f"{MEETING}/meeting.ics", policy=SIGNED_IN)
def file(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """One meeting as a file that any calendar opens."""
    seen = access_meeting(session, signed_in_viewer(), exchange_id, meeting_id)
    text = calendar_of(
        [seen.meeting],
        seen.access.title,
        {exchange_id: seen.access.title},
        leader_names(session, [seen.planned]),
        may_join=seen.may_join,
    )
    answer = Response(text, content_type=CALENDAR)
    answer.headers["Content-Disposition"] = f'attachment; filename="meeting-{meeting_id}.ics"'
    return answer
