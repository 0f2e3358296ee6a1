"""What other rooms may use of meetings."""

import vsm_platform.content.meetings.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.content.meetings.actions.afterwards import do_invite_guest, do_set_recording
from vsm_platform.content.meetings.actions.common import Facts, ForWhom, Times
from vsm_platform.content.meetings.actions.copying import (
    Copied,
    do_copy_meetings,
    do_rewrite_meeting_texts,
)
from vsm_platform.content.meetings.actions.planning import do_plan_at, do_plan_meetings
from vsm_platform.content.meetings.hours import (
    Clock,
    Place,
    Row,
    Share,
    Turn,
    clocks,
    missed_minutes,
    rows,
    shares,
    turns,
)
from vsm_platform.content.meetings.jobs import HANDLERS
from vsm_platform.content.meetings.links import is_safe_link, service_of
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.meetings.policies import plans, require_planner
from vsm_platform.content.meetings.ports import (
    Teams,
    offer_recording_hindrance,
    offer_teams,
)
from vsm_platform.content.meetings.queries.attendance import meetings_attended
from vsm_platform.content.meetings.queries.guests import (
    GuestMeeting,
    meeting_path,
    meetings_of_guest,
)
from vsm_platform.content.meetings.queries.items import meeting_choices, meeting_titles
from vsm_platform.content.meetings.queries.meetings import next_of_teams
from vsm_platform.content.meetings.wall_clock import WallTime

__all__ = [
    "HANDLERS",
    "Clock",
    "Copied",
    "Facts",
    "ForWhom",
    "GuestMeeting",
    "Meeting",
    "Place",
    "Row",
    "Share",
    "Teams",
    "Times",
    "Turn",
    "WallTime",
    "clocks",
    "do_copy_meetings",
    "do_invite_guest",
    "do_plan_at",
    "do_plan_meetings",
    "do_rewrite_meeting_texts",
    "do_set_recording",
    "is_safe_link",
    "meeting_choices",
    "meeting_path",
    "meeting_titles",
    "meetings_attended",
    "meetings_of_guest",
    "missed_minutes",
    "next_of_teams",
    "offer_recording_hindrance",
    "offer_teams",
    "plans",
    "require_planner",
    "rows",
    "service_of",
    "shares",
    "turns",
]
