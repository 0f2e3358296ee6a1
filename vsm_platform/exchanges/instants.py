"""The instant that a day and a time on somebody's clock mean.

What faculty say is a day and a time on a partner's own clock, or in one zone for all; the instant is
computed at each use. Two hours a year are not plain: an hour that the clocks skip in spring, and
one that they show twice in autumn. In both, an end is the later of the two instants that the words
can mean, so that nobody loses an hour by it, and a beginning the earlier one.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

END_OF_DAY = time(23, 59)
"""The end of a day; its whole minute still counts."""
MINUTE = timedelta(minutes=1)


def latest_instant(day: date, at: time, zone: str) -> datetime:
    """The last instant that a local day and time can mean; aware, in UTC."""
    return max(_both(day, at, zone))


def earliest_instant(day: date, at: time, zone: str) -> datetime:
    """The first instant that a local day and time can mean; aware, in UTC."""
    return min(_both(day, at, zone))


def _both(day: date, at: time, zone: str) -> list[datetime]:
    """The two readings (PEP 495) of a time that is skipped or shown twice; else the same twice."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    return [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def is_skipped(day: date, at: time, zone: str) -> bool:
    """Whether no clock of the zone ever shows this time, because it jumps over it."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    back = latest_instant(day, at, zone).astimezone(ZoneInfo(zone))
    return back.replace(tzinfo=None) != local.replace(tzinfo=None)
