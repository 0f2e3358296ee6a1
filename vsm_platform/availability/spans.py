"""Hours of a day in words, as people write them: ``8-12, 14:00–22:00``.

What is written becomes half hours counted from the day's midnight; a span that runs past midnight,
such as ``22-02``, counts on into the next day.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from vsm_platform.availability.week import HALF_HOURS, PAINTED, Level

Span = tuple[int, int]
"""From which half hour of a day to which; the end is above 48 where it lies on the next day."""

_SEPARATORS = re.compile(r"[,;،、\n]+")
_TIME = r"(\d{1,2})(?:\s*[:.hH]\s*(\d{2})?)?\s*(am|pm)?"
_SPAN = re.compile(rf"\s*{_TIME}\s*(?:-|‐|–|—|−|~|〜|to)\s*{_TIME}\s*", re.IGNORECASE)
LONGEST = 200
"""Characters of a day's field."""


class UnreadHours(ValueError):
    """Something that is no span of hours."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class UnevenHours(UnreadHours):
    """A time that is neither a full nor a half hour."""


def read_spans(text: str) -> list[Span]:
    """The spans that are written.

    Raises:
        UnreadHours: a part of the text is no span.
        UnevenHours: a time is neither a full nor a half hour.
    """
    return [_read(part.strip()) for part in _SEPARATORS.split(text) if part.strip()]


def _read(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise UnreadHours(part)
    start, end = _half_hour(part, *found.groups()[:3]), _half_hour(part, *found.groups()[3:])
    if start == HALF_HOURS:
        raise UnreadHours(part)
    return start, end if end > start else end + HALF_HOURS


def _half_hour(part: str, hour: str, minute: str | None, half: str | None) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            raise UnreadHours(part)
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    if hours * 60 + minutes > 24 * 60 or minutes > 59:
        raise UnreadHours(part)
    if minutes % 30:
        raise UnevenHours(part)
    return hours * 2 + minutes // 30


def painted(can: Sequence[Iterable[Span]], rather_not: Sequence[Iterable[Span]]) -> str:
    """A week of both, a list for each day from Monday on; what is in both is rather not."""
    week = [Level.CANNOT.value] * PAINTED
    for level, days in ((Level.CAN, can), (Level.RATHER_NOT, rather_not)):
        for day, spans in enumerate(days):
            for start, end in spans:
                for number in range(start, end):
                    week[(day * HALF_HOURS + number) % PAINTED] = level.value
    return "".join(week)


def spans_of(week: str, day: int, levels: Collection[str]) -> list[Span]:
    """The spans of a day that have one of these levels."""
    hours = week[day * HALF_HOURS : (day + 1) * HALF_HOURS]
    edges = [False, *(level in levels for level in hours), False]
    changes = [number for number in range(HALF_HOURS + 1) if edges[number] != edges[number + 1]]
    return list(zip(changes[::2], changes[1::2], strict=True))


def written(spans: Iterable[Span]) -> str:
    """The spans as the fields show them: ``08:00–12:00, 14:00–22:00``."""
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in spans)


def _clock(half_hour: int) -> str:
    return f"{half_hour // 2:02d}:{half_hour % 2 * 30:02d}"
