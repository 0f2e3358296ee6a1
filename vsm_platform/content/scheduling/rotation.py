"""Sharing the bad hours: another slot from week to week, so that nobody bears them all.

For people in Los Angeles, Madrid and Tokyo every common hour is early or late for somebody. One
slot for the whole term makes it the same person every time; a rotation lets each bear a part. What
counts, in this order: as few people outside of their hours as any slot allows; the most pain that
anybody bears over the term; the pain of all; few different slots.

Found by choosing for one week after the other, then changing one week, or two at once, as long as
that is better. For a handful of weeks that is the optimum (a test compares), and for a term it is
never worse than the best fixed slot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from vsm_platform.content.scheduling.slots import Company, Proposal

POOL = 14
"""Different slots that are tried at most."""
LONGEST = 60
"""Meetings of a rotation."""

Borne = tuple[int, ...]
Key = tuple[int, int, int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Rotation:
    """A slot for each week."""

    slots: tuple[int, ...]
    missing: int
    worst: int
    """The pain over the term of whoever bears most."""
    total: int


def rotation(company: Company) -> Rotation | None:
    """The fairest rotation; None where the best fixed slot is as fair."""
    ranked = company.proposals
    if not company.attendees or len(company.term.weeks) < 2:
        return None
    search = _Search(company, _pool(company, ranked))
    chosen = search.improved(search.first())
    worst, total, _number, _slots = search.key(chosen)
    if worst >= ranked[0].worst:
        return None
    slots = tuple(search.pool[number] for number in chosen)
    return Rotation(slots, ranked[0].missing, worst, total)


def _pool(company: Company, ranked: Sequence[Proposal]) -> list[int]:
    """Slots that leave out as few as any, and that no other slot beats for everybody."""
    chosen: list[int] = []
    kept: list[tuple[Borne, ...]] = []
    for one in ranked:
        if one.missing > ranked[0].missing or len(chosen) == POOL:
            break
        burdens = tuple(company.burden(*place) for place in company.term.places(one.slot))
        if not any(_beats(other, burdens) for other in kept):
            chosen.append(one.slot)
            kept.append(burdens)
    return chosen


def _beats(one: tuple[Borne, ...], other: tuple[Borne, ...]) -> bool:
    """Whether one is as good for everybody in every week; of equals the first one does."""
    return all(a <= b for week in zip(one, other, strict=True) for a, b in zip(*week, strict=True))


class _Search:
    """Choices are numbers of slots in the pool, one for each week."""

    def __init__(self, company: Company, pool: list[int]) -> None:
        self.company, self.pool = company, pool
        self.weeks = len(company.term.weeks)
        places = [company.term.places(slot) for slot in pool]
        self.burdens = [
            [company.burden(*places[number][week]) for number in range(len(pool))]
            for week in range(self.weeks)
        ]

    def key(self, chosen: Sequence[int]) -> Key:
        borne = [self.burdens[week][number] for week, number in enumerate(chosen)]
        sums = [sum(each) for each in zip(*borne, strict=True)]
        return max(sums), self.company.total(sums), len(set(chosen)), tuple(chosen)

    def first(self) -> list[int]:
        """Week by week, what hurts least whoever has borne most so far."""
        chosen: list[int] = []
        for _week in range(self.weeks):
            chosen.append(
                min(range(len(self.pool)), key=lambda number: self.key([*chosen, number]))
            )
        return chosen

    def improved(self, chosen: list[int]) -> list[int]:
        """The choice after every change of one or two weeks that makes it better."""
        best = self.key(chosen)
        better = True
        while better:
            better = False
            for changed in self._changes(chosen):
                key = self.key(changed)
                if key < best:
                    chosen, best, better = changed, key, True
                    break
        return chosen

    def _changes(self, chosen: list[int]) -> Iterator[list[int]]:
        numbers = range(len(self.pool))
        for week, number in product(range(self.weeks), numbers):
            yield [*chosen[:week], number, *chosen[week + 1 :]]
        for one, other in combinations(range(self.weeks), 2):
            for pair in product(numbers, numbers):
                changed = list(chosen)
                changed[one], changed[other] = pair
                yield changed
