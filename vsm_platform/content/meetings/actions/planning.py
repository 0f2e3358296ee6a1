"""Meetings are planned, changed, moved, cancelled, and take place after all."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from sqlalchemy.orm import Session

from vsm_platform.content.meetings.actions.common import (
    Change,
    Facts,
    ForWhom,
    Times,
    in_scope,
    instant_of,
    locked_meeting,
    note_change,
    record,
    require_leader,
    set_audience,
    write_facts,
)
from vsm_platform.content.meetings.errors import MeetingCancelled
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.meetings.wall_clock import WallTime, occurrences
from vsm_platform.core import clock


def do_plan_meetings(
    session: Session,
    exchange_id: int,
    facts: Facts,
    times: Times,
    whom: ForWhom,
    *,
    actor_id: int | None,
) -> list[Meeting]:
    """Plan a meeting, or all occurrences of one that repeats.

    Raises:
        NoSuchHour: the clock of the planner's zone skips the time on one of the days.
        NotFound: a partner, a team or the leader is not of this exchange.
    """
    walls = list(occurrences(times.first, times.every_weeks, times.until))
    series = str(uuid4()) if len(walls) > 1 else ""
    return _plan(session, exchange_id, facts, walls, times, whom, series, actor_id)


def do_plan_at(
    session: Session,
    exchange_id: int,
    facts: Facts,
    walls: Sequence[WallTime],
    minutes: int,
    whom: ForWhom,
    *,
    is_series: bool,
    actor_id: int | None,
) -> list[Meeting]:
    """Plan a meeting at each of these times, which were found elsewhere.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        facts: what they are about.
        walls: when they are, in time's order.
        minutes: how long each takes.
        whom: whom they are for.
        is_series: whether they can be moved together. A rotation is none: to move one "with those
            that follow" would put them all at one time of day.
        actor_id: who plans them.

    Raises:
        NoSuchHour: a clock skips one of the times.
        NotFound: a partner, a team or the leader is not of this exchange.
    """
    times = Times(walls[0], minutes)
    series = str(uuid4()) if is_series and len(walls) > 1 else ""
    return _plan(session, exchange_id, facts, walls, times, whom, series, actor_id)


def _plan(
    session: Session,
    exchange_id: int,
    facts: Facts,
    walls: Sequence[WallTime],
    times: Times,
    whom: ForWhom,
    series: str,
    actor_id: int | None,
) -> list[Meeting]:
    require_leader(session, exchange_id, facts.leader_id)
    planned = []
    for wall in walls:
        meeting = new_meeting(exchange_id, wall, times.minutes, second=times.second)
        meeting.series = series
        write_facts(meeting, facts)
        session.add(meeting)
        planned.append(meeting)
    session.flush()
    for meeting in planned:
        set_audience(session, meeting, whom)
    record(session, "planned", planned[0], actor_id, meetings=len(planned))
    return planned


def new_meeting(exchange_id: int, wall: WallTime, minutes: int, *, second: bool) -> Meeting:
    """A meeting at a time, about nothing yet."""
    present = clock.now()
    return Meeting(
        exchange_id=exchange_id,
        uid=str(uuid4()),
        sequence=0,
        starts_at=instant_of(wall, second=second),
        minutes=minutes,
        zone=wall.zone,
        wall_start=wall.text,
        created_at=present,
        changed_at=present,
    )


def do_change_meeting(
    session: Session,
    exchange_id: int,
    meeting_id: int,
    facts: Facts,
    whom: ForWhom,
    *,
    seen: int,
    with_following: bool,
    actor_id: int,
) -> list[Change]:
    """Change what a meeting is about, perhaps with those of its series that follow.

    Raises:
        NotFound: there is no such meeting, or somebody in it is not of this exchange.
        MeetingChanged: it is not what the person saw.
        MeetingCancelled: it does not take place.
    """
    meeting = _standing_meeting(session, exchange_id, meeting_id, seen)
    require_leader(session, exchange_id, facts.leader_id)
    changed = in_scope(session, meeting, with_following=with_following)
    for one in changed:
        write_facts(one, facts, with_agenda=one is meeting)
        set_audience(session, one, whom)
        note_change(one)
    record(session, "changed", meeting, actor_id, meetings=len(changed))
    return _unmoved(changed)


def do_move_meeting(
    session: Session,
    exchange_id: int,
    meeting_id: int,
    times: Times,
    *,
    seen: int,
    with_following: bool,
    actor_id: int,
) -> list[Change]:
    """Move a meeting to another time, perhaps with those of its series that follow.

    Those that follow are moved by as many days, and to the same time of day.

    Raises:
        NotFound: there is no such meeting.
        NoSuchHour: the clock skips the time on one of the days.
        MeetingChanged: it is not what the person saw.
        MeetingCancelled: it does not take place.
    """
    meeting = _standing_meeting(session, exchange_id, meeting_id, seen)
    moved = in_scope(session, meeting, with_following=with_following)
    by = times.first.day - meeting.wall.day
    changes = []
    for one in moved:
        wall = WallTime(one.wall.day + by, times.first.at, times.first.zone)
        changes.append(Change(one, one.starts_at))
        one.starts_at = instant_of(wall, second=times.second)
        one.minutes, one.zone, one.wall_start = times.minutes, wall.zone, wall.text
        note_change(one)
    record(session, "moved", meeting, actor_id, meetings=len(moved), time=meeting.wall_start)
    return changes


def do_cancel_meeting(
    session: Session,
    exchange_id: int,
    meeting_id: int,
    *,
    seen: int,
    with_following: bool,
    actor_id: int,
) -> list[Change]:
    """Cancel a meeting, perhaps with those of its series that follow.

    Raises:
        NotFound: there is no such meeting.
        MeetingChanged: it is not what the person saw.
        MeetingCancelled: it was cancelled already.
    """
    meeting = _standing_meeting(session, exchange_id, meeting_id, seen)
    cancelled = in_scope(session, meeting, with_following=with_following)
    for one in cancelled:
        one.cancelled_at = clock.now()
        note_change(one)
    record(session, "cancelled", meeting, actor_id, meetings=len(cancelled))
    return _unmoved(cancelled)


def do_restore_meeting(
    session: Session, exchange_id: int, meeting_id: int, *, seen: int, actor_id: int
) -> list[Change]:
    """Let a cancelled meeting take place after all.

    Raises:
        NotFound: there is no such meeting.
        MeetingChanged: it is not what the person saw.
    """
    meeting = locked_meeting(session, exchange_id, meeting_id, seen=seen)
    meeting.cancelled_at = None
    note_change(meeting)
    record(session, "restored", meeting, actor_id)
    return _unmoved([meeting])


def _standing_meeting(session: Session, exchange_id: int, meeting_id: int, seen: int) -> Meeting:
    meeting = locked_meeting(session, exchange_id, meeting_id, seen=seen)
    if meeting.cancelled_at:
        raise MeetingCancelled
    return meeting


def _unmoved(meetings: Iterable[Meeting]) -> list[Change]:
    return [Change(one, one.starts_at) for one in meetings]
