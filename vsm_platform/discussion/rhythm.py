"""When a letter with what is new is due: in the reader's own morning, each day or each Monday."""

from datetime import date, datetime, timedelta

from vsm_platform.discussion.models import Rhythm

MORNING = range(7, 12)
"""Hours in which letters go out; after a morning without a server they come the next day."""


def slot_of(rhythm: Rhythm, local: datetime) -> date:
    """The day of the newest letter that was due by then.

    Args:
        rhythm: daily or weekly.
        local: the moment on the reader's clock.
    """
    day = local.date() if local.hour >= MORNING.start else local.date() - timedelta(days=1)
    return day - timedelta(days=day.weekday()) if rhythm == Rhythm.WEEKLY else day


def is_due(rhythm: Rhythm, slot: date, local: datetime) -> bool:
    """Whether a reader whose last letter was that of ``slot`` gets the next one now."""
    return rhythm != Rhythm.NEVER and local.hour in MORNING and slot < slot_of(rhythm, local)


def next_hour(present: datetime) -> datetime:
    """When to look again whose morning has come."""
    return present.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
