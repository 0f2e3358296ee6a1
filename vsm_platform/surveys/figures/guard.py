"""The guard of small groups: nothing that is shown can be taken apart into fewer than five people.

Whatever is shown of answers is a sum over some people: of all, of one university's, of those who
work. A reader may add and subtract such sums as often as there is patience, and may know of
everybody which university and which background is whose. So each person is a *row* that says in
which of the shown sums the person stands, and what a reader can find out are exactly the linear
combinations of the columns. One that is zero for all but one to four people is a leak.

**The rule.** The people are dealt into parts such that the rows of any parts but four still have
the rank of all rows. Then there is no leak: a combination that concerns at most four people
misses, with them, at most four parts; on what remains it is zero, and since what remains has full
rank, it is zero everywhere. ``docs/decisions/0032-small-groups.md`` says it at length, and
``tests/surveys/test_guard.py`` plays the reader who tries.
"""

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

FEWEST = 5
"""A result is shown of so many people at least."""
PRIME = 2**521 - 1
"""Ranks are taken modulo this; rows of few small entries have no minor that reaches it."""
LARGEST_RANK = 250
"""With at most sixteen entries of 0, 1 and -1 in a row, a minor is below 4**250 (Hadamard), which
is below ``PRIME``: so a rank modulo it is the rank."""
PARTS = (FEWEST, 8)
"""With five parts, each has to have full rank; with eight, any four of them together."""
FEW_PEOPLE = 600
"""So many at most are dealt into eight parts: with more people, five parts do."""
DEALS = 12
"""How often so many are dealt anew, always in the same ways, before it counts as unproven; fewer
people are dealt more often in the same time, and need it: of ten deals about one stands."""
MOST_DEALS = 96

Row = Mapping[Any, int]
"""By column, which is anything that can be a key."""


class _Basis:
    """Independent rows, each reduced, by the column in which it leads."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, dict[Hashable, int]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Row) -> bool:
        """Take a row; gives whether it is independent of those that are there."""
        rest = {column: value % PRIME for column, value in row.items() if value}
        while rest:
            lead = next((column for column in rest if column in self._rows), None)
            if lead is None:
                self._keep(rest)
                return True
            _subtract(rest, self._rows[lead], rest[lead])
        return False

    def _keep(self, row: dict[Hashable, int]) -> None:
        lead = next(iter(row))
        inverse = pow(row[lead], -1, PRIME)
        kept = {column: value * inverse % PRIME for column, value in row.items()}
        for other in self._rows.values():
            if lead in other:
                _subtract(other, kept, other[lead])
        self._rows[lead] = kept


def _subtract(row: dict[Hashable, int], other: Mapping[Hashable, int], factor: int) -> None:
    for column, value in other.items():
        left = (row.get(column, 0) - factor * value) % PRIME
        if left:
            row[column] = left
        else:
            row.pop(column, None)


def rank(rows: Iterable[Row], enough: int | None = None) -> int:
    """How many of the rows are independent; counting stops at ``enough``."""
    basis = _Basis()
    for row in rows:
        if basis.add(row) and len(basis) == enough:
            break
    return len(basis)


def is_safe(people: Sequence[Row]) -> bool:
    """Whether no combination of the columns concerns one to four people alone.

    Args:
        people: of each person the columns in which the person stands, with entries of small size.

    Returns:
        True only where it is proven; False also where it could not be proven.
    """
    distinct = {frozenset(row.items()): row for row in people}
    whole = rank(distinct.values())
    if whole > LARGEST_RANK:
        return False
    few = len(people) <= FEW_PEOPLE
    deals = min(DEALS * FEW_PEOPLE // max(len(people), 1), MOST_DEALS) if few else 2
    return any(
        _stands(_deal(people, parts, attempt), whole)
        for parts in (PARTS if few else PARTS[:1])
        # The parts but four have to hold that many people: nothing else is worth the time.
        if whole * parts <= len(people) * (parts - FEWEST + 1)
        for attempt in range(deals)
    )


def _stands(parts: Sequence[Sequence[Row]], whole: int) -> bool:
    """Whether the rows of any parts but four have the rank of all.

    Counted modulo 2 first, where a row is a number and a subtraction one step of the machine: a
    minor that is odd is not zero, so a rank modulo 2 is never above the rank.
    """
    bits: dict[Hashable, int] = {}
    odd = [{_odd_bits(row, bits) for row in part} for part in parts]
    for kept in combinations(range(len(parts)), len(parts) - (FEWEST - 1)):
        if _rank_of_bits(set().union(*(odd[part] for part in kept))) >= whole:
            continue
        distinct = {frozenset(row.items()): row for part in kept for row in parts[part]}
        if rank(distinct.values(), enough=whole) < whole:
            return False
    return True


def _odd_bits(row: Row, bits: dict[Hashable, int]) -> int:
    """A row modulo 2, with a bit for each column; new columns are noted."""
    return sum(1 << bits.setdefault(column, len(bits)) for column in row if row[column] % 2)


def _rank_of_bits(rows: Iterable[int]) -> int:
    """How many rows are independent modulo 2."""
    basis: dict[int, int] = {}
    for row in rows:
        rest = row
        while rest and rest.bit_length() in basis:
            rest ^= basis[rest.bit_length()]
        if rest:
            basis[rest.bit_length()] = rest
    return len(basis)


def _deal(people: Sequence[Row], number: int, attempt: int) -> list[list[Row]]:
    """Deal people into parts, so that each column's people spread over all of them.

    Those of the smallest columns are dealt first, each to the part that has fewest like them.
    """
    sizes = Counter(column for row in people for column in row)
    parts: list[list[Row]] = [[] for _ in range(number)]
    held: list[Counter[Hashable]] = [Counter() for _ in range(number)]

    def smallest(row: Row) -> int:
        return min((sizes[column] for column in row), default=0)

    # From one order, whatever order people come in: the same answers always show the same groups.
    mixed = sorted(people, key=lambda row: sorted(map(repr, row.items())))
    random.Random(attempt).shuffle(mixed)  # noqa: S311 (any other order would do)
    for row in sorted(mixed, key=smallest):
        weights = [(column, 1 / sizes[column]) for column in row]
        chosen = min(
            range(number),
            key=lambda part: (
                sum(weight * held[part][column] for column, weight in weights),
                len(parts[part]),
            ),
        )
        parts[chosen].append(row)
        held[chosen].update(row.keys())
    return parts


def merged(counts: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Options in classes of at least five people each; small ones stand together in the last.

    Returns:
        The classes of what anybody chose; fewer than two when nothing can be told apart.
    """
    chosen = {key: number for key, number in counts.items() if number}
    small = [key for key, number in chosen.items() if number < FEWEST]
    large = [key for key in chosen if key not in small]
    while small and large and sum(chosen[key] for key in small) < FEWEST:
        # The smallest of the others keeps them company, or they would be the difference.
        joined = min(large, key=lambda key: chosen[key])
        large.remove(joined)
        small.append(joined)
    classes: list[tuple[str, ...]] = [(key,) for key in large]
    return [*classes, tuple(small)] if small else classes


def next_release(shown: int) -> int:
    """At how many answers the figures are made anew while answers still come.

    A third more than before, and five at least, so that they are made seldom enough to leave room
    for groups in the end: every release is one more sum that can be subtracted.
    """
    return shown + max(FEWEST, -(-shown // 3))
