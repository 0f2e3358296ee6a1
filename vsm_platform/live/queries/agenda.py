"""The agenda of a session: when each point begins, which it is now, and how long it still is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import Meeting
from vsm_platform.core import clock
from vsm_platform.live.models import LiveSession, State


@dataclass(frozen=True, slots=True)
class Point:
    """Something that is done together for some minutes."""

    title: str
    minutes: int
    text: str = ""
    """What to do, in a few lines; empty where the title says it."""


class Turn(StrEnum):
    """Whether it is a point's turn."""

    PAST = "past"
    NOW = "now"
    NEXT = "next"
    LATER = "later"
    CUT = "cut"
    """The rooms close before it begins."""


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """A point with its time."""

    point: Point
    turn: Turn
    begins_at: datetime | None
    """None while nobody can know it."""
    ends_at: datetime | None
    """Its own end, or that of the session where this comes first; None unless the rooms are open."""
    minutes_left: int
    """Of the point whose turn it is, rounded up."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """All points in their order."""

    lines: list[PlannedPoint]
    present: datetime
    too_long: int
    """Minutes by which it ends after the rooms close, rounded up."""
    is_over: bool
    """Whether the session has ended."""


def points_of(live: LiveSession) -> list[Point]:
    """What is planned, without times."""
    return [Point(**one) for one in live.agenda]


def agenda_of(session: Session, live: LiveSession) -> Agenda:
    """What is planned, at its times: from the opening on, and before it from when the meeting begins."""
    present, points = clock.now(), points_of(live)
    begins = live.opened_at or (_meeting_begins(session, live, present) if points else None)
    lines: list[PlannedPoint] = []
    for point in points:
        lines.append(_planned(live, point, begins, present, lines))
        begins = begins and begins + timedelta(minutes=point.minutes)
    minutes, length = sum(point.minutes for point in points), length_of(live)
    too_long = 0 if length is None else max(0, minutes - length)
    return Agenda(lines, present, too_long, live.state_at(present) == State.ENDED)


def length_of(live: LiveSession) -> int | None:
    """The whole minutes that the rooms stay open; None where nobody has said it."""
    if live.opened_at is None:
        return live.minutes
    return int((live.closes_at - live.opened_at) / timedelta(minutes=1)) if live.closes_at else None


def _meeting_begins(session: Session, live: LiveSession, present: datetime) -> datetime | None:
    meeting = session.get(Meeting, live.meeting_id) if live.meeting_id else None
    is_to_come = meeting and meeting.cancelled_at is None and meeting.starts_at > present
    return meeting.starts_at if meeting and is_to_come else None


def _planned(
    live: LiveSession,
    point: Point,
    begins: datetime | None,
    present: datetime,
    before: list[PlannedPoint],
) -> PlannedPoint:
    """A point that begins then; the turn of the next one depends on those before it."""
    if begins is None or live.state_at(present) == State.GATHERING:
        return PlannedPoint(point, Turn.LATER, begins, None, 0)
    ends = begins + timedelta(minutes=point.minutes)
    if live.closes_at:
        if begins >= live.closes_at:
            return PlannedPoint(point, Turn.CUT, begins, None, 0)
        ends = min(ends, live.closes_at)
    if present >= ends:
        return PlannedPoint(point, Turn.PAST, begins, ends, 0)
    if present >= begins:
        left = ceil((ends - present) / timedelta(minutes=1))
        return PlannedPoint(point, Turn.NOW, begins, ends, left)
    has_next = any(one.turn == Turn.NEXT for one in before)
    return PlannedPoint(point, Turn.LATER if has_next else Turn.NEXT, begins, ends, 0)
