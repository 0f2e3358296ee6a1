"""From the clock on somebody's wall to an instant, and what to ask where the clocks are changed.

Once a year a wall clock jumps over an hour, and once it shows an hour twice. A time in the first
does not exist and one in the second means two instants (PEP 495); neither is ever decided silently.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class WallTime:
    """A day and a time on the wall of a zone."""

    day: date
    at: time
    zone: str

    @property
    def text(self) -> str:
        """As it is stored: ``2026-10-02T13:00``."""
        return datetime.combine(self.day, self.at).isoformat(timespec="minutes")

    def instants(self) -> tuple[datetime, ...]:
        """The instants that the clock shows so: one nearly always, none in a gap, two in a fold."""
        wall = datetime.combine(self.day, self.at)
        found: list[datetime] = []
        for fold in (0, 1):
            instant = wall.replace(tzinfo=ZoneInfo(self.zone), fold=fold).astimezone(UTC)
            shown = instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
            if shown == wall and instant not in found:
                found.append(instant)
        return tuple(found)

    def gap(self) -> tuple[time, time]:
        """Where the clock jumps over this time: from when to when, such as 02:00 and 03:00."""
        wall = datetime.combine(self.day, self.at).replace(tzinfo=ZoneInfo(self.zone), fold=1)
        # With the offset that holds after the jump, the time lands before it.
        instant = wall.astimezone(UTC)
        old = _offset(instant, self.zone)
        while _offset(instant, self.zone) == old:
            instant += timedelta(minutes=1)
        return (instant + old).time(), instant.astimezone(ZoneInfo(self.zone)).time()

    def later(self, **by: int) -> "WallTime":
        """The same time on another day: ``later(weeks=1)``."""
        return WallTime(self.day + timedelta(**by), self.at, self.zone)


def _offset(instant: datetime, zone: str) -> timedelta:
    return instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def occurrences(first: WallTime, every_weeks: int, until: date | None) -> Iterator[WallTime]:
    """The wall times of a repeating meeting: the same time, each so many weeks, up to a day."""
    one = first
    yield one
    while every_weeks and until and one.day + timedelta(weeks=every_weeks) <= until:
        one = one.later(weeks=every_weeks)
        yield one
