"""What is shown of a time: everybody's clock, who bears the hard hours, how many can come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from vsm_platform.content.meetings.api import (
    Clock,
    Row,
    Share,
    Turn,
    WallTime,
    clocks,
    rows,
    shares,
    turns,
)
from vsm_platform.content.scheduling.policies import COUNTED
from vsm_platform.content.scheduling.queries.people import Group
from vsm_platform.content.scheduling.rotation import LONGEST, Rotation, rotation
from vsm_platform.content.scheduling.slots import Proposal, best, density

PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Option:
    """One slot for all meetings."""

    slot: int
    size: int
    missing: int
    starts: list[datetime]
    """Of each meeting, in the reader's zone."""
    minutes: int
    rows: list[Row]
    """Everybody's clock at the first one, with the weekday."""
    hard: list[Clock]
    turns: list[Turn]
    """For whom it moves when clocks are changed, and to when."""
    shares: list[Share]

    @property
    def suits_all(self) -> bool:
        return self.missing == 0

    @property
    def number_is_shown(self) -> bool:
        """Whether so many are asked that a number tells of nobody in particular."""
        return self.size >= COUNTED


@dataclass(frozen=True, slots=True)
class Turns:
    """A rotation: another slot from week to week."""

    slots: tuple[int, ...]
    meetings: list[tuple[datetime, list[Clock]]]
    """Each with those for whom it is early or late."""
    shares: list[Share]
    fixed_worst: int
    worst: int

    @property
    def saved(self) -> int:
        """By how many hundredths whoever bears most bears less than at the best fixed time."""
        return round(100 * (1 - self.worst / self.fixed_worst)) if self.fixed_worst else 0


def instants(walls: Sequence[WallTime]) -> list[datetime] | None:
    """The instants of all these times; None where a clock skips one of them."""
    found = [wall.instants() for wall in walls]
    return [each[0] for each in found] if all(found) else None


def walls_of(group: Group, slot: int) -> list[WallTime]:
    """When the meetings of a slot are, on the anchor's wall."""
    term = group.company.term
    return [term.wall(number, slot) for number in range(len(term.weeks))]


def option(group: Group, proposal: Proposal, zone: str) -> Option | None:
    """A slot as it is shown; None where a clock skips it on one of the days."""
    found = instants(walls_of(group, proposal.slot))
    if found is None:
        return None
    starts = [instant.astimezone(ZoneInfo(zone)) for instant in found]
    minutes = group.company.term.minutes
    there = clocks(group.places, starts[0], minutes, zone)
    return Option(
        slot=proposal.slot,
        size=group.size,
        missing=proposal.missing,
        starts=starts,
        minutes=minutes,
        rows=rows(there),
        hard=[clock for clock in there if clock.is_hard],
        turns=turns([(start, group.places) for start in starts]),
        shares=shares([(start, minutes, group.places) for start in starts]),
    )


def options(group: Group, zone: str) -> list[Option]:
    """The best slots for a group, on the reader's clock; none where there is nobody."""
    if not group.size:
        return []
    found = (option(group, one, zone) for one in best(group.company, PROPOSED))
    return [one for one in found if one is not None]


def turns_of(group: Group, zone: str) -> Turns | None:
    """The fairest rotation, where it spares somebody; None where a fixed slot is as fair."""
    weeks = group.company.term.weeks
    if not 1 < len(weeks) <= LONGEST:
        return None
    found = rotation(group.company)
    return _shown(group, found, zone) if found else None


def _shown(group: Group, found: Rotation, zone: str) -> Turns | None:
    term = group.company.term
    walls = [term.wall(number, slot) for number, slot in enumerate(found.slots)]
    starts = instants(walls)
    if starts is None:
        return None
    each = [
        (start, [one for one in clocks(group.places, start, term.minutes, zone) if one.is_hard])
        for start in (instant.astimezone(ZoneInfo(zone)) for instant in starts)
    ]
    return Turns(
        slots=found.slots,
        meetings=sorted(each, key=lambda one: one[0]),
        shares=shares([(start, term.minutes, group.places) for start, _hard in each]),
        fixed_worst=group.company.proposals[0].worst,
        worst=found.worst,
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of the week on the anchor's clock, and how many can begin to meet then."""

    level: int
    """2 where all can, 1 where most can, else 0."""
    number: int | None
    """How many; None in a group so small that it would tell of somebody."""


def week_of(group: Group) -> list[tuple[int, list[Cell]]]:
    """Every full hour of the day with its seven days."""
    can = density(group.company)
    return [
        (hour, [_cell(group, can[day * 1440 + hour * 60]) for day in range(7)])
        for hour in range(24)
    ]


def _cell(group: Group, number: int) -> Cell:
    counts = group.size >= COUNTED
    if number == group.size:
        return Cell(2, number if counts else None)
    most = counts and number * 2 > group.size
    return Cell(1 if most else 0, number if counts else None)
