"""What meetings offer the pages of an exchange: the agenda, the set-up path, links to place."""

from collections.abc import Iterator

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.models import Audience
from vsm_platform.content.meetings.policies import plans
from vsm_platform.content.meetings.queries.agenda import own_meetings
from vsm_platform.content.meetings.queries.guests import meeting_path
from vsm_platform.content.meetings.queries.meetings import (
    meetings_for,
    meetings_of,
)
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Access,
    AgendaItem,
    PlaceablePage,
    SetUpState,
    SetUpTask,
)
from vsm_platform.teams.api import CardLine, TeamCard, TeamView
from vsm_platform.web.templating import local_time
from vsm_platform.web.zones import zone_place


def agenda_items(session: Session, access: Access, viewer: Viewer) -> Iterator[AgendaItem]:
    """The viewer's own meetings; for administrators who are not enrolled, none."""
    present = clock.now()
    for meeting in own_meetings(session, access, viewer.person_id):
        yield AgendaItem(
            kind="meeting",
            title=meeting.title,
            path=meeting_path(access.exchange_id, meeting.id),
            note=_l("Meeting"),
            at=meeting.starts_at,
            is_done=meeting.ends_at < present,
        )


def set_up(session: Session, access: Access) -> Iterator[SetUpTask]:
    """The step of the set-up path: meetings are optional, and should lie within the course."""
    if not plans(access):
        return
    meetings = [
        one.meeting
        for one in meetings_of(session, access.exchange_id)
        if not one.meeting.cancelled_at
    ]
    outside = [one for one in meetings if not access.starts_on <= one.wall.day <= access.ends_on]
    text, state = gettext("None is planned. Not every exchange meets live."), SetUpState.OPTIONAL
    if outside:
        text = gettext("“%(title)s” is outside of the course’s dates.", title=outside[0].title)
        state = SetUpState.PROBLEM
    elif meetings:
        text = ngettext("%(num)d is planned.", "%(num)d are planned.", len(meetings))
        state = SetUpState.DONE
    path = f"/exchanges/{access.exchange_id}/meetings"
    yield SetUpTask("meetings", _l("Plan the live meetings"), text, path, state, order=50)


MEETINGS_ON_CARD = 3


def team_cards(
    session: Session, access: Access, viewer: Viewer, team: TeamView
) -> Iterator[TeamCard]:
    """The next meetings of a team on its page: its own, and those that are for everybody."""
    if access.is_visitor:
        return
    present = clock.now()
    ahead = [
        one.meeting
        for one in meetings_for(session, access, viewer)
        if not one.meeting.cancelled_at
        and one.meeting.ends_at > present
        and (one.meeting.audience == Audience.EVERYBODY or one.meeting.team_id == team.id)
    ]
    lines = [
        CardLine(
            meeting.title,
            meeting_path(meeting.exchange_id, meeting.id),
            note=gettext(
                "%(time)s in %(place)s",
                time=local_time(meeting.starts_at, viewer.timezone, "full"),
                place=zone_place(viewer.timezone),
            ),
            tag=_l("now") if meeting.starts_at <= present else "",
            tone="sun",
        )
        for meeting in ahead[:MEETINGS_ON_CARD]
    ]
    text = "" if lines else _l("None is planned.")
    yield TeamCard("meetings", _l("Next meeting"), order=10, text=text, lines=lines)


def placeable(_session: Session, exchange_id: int) -> Iterator[PlaceablePage]:
    """The list of meetings, which stays where it is whatever is planned."""
    yield PlaceablePage(
        "meetings",
        f"/exchanges/{exchange_id}/meetings",
        _l("Meetings"),
        _l("When everybody meets live, on your own clock, with the link to join."),
    )
