"""Where an exchange stands on a day: before its start, in one of its weeks, or over."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)


class Phase(StrEnum):
    BEFORE = "before"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Progress:
    """A day's place in an exchange, as one reader sees it."""

    day: date
    phase: Phase
    days_left: int
    """Days until the reader's start; 0 once it has begun."""
    week: int
    """The week that the day is in, from 1; 0 before the exchange's start."""
    weeks: int
    """How many weeks the exchange has, the last perhaps a short one."""
    week_starts_on: date
    week_ends_on: date


def progress(starts_on: date, ends_on: date, own_starts_on: date, today: date) -> Progress:
    """Where ``today`` lies in an exchange.

    Weeks are counted from the exchange's own first day, so that all partners speak of the same
    week; a reader whose institution begins later is told its own start.

    Args:
        starts_on: the exchange's first day.
        ends_on: its last day.
        own_starts_on: the first day for the reader's institution.
        today: the date on the reader's calendar.
    """
    weeks = -(-((ends_on - starts_on).days + 1) // 7)
    week = min(max((today - starts_on).days // 7 + 1, 0), weeks)
    week_starts_on = starts_on + WEEK * (max(week, 1) - 1)
    return Progress(
        day=today,
        phase=_phase(ends_on, own_starts_on, today),
        days_left=max((own_starts_on - today).days, 0),
        week=week,
        weeks=weeks,
        week_starts_on=week_starts_on,
        week_ends_on=min(week_starts_on + timedelta(days=6), ends_on),
    )


def _phase(ends_on: date, own_starts_on: date, today: date) -> Phase:
    if today > ends_on:
        return Phase.OVER
    return Phase.BEFORE if today < own_starts_on else Phase.RUNNING
