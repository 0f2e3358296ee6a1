"""What other rooms may use of meetings."""

from vsm_platform.content.meetings.actions.afterwards import do_invite_guest, do_set_recording
from vsm_platform.content.meetings.actions.common import Facts, ForWhom, Times
from vsm_platform.content.meetings.actions.copying import Copied, do_copy_meetings
from vsm_platform.content.meetings.actions.planning import do_plan_meetings
from vsm_platform.content.meetings.jobs import HANDLERS
from vsm_platform.content.meetings.ports import (
    Teams,
    offer_recording_hindrance,
    offer_teams,
)
from vsm_platform.content.meetings.queries.guests import (
    GuestMeeting,
    meeting_path,
    meetings_of_guest,
)
from vsm_platform.content.meetings.queries.items import meeting_choices, meeting_titles
from vsm_platform.content.meetings.wall_clock import WallTime

__all__ = [
    "HANDLERS",
    "Copied",
    "Facts",
    "ForWhom",
    "GuestMeeting",
    "Teams",
    "Times",
    "WallTime",
    "do_copy_meetings",
    "do_invite_guest",
    "do_plan_meetings",
    "do_set_recording",
    "meeting_choices",
    "meeting_path",
    "meeting_titles",
    "meetings_of_guest",
    "offer_recording_hindrance",
    "offer_teams",
]
