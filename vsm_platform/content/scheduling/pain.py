"""How hard an hour is for whoever has to meet then, by the clock on the own wall.

From 09:00 to 18:00 it is not hard at all. Outside of that, pain is the square of the half hours by
which the meeting misses these hours: 1 for half an hour, 16 for two hours, 64 for four, so that one
very bad hour is worse than several that are a little inconvenient. A Saturday or Sunday costs as
much as two hours, and so does an hour that a person would rather not have, and half as much again.
"""

from functools import cache

from vsm_platform.availability.api import QUARTERS
from vsm_platform.content.meetings.api import missed_minutes

OPENS, CLOSES = 9 * 60, 18 * 60
DAY = 24 * 60
WEEKEND = 16
RATHER_NOT = 24


@cache
def pains(minutes: int) -> tuple[int, ...]:
    """The pain of a meeting that begins at each quarter of the week on somebody's clock.

    Args:
        minutes: how long it takes.
    """
    return tuple(_pain(quarter * 15, minutes) for quarter in range(QUARTERS))


def _pain(minute: int, length: int) -> int:
    missed = missed_minutes(minute % DAY, length, OPENS, CLOSES)
    weekend = WEEKEND if minute // DAY > 4 else 0
    return -(-missed * missed // 900) + weekend
