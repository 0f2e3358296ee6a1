"""Whose hours a meeting takes: everybody's clock, who is early or late, and which hours are kinder.

A place's waking hours for a live class go from 08:00 to 21:30, on its own clock. What counts is how
these meet on the circle of the day, never how far apart two offsets are: Samoa and Hawaii are 23
or 24 hours apart and share their whole day but for the date.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

DAY = 24 * 60
OPENS, CLOSES = 8 * 60, 21 * 60 + 30
"""Minutes of a place's own day between which nobody is early or late; a meeting's end counts too."""
FAR_APART = timedelta(hours=7)
"""Beyond this, live meetings are hard for somebody (IESALC, "Moving minds", 4.9.3)."""
WHOLE_DAY, NONE = timedelta(days=1), timedelta()
STEP = timedelta(minutes=30)
"""Between the hours that are compared."""
NEAREST = timedelta(minutes=60)
"""Two hours that are proposed lie at least so far from each other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where some of those sit who are meant to come."""

    key: int
    """The partnership."""
    name: str
    town: str
    zone: str
    colour: int = 0
    students: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """What a place's clock shows when the meeting begins and when it ends."""

    place: Place
    starts: datetime
    ends: datetime
    """Both aware, in the place's zone."""
    is_early: bool
    is_late: bool
    other_day: bool
    """The date there is not the reader's."""

    @property
    def is_hard(self) -> bool:
        """Whether the hour is unkind to the people there."""
        return self.is_early or self.is_late

    @property
    def is_at_night(self) -> bool:
        """Whether the people there would have to be up in the night."""
        return self.starts.hour < 5

    @property
    def strain(self) -> int:
        """By how many minutes the meeting misses the waking hours: 0 where it lies within them."""
        length = self.ends.replace(tzinfo=None) - self.starts.replace(tzinfo=None)
        return _strain(self.starts, length)


def _strain(starts: datetime, length: timedelta) -> int:
    """By how many minutes a meeting would have to be moved to lie within a place's day."""
    return missed_minutes(starts.hour * 60 + starts.minute, int(length.total_seconds() // 60))


def missed_minutes(start: int, length: int, opens: int = OPENS, closes: int = CLOSES) -> int:
    """By how many minutes a meeting would have to be moved to lie within some hours of the day.

    Args:
        start: the minute of the day at which it begins.
        length: how many minutes it takes.
        opens: the minute at which these hours begin.
        closes: the minute at which they end.
    """
    if start >= opens and start + length <= closes:
        return 0
    return min((opens - start) % DAY or DAY, (start + length - closes) % DAY or DAY)


def clock_of(place: Place, starts_at: datetime, minutes: int, reader_zone: str) -> Clock:
    """A place's clock during a meeting; ``starts_at`` is aware."""
    zone = ZoneInfo(place.zone)
    starts = starts_at.astimezone(zone)
    ends = (starts_at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
    start = starts.hour * 60 + starts.minute
    end = ends.hour * 60 + ends.minute + DAY * (ends.date() - starts.date()).days
    is_early = start < OPENS
    return Clock(
        place=place,
        starts=starts,
        ends=ends,
        is_early=is_early,
        is_late=not is_early and end > CLOSES,
        other_day=starts.date() != starts_at.astimezone(ZoneInfo(reader_zone)).date(),
    )


def clocks(
    places: Iterable[Place], starts_at: datetime, minutes: int, reader_zone: str
) -> list[Clock]:
    """Everybody's clock, in the places' order."""
    return [clock_of(place, starts_at, minutes, reader_zone) for place in places]


def are_far_apart(places: Iterable[Place], instant: datetime) -> bool:
    """Whether two of the places are more than seven hours apart on the circle of the day."""
    offsets = {instant.astimezone(ZoneInfo(place.zone)).utcoffset() or NONE for place in places}
    turns = [(one - other) % WHOLE_DAY for one, other in combinations(offsets, 2)]
    return any(min(turn, WHOLE_DAY - turn) > FAR_APART for turn in turns)


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour at which the meeting could be instead."""

    starts_at: datetime
    ends_at: datetime
    """Both aware, in the planner's zone."""
    hard: tuple[Clock, ...]
    """For whom it is early or late; nobody where everybody is within waking hours."""

    @property
    def is_kind(self) -> bool:
        """Whether it suits everybody."""
        return not self.hard


def better_hours(
    places: Sequence[Place], starts_at: datetime, minutes: int, zone: str, *, count: int = 4
) -> list[Hour]:
    """Kinder hours in the week of a meeting, in time's order; none where it suits everybody.

    Hours that fit everybody's waking day come first, the nearest to what was planned before all
    others. Where there are none, the fairest: the least strain for whoever is worst off, then for
    all students together. A weekend anywhere comes after the same hours on a weekday.

    Args:
        places: of those who are meant to come.
        starts_at: what was planned; aware.
        minutes: how long it takes.
        zone: the planner's, in whose week and on whose clock the hours are.
        count: how many at most.
    """
    length = timedelta(minutes=minutes)
    crowds = _crowds(places)
    limit = _rank(crowds, starts_at, length)
    if not limit[0]:
        return []
    ranked = sorted(
        (_rank(crowds, candidate, length), abs(candidate - starts_at), candidate)
        for candidate in _week(starts_at, zone)
    )
    chosen: list[datetime] = []
    is_any_kind = bool(ranked) and ranked[0][0][0] == 0
    for rank, _distance, candidate in ranked:
        begins = candidate.astimezone(ZoneInfo(zone))
        fits = rank < limit and (rank[0] == 0 or not is_any_kind)
        if fits and all(_differs(begins, other) for other in chosen):
            chosen.append(begins)
        if len(chosen) == count:
            break
    return [_hour(places, begins, minutes, zone) for begins in sorted(chosen)]


def _differs(one: datetime, other: datetime) -> bool:
    """Whether an hour is worth showing beside another: not nearly it, nor it on another day."""
    return abs(one - other) >= NEAREST and one.time() != other.time()


def _hour(places: Sequence[Place], begins: datetime, minutes: int, zone: str) -> Hour:
    there = clocks(places, begins, minutes, zone)
    ends = (begins.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    return Hour(begins, ends, tuple(clock for clock in there if clock.is_hard))


Rank = tuple[int, int, int]
"""Minutes that the worst place misses its day by, weekends, minutes of all students together."""


def _crowds(places: Iterable[Place]) -> dict[ZoneInfo, int]:
    """How many students follow each clock; a place without students counts as one."""
    found: dict[ZoneInfo, int] = {}
    for place in places:
        zone = ZoneInfo(place.zone)
        found[zone] = found.get(zone, 0) + max(place.students, 1)
    return found


def _rank(crowds: Mapping[ZoneInfo, int], instant: datetime, length: timedelta) -> Rank:
    worst = weekends = total = 0
    for zone, students in crowds.items():
        local = instant.astimezone(zone)
        strain = _strain(local, length)
        worst, total = max(worst, strain), total + strain * students
        weekends += local.weekday() > 4
    return worst, weekends, total


def _week(starts_at: datetime, zone: str) -> Iterator[datetime]:
    """Every half hour of the planner's week that the meeting is in, Monday to Sunday."""
    local = starts_at.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    first = datetime.combine(monday, time(), ZoneInfo(zone)).astimezone(UTC)
    last = datetime.combine(monday + timedelta(days=7), time(), ZoneInfo(zone)).astimezone(UTC)
    while first < last:
        yield first
        first += STEP


@dataclass(frozen=True, slots=True)
class Row:
    """Places whose clocks agree; on one line."""

    places: tuple[Place, ...]
    clock: Clock
    """Of each of them."""


def rows(there: Iterable[Clock]) -> list[Row]:
    """The clocks, those that agree together, from the earliest date and time on the wall."""
    groups: dict[datetime, list[Clock]] = {}
    for clock in there:
        groups.setdefault(clock.starts.replace(tzinfo=None), []).append(clock)
    return [
        Row(tuple(clock.place for clock in group), group[0])
        for _wall, group in sorted(groups.items(), key=lambda one: one[0])
    ]


@dataclass(frozen=True, slots=True)
class Turn:
    """An occurrence from which on a repeating meeting is at another time of some place's day."""

    place: Place
    starts: datetime
    """On the place's clock."""


def turns(meetings: Sequence[tuple[datetime, Sequence[Place]]]) -> list[Turn]:
    """Where clocks are changed within a series, each place for itself, in time's order."""
    known: dict[Place, time] = {}
    found = []
    for starts_at, places in meetings:
        for place in places:
            local = starts_at.astimezone(ZoneInfo(place.zone))
            if known.setdefault(place, local.time()) != local.time():
                found.append(Turn(place, local))
                known[place] = local.time()
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """How often a place bears a hard hour in a series."""

    place: Place
    times: int
    of: int


def shares(
    meetings: Sequence[tuple[datetime, int, Sequence[Place]]],
) -> list[Share]:
    """Who bears the early and late hours of a series, the most burdened first.

    Args:
        meetings: each occurrence's start, minutes, and the places of those who come to it.
    """
    counted: dict[Place, list[int]] = {}
    for starts_at, minutes, places in meetings:
        for clock in clocks(places, starts_at, minutes, "UTC"):
            hard, total = counted.setdefault(clock.place, [0, 0])
            counted[clock.place] = [hard + clock.is_hard, total + 1]
    found = [Share(place, hard, total) for place, (hard, total) in counted.items()]
    return sorted(found, key=lambda share: -share.times)
