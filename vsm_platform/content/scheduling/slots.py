"""When some people can meet best: every half hour of the week is tried, none is guessed.

A slot is the minute of the week, from Monday 00:00, at which a meeting begins on the clock of one
zone, the anchor; it stays there whatever happens to other clocks, so in UTC it moves with the
anchor's daylight saving, and for everybody else with their own. What counts of each slot is, in
this order:

1. the worst week of the term: how many people would have to come outside of their hours then;
2. the most pain that anybody bears over the term (``pain``);
3. the pain of all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property

from vsm_platform.availability.api import QUARTERS, WHOLE_WEEK, Regime, offset_on, turned
from vsm_platform.content.meetings.api import WallTime
from vsm_platform.content.scheduling.pain import RATHER_NOT, pains

STEP = 30
"""Minutes between slots."""
WEEK = 7 * 24 * 60
SLOTS = range(0, WEEK, STEP)
EACH_COUNTS = 60
"""With more people, pain is counted for each zone and no longer for each person."""
APART = 120
"""Minutes between two proposals on one day."""


Place = tuple[int, int]
"""The number of a regime, and a quarter of its week in UTC."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is meant to come."""

    zone: str
    masks: tuple[int, ...]
    """Which quarters of the week are acceptable, in each regime (``availability.week``)."""
    rather_not: tuple[int, ...] = ()
    """Which of them are only better than nothing; empty for none."""


@dataclass(frozen=True)
class Term:
    """Which meetings are looked for."""

    zone: str
    """The anchor."""
    minutes: int
    weeks: tuple[date, ...]
    """The first day of each week in which there is a meeting; the meeting is within seven days."""
    regimes: tuple[Regime, ...]

    def day(self, number: int, slot: int) -> date:
        """The day on the anchor's calendar on which a slot falls in one of the weeks."""
        first = self.weeks[number]
        return first + timedelta((slot // 1440 - first.weekday()) % 7)

    def wall(self, number: int, slot: int) -> WallTime:
        """The same with its time of day."""
        minute = slot % 1440
        return WallTime(self.day(number, slot), time(minute // 60, minute % 60), self.zone)

    def places(self, slot: int) -> tuple[Place, ...]:
        """Where each meeting at this slot lies."""
        return tuple(self._place(number, slot) for number in range(len(self.weeks)))

    @cached_property
    def counted_places(self) -> dict[int, Counter[Place]]:
        """By slot, how many of its meetings lie where: few places, since clocks change rarely."""
        return {slot: Counter(self.places(slot)) for slot in SLOTS}

    def _place(self, number: int, slot: int) -> Place:
        day = self.day(number, slot)
        quarter = slot // 15 - offset_on(self.zone, day)
        # Counted from the local day's Monday, a quarter before 0 lies on the Sunday before.
        shift = quarter // 96 - slot // 1440
        return self._regime(day + timedelta(shift)), quarter % QUARTERS

    def _regime(self, day: date) -> int:
        for number, (_first, last) in enumerate(self.regimes):
            if day <= last:
                return number
        return len(self.regimes) - 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """A slot with what it costs."""

    slot: int
    missing: int
    """How many cannot come within their hours in the worst week."""
    worst: int
    """The pain over the term of whoever bears most."""
    total: int
    """The pain of all."""

    @property
    def key(self) -> tuple[int, int, int]:
        """The smaller the better."""
        return self.missing, self.worst, self.total


@dataclass
class Company:
    """Those who are meant to come, ready to be asked about every slot of a term."""

    attendees: Sequence[Attendee]
    term: Term
    weights: list[int] = field(init=False)
    """How many people each burden is borne by."""

    def __post_init__(self) -> None:
        kinds: dict[tuple[str, tuple[int, ...]], int] = {}
        for one in self.attendees:
            rather = one.rather_not if len(self.attendees) <= EACH_COUNTS else ()
            kinds[one.zone, rather] = kinds.get((one.zone, rather), 0) + 1
        self._burdens = list(kinds)
        self.weights = list(kinds.values())

    @cached_property
    def _counts(self) -> list[list[int]]:
        """How many can come to a meeting that begins at each quarter, by regime, as bit planes."""
        return [
            tally(starts(one.masks[number], self.term.minutes) for one in self.attendees)
            for number in range(len(self.term.regimes))
        ]

    def missing(self, regime: int, quarter: int) -> int:
        """How many cannot come within their hours to a meeting that begins then."""
        return len(self.attendees) - counted(self._counts[regime], quarter)

    def burden(self, regime: int, quarter: int) -> tuple[int, ...]:
        """The pain of one meeting, by burden in the order of ``weights``."""
        found = self._known.get((regime, quarter))
        if found is None:
            found = self._known[regime, quarter] = self._burden(regime, quarter)
        return found

    @cached_property
    def _known(self) -> dict[tuple[int, int], tuple[int, ...]]:
        return {}

    def _burden(self, regime: int, quarter: int) -> tuple[int, ...]:
        first = self.term.regimes[regime][0]
        by_clock = pains(self.term.minutes)
        span = (1 << -(-self.term.minutes // 15)) - 1
        held = turned(span, quarter)
        return tuple(
            by_clock[(quarter + offset_on(zone, first)) % QUARTERS]
            + (RATHER_NOT if rather and rather[regime] & held else 0)
            for zone, rather in self._burdens
        )

    def proposal(self, slot: int) -> Proposal:
        """What a slot costs over the whole term."""
        places = self.term.counted_places[slot]
        borne = [0] * len(self.weights)
        for place, times in places.items():
            pains_there = self.burden(*place)
            borne = [sum_ + times * pain for sum_, pain in zip(borne, pains_there, strict=True)]
        return Proposal(
            slot,
            missing=max(self.missing(*place) for place in places),
            worst=max(borne, default=0),
            total=self.total(borne),
        )

    def total(self, borne: Iterable[int]) -> int:
        """The pain of all people, from the pain of each burden."""
        return sum(pain * people for pain, people in zip(borne, self.weights, strict=True))

    @cached_property
    def proposals(self) -> list[Proposal]:
        """Every slot of the week, the best first; of equals, the one early in the week."""
        return sorted((self.proposal(slot) for slot in SLOTS), key=lambda one: one.key)


def starts(mask: int, minutes: int) -> int:
    """The quarters at which a meeting can begin that lies within a mask as a whole."""
    found = mask
    for quarter in range(1, -(-minutes // 15)):
        found &= turned(mask, -quarter)
    return found & WHOLE_WEEK


def tally(masks: Iterable[int]) -> list[int]:
    """How many of the masks have each bit, as binary digits: plane n holds the digit of 2 ** n.

    All 672 sums at once, by adding with carry: thousands of people take milliseconds.
    """
    planes: list[int] = []
    for mask in masks:
        carry, digit = mask, 0
        while carry:
            if digit == len(planes):
                planes.append(0)
            planes[digit], carry = planes[digit] ^ carry, planes[digit] & carry
            digit += 1
    return planes


def counted(planes: Sequence[int], bit: int) -> int:
    """The sum at one bit."""
    return sum((plane >> bit & 1) << digit for digit, plane in enumerate(planes))


def best(company: Company, count: int = 5) -> list[Proposal]:
    """The best slots that differ enough to be worth choosing between.

    Slots that leave more people out than the best one are not among them.
    """
    chosen: list[Proposal] = []
    for one in company.proposals:
        if one.missing > company.proposals[0].missing or len(chosen) == count:
            break
        if all(_differ(one.slot, other.slot) for other in chosen):
            chosen.append(one)
    return chosen


def _differ(one: int, other: int) -> bool:
    """Whether two slots are not nearly the same: on another day and not at the same hour."""
    if one // 1440 != other // 1440:
        return one % 1440 != other % 1440 or abs(one // 1440 - other // 1440) > 1
    return abs(one - other) >= APART


def density(company: Company) -> dict[int, int]:
    """By slot, how many can come in the worst week; never who."""
    return {one.slot: len(company.attendees) - one.missing for one in company.proposals}
