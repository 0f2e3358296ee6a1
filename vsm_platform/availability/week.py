"""A week as hours: how a person paints it on the own clock, and the same as a mask in UTC.

On a clock a week has 336 half hours, from Monday 00:00; each is a digit of a text: what the person
said of it (``Level``). In UTC it has 672 quarters, because some clocks stand at 30 or 45 minutes
(Kathmandu is at +5:45); each is a bit of an ``int``, bit 0 from Monday 00:00 UTC. Which quarters a
half hour is depends on the offset that holds then, so a person has one mask for each *regime* of
a term: a stretch of days in which no clock that matters is changed.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

HALF_HOURS = 48
"""Of a day."""
PAINTED = 7 * HALF_HOURS
QUARTERS = 7 * 96
"""Bits of a mask."""
WHOLE_WEEK = (1 << QUARTERS) - 1
WAKES, SLEEPS = 16, 44
"""Half hours of a day: from 08:00 to 22:00 a person is taken to be awake."""

Regime = tuple[date, date]
"""Its first and its last day."""


class Level(StrEnum):
    """What a person says of a half hour."""

    CANNOT = "0"
    RATHER_NOT = "1"
    CAN = "2"


WAKING_DAY = Level.CANNOT * WAKES + Level.CAN * (SLEEPS - WAKES) + Level.CANNOT * (48 - SLEEPS)
WAKING_WEEK = WAKING_DAY * 7
"""The week of somebody who painted nothing."""
ACCEPTABLE = frozenset({Level.CAN, Level.RATHER_NOT})


def turned(mask: int, quarters: int) -> int:
    """The mask with each bit so many quarters later, around the week."""
    by = quarters % QUARTERS
    return ((mask << by) | (mask >> (QUARTERS - by))) & WHOLE_WEEK


def local_mask(painted: str, levels: Collection[str] = ACCEPTABLE) -> int:
    """The half hours of these levels as a mask whose bit 0 is Monday 00:00 on the person's clock."""
    mask = 0
    for number, level in enumerate(painted):
        if level in levels:
            mask |= 0b11 << (2 * number)
    return mask


def utc_mask(painted: str, offset: int, levels: Collection[str] = ACCEPTABLE) -> int:
    """The same in UTC, where the clock is so many quarters ahead of it."""
    return turned(local_mask(painted, levels), -offset)


@cache
def offset_on(zone: str, day: date) -> int:
    """By how many quarters of an hour a zone's clock is ahead of UTC on a day, at noon in UTC.

    Clocks are changed in the night before that noon, or, in the east, in the one after it, so the
    offset at noon holds for nearly all of the day.
    """
    instant = datetime.combine(day, time(12), UTC)
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return int(offset.total_seconds() // 900)


def regimes(zones: Collection[str], first: date, last: date) -> tuple[Regime, ...]:
    """The stretches of a term in which none of these clocks is changed; one at least."""
    return tuple(_stretches(sorted(set(zones)), first, max(first, last)))


def _stretches(zones: list[str], first: date, last: date) -> Iterator[Regime]:
    begun, known = first, [offset_on(zone, first) for zone in zones]
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(number)
        offsets = [offset_on(zone, day) for zone in zones]
        if offsets != known:
            yield begun, day - timedelta(1)
            begun, known = day, offsets
    yield begun, last


def masks(
    painted: str, zone: str, stretches: Collection[Regime], levels: Collection[str] = ACCEPTABLE
) -> tuple[int, ...]:
    """A person's mask in each regime.

    Args:
        painted: the person's week on the clock of ``zone``.
        zone: IANA name of the zone in which it is meant.
        stretches: the regimes.
        levels: the levels that count.
    """
    local = local_mask(painted, levels)
    return tuple(turned(local, -offset_on(zone, first)) for first, _last in stretches)


def quarter_of_week(instant: datetime) -> int:
    """The bit of a mask that stands for an instant in UTC."""
    return instant.weekday() * 96 + instant.hour * 4 + instant.minute // 15


def shared_by_all(people: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
    """What is in everybody's mask, in each regime; nothing where there is nobody."""
    return tuple(_common(each) for each in zip(*people.values(), strict=True))


def _common(each: Collection[int]) -> int:
    common = WHOLE_WEEK
    for mask in each:
        common &= mask
    return common
