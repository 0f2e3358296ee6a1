"""What meetings offer the pages of an exchange: the agenda, the set-up path, links to place."""

from collections.abc import Iterator
from datetime import timedelta

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.policies import plans
from vsm_platform.content.meetings.queries.guests import meeting_path
from vsm_platform.content.meetings.queries.meetings import (
    meetings_of,
    own_of,
    standing_of,
    uncancelled_of,
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


def agenda_items(session: Session, access: Access, viewer: Viewer) -> Iterator[AgendaItem]:
    """The viewer's own meetings; for administrators who are not enrolled, none."""
    everything = uncancelled_of(session, access.exchange_id)
    standing = standing_of(session, access) if everything else None
    if standing is None or not standing.is_active:
        return
    present = clock.now()
    for one in own_of(session, standing, everything, viewer.person_id):
        meeting = one.meeting
        yield AgendaItem(
            kind="meeting",
            title=meeting.title,
            path=meeting_path(meeting.exchange_id, meeting.id),
            note=_l("Meeting"),
            at=meeting.starts_at,
            is_done=meeting.starts_at + timedelta(minutes=meeting.minutes) < present,
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


def placeable(_session: Session, exchange_id: int) -> Iterator[PlaceablePage]:
    """The list of meetings, which stays where it is whatever is planned."""
    yield PlaceablePage(
        "meetings",
        f"/exchanges/{exchange_id}/meetings",
        _l("Meetings"),
        _l("When everybody meets live, on your own clock, with the link to join."),
    )
