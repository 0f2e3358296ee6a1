"""The list of an exchange's meetings as a reader sees it: the next, the coming weeks, the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.meetings.policies import plans
from vsm_platform.content.meetings.queries.meetings import (
    Planned,
    meetings_of,
    own_of,
    standing_of,
)
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, progress


@dataclass(frozen=True, slots=True)
class Week:
    """The meetings of one week of the exchange."""

    number: int
    """From 1; 0 outside of the exchange's weeks."""
    first: date
    last: date
    meetings: list[Planned]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the list shows."""

    next: Planned | None
    weeks: list[Week]
    """What comes, without the next one."""
    past: list[Planned]
    """The latest first; cancelled ones are not among them."""
    may_join: bool


def overview_of(session: Session, access: Access, viewer: Viewer) -> Overview:
    """The viewer's meetings in an exchange: for those who plan, all of them."""
    standing, meetings = standing_of(session, access), meetings_of(session, access.exchange_id)
    if standing and not plans(access):
        meetings = own_of(session, standing, meetings, viewer.person_id)
    present = clock.now()
    coming = [one for one in meetings if one.meeting.ends_at >= present]
    following = next((one for one in coming if not one.meeting.cancelled_at), None)
    gone = [one for one in meetings if one.meeting.ends_at < present]
    return Overview(
        next=following,
        weeks=_weeks(access, [one for one in coming if one is not following], viewer.timezone),
        past=[one for one in reversed(gone) if not one.meeting.cancelled_at],
        may_join=standing is not None and standing.is_active,
    )


def _weeks(access: Access, meetings: Sequence[Planned], zone: str) -> list[Week]:
    found: dict[tuple[int, date], Week] = {}
    for one in meetings:
        day = on_day(one.meeting, zone)
        week = _week_of(access, day)
        found.setdefault((week.number, week.first), week).meetings.append(one)
    return list(found.values())


def _week_of(access: Access, day: date) -> Week:
    if not access.starts_on <= day <= access.ends_on:
        monday = day - timedelta(days=day.weekday())
        return Week(0, monday, monday + timedelta(days=6), [])
    at = progress(access.starts_on, access.ends_on, access.starts_on, day)
    return Week(at.week, at.week_starts_on, at.week_ends_on, [])


def on_day(meeting: Meeting, zone: str) -> date:
    """The day of a meeting on a reader's calendar."""
    return meeting.starts_at.astimezone(ZoneInfo(zone)).date()
