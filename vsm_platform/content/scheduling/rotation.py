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
LONGEST = 30
"""Meetings of a rotation at most; for more nobody plans turns."""
TRIES = 120_000
"""Changes that are tried at most: about half a second, and the same for the same people."""

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
    if not company.attendees or len(company.term.weeks) < 2 or not ranked[0].worst:
        # Where the best fixed slot hurts nobody, there is nothing to share.
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
        self.tries = TRIES

    def key(self, chosen: Sequence[int]) -> Key:
        """What a choice costs; the smaller the better."""
        borne = [self.burdens[week][number] for week, number in enumerate(chosen)]
        return self._key([sum(each) for each in zip(*borne, strict=True)], chosen)

    def _key(self, sums: Sequence[int], chosen: Sequence[int]) -> Key:
        return max(sums), self.company.total(sums), len(set(chosen)), tuple(chosen)

    def first(self) -> list[int]:
        """Week by week, what hurts least whoever has borne most so far."""
        chosen: list[int] = []
        for _week in range(self.weeks):
            numbers = range(len(self.pool))
            chosen.append(min(numbers, key=lambda number: self.key([*chosen, number])))
        return chosen

    def improved(self, chosen: list[int]) -> list[int]:
        """The choice after every change of one or two weeks that makes it better."""
        before: Key | None = None
        while (best := self.key(chosen)) != before and self.tries > 0:
            before = best
            chosen = self._pass(chosen, best)
        return chosen

    def _pass(self, chosen: list[int], best: Key) -> list[int]:
        """Try each change once, and keep those that are better."""
        sums = [sum(each) for each in zip(*self._rows(chosen), strict=True)]
        for changes in self._changes():
            self.tries -= 1
            changed_sums = self._changed(sums, chosen, changes)
            # Most changes are worse already here, where it is cheap to see.
            if max(changed_sums) > best[0]:
                continue
            changed = list(chosen)
            for week, number in changes:
                changed[week] = number
            key = self._key(changed_sums, changed)
            if key < best:
                chosen, sums, best = changed, changed_sums, key
        return chosen

    def _rows(self, chosen: Sequence[int]) -> list[Borne]:
        return [self.burdens[week][number] for week, number in enumerate(chosen)]

    def _changed(
        self, sums: list[int], chosen: Sequence[int], changes: Sequence[tuple[int, int]]
    ) -> list[int]:
        for week, number in changes:
            old, new = self.burdens[week][chosen[week]], self.burdens[week][number]
            sums = [total - a + b for total, a, b in zip(sums, old, new, strict=True)]
        return sums

    def _changes(self) -> Iterator[tuple[tuple[int, int], ...]]:
        """Changes of one week, then of two at once: pairs of a week and its new number."""
        numbers, weeks = range(len(self.pool)), range(self.weeks)
        yield from (((week, number),) for week, number in product(weeks, numbers))
        for one, other in combinations(weeks, 2):
            for first, second in product(numbers, numbers):
                if self.tries <= 0:
                    return
                yield (one, first), (other, second)
