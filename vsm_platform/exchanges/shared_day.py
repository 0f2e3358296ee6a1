"""The shared day: when each institution is awake, and when all of them are.

People who are 23 hours apart by the clock can share their whole day but for the date, so offsets
say nothing; what counts is how waking hours meet on the circle of one day. Everything is drawn
on the reader's own day, from midnight to midnight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

DAY = 24 * 60
WAKES, SLEEPS = 8 * 60, 22 * 60
"""Waking hours, in minutes of each place's own day."""

Span = tuple[int, int]
"""Start and end in minutes of the reader's day; the end is past 1440 where it runs over midnight."""


ROWS = 8
"""Above so many places, those with the same time share a row."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an institution is."""

    name: str
    colour: int
    timezone: str


@dataclass(frozen=True, slots=True)
class Row:
    """An institution's waking hours."""

    name: str
    colour: int
    timezone: str
    awake: list[Span]


@dataclass(frozen=True, slots=True)
class SharedDay:
    """What the drawing needs."""

    place: str
    """The place on whose clock the day is drawn."""
    now: int
    """The present minute of the reader's day."""
    rows: list[Row]
    together: list[Span]
    """When all are awake; up to two spans, or none."""
    with_own: list[tuple[str, int]]
    """Where there are none: each other place with the minutes a day that it shares with the reader's."""
    is_said: bool = False
    """Whether ``together`` counts what people have said of their own hours on this very day."""


def waking_span(zone: str, reader_zone: str, instant: datetime) -> Span:
    """The waking hours of a zone on the reader's day, with the offsets of that instant."""
    ahead = _offset(zone, instant) - _offset(reader_zone, instant)
    start = (WAKES - ahead) % DAY
    return start, start + SLEEPS - WAKES


def _offset(zone: str, instant: datetime) -> int:
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def minute_of_day(zone: str, instant: datetime) -> int:
    """Minutes since midnight on the clock of a zone."""
    local = instant.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def common_spans(spans: Sequence[Span]) -> list[Span]:
    """When all the spans hold, in the order of the day.

    Each pass cuts what is common so far with one more span, laid on the circle of the day at
    every turn at which the two can meet.
    """
    common = [spans[0]] if spans else []
    for start, end in spans[1:]:
        common = [
            (max(first, start + turn), min(last, end + turn))
            for first, last in common
            for turn in (-DAY, 0, DAY)
            if max(first, start + turn) < min(last, end + turn)
        ]
    return sorted((first % DAY, first % DAY + last - first) for first, last in common)


def shared_minutes(spans: Sequence[Span]) -> int:
    """How many minutes a day all the spans hold."""
    return sum(end - start for start, end in common_spans(spans))


def shared_day(
    places: Sequence[Place], own: Place | None, reader_zone: str, instant: datetime
) -> SharedDay:
    """The shared day of several places, as a reader sees it at an instant.

    Args:
        places: all of them, in the order in which to show them.
        own: the reader's own place among them, if any.
        reader_zone: IANA name of the zone on whose day it is drawn.
        instant: aware; decides which offsets hold.
    """
    spans = {place: waking_span(place.timezone, reader_zone, instant) for place in places}
    together = common_spans(list(spans.values()))
    with_own = []
    if own and not together:
        others = [place for place in places if place != own]
        with_own = [(place.name, shared_minutes([spans[own], spans[place]])) for place in others]
    return SharedDay(
        place=reader_zone.rsplit("/", maxsplit=1)[-1].replace("_", " "),
        now=minute_of_day(reader_zone, instant),
        rows=[
            Row(
                ", ".join(place.name for place in group),
                group[0].colour,
                group[0].timezone,
                [spans[group[0]]],
            )
            for group in _grouped(places, instant)
        ],
        together=together,
        with_own=with_own,
    )


def _grouped(places: Sequence[Place], instant: datetime) -> list[list[Place]]:
    """Each place by itself, or, where there are many, together with those whose clock agrees."""
    groups: dict[object, list[Place]] = {}
    for place in places:
        many = len(places) > ROWS
        # Not the waking span: Apia and Pago Pago wake at the same moment on different days.
        key = _offset(place.timezone, instant) if many else place
        groups.setdefault(key, []).append(place)
    return list(groups.values())
