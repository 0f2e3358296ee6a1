"""Bounds in closed form, one rule at a time. Plain Python, for the checks use them too.

Pairs of one value in a team: the sum over teams of ``C(k, 2)`` is convex, so nothing undercuts
dealing each value evenly. A balanced number: sums of whole steps, so each team's sum is one of the
two nearest to its share. Someone alone: which counts of a value a team may have without isolating,
and whether so many of them add up to what there is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import floor, gcd, lcm

FINEST = 1000
"""Numbers with more decimals than thousandths are taken as being on no lattice."""


def pairs_of(size: int) -> int:
    return size * (size - 1) // 2


def fewest_pairs(values: Iterable[object], teams: int) -> int:
    """The fewest pairs of one value in teams, whatever their sizes are."""
    if not teams:
        return 0
    counts = Counter(value for value in values if value is not None)
    return sum(even_pairs(count, teams) for count in counts.values())


def even_pairs(people: int, teams: int) -> int:
    """Pairs within teams when people are dealt evenly."""
    share, more = divmod(people, teams)
    return more * pairs_of(share + 1) + (teams - more) * pairs_of(share)


def fewest_bad(sizes: Sequence[int], total: int, bad: Callable[[int, int], int]) -> int:
    """The least sum of ``bad(count, size)`` over teams whose counts add up to ``total``.

    ``reached[c]`` is a set of sums, as bits, that can be had at cost ``c``.
    """
    most = 2
    while True:
        reached = _reached(sizes, total, bad, most)
        found = [cost for cost, sums in enumerate(reached) if sums >> total & 1]
        if found:
            return found[0]
        most *= 2


def _reached(
    sizes: Sequence[int], total: int, bad: Callable[[int, int], int], most: int
) -> list[int]:
    kept = (1 << (total + 1)) - 1
    reached = [1, *[0] * most]
    for size in sizes:
        ways = [(count, bad(count, size)) for count in range(size + 1)]
        after = [0] * (most + 1)
        for count, cost in ways:
            for before in range(most + 1 - cost):
                after[before + cost] |= reached[before] << count & kept
        reached = after
    return reached


def fewest_isolated(values: Sequence[object], sizes: Sequence[int], only: object = None) -> int:
    """How often someone must be alone with a value in a team (only of one value, if given)."""
    counts = Counter(value for value in values if value is not None)
    if only is not None:
        return fewest_bad(sizes, counts[only], lambda count, _: count == 1)
    if len(counts) == 2 and sum(counts.values()) == len(values) == sum(sizes):
        both = min(counts.values())
        return fewest_bad(sizes, both, lambda count, size: (count == 1) + (size - count == 1))
    return sum(fewest_bad(sizes, count, lambda count, _: count == 1) for count in counts.values())


def least_squares(numbers: Sequence[float], sizes: Sequence[int]) -> float:
    """The least sum of squares of teams' sums, less the mean times their size."""
    fractions = [Fraction(number).limit_denominator(FINEST) for number in numbers]
    if any(abs(float(f) - n) > 1e-9 for f, n in zip(fractions, numbers, strict=True)):
        return 0.0
    low, mean = min(fractions), sum(fractions, Fraction(0)) / len(fractions)
    step = _step([fraction - low for fraction in fractions])
    if not step:
        return 0.0
    # A team's sum is size x low + whole steps; its share of the mean lies this far above.
    shares = [(mean - low) * size / step for size in sizes]
    parts = sorted((share - floor(share) for share in shares), reverse=True)
    ups = round(sum(parts, Fraction(0)))
    squares = sum((1 - part) ** 2 for part in parts[:ups]) + sum(p**2 for p in parts[ups:])
    return float(squares * step**2)


def _step(above: list[Fraction]) -> Fraction:
    """The largest step of which all are multiples."""
    denominator = lcm(*{fraction.denominator for fraction in above})
    return Fraction(gcd(*{int(fraction * denominator) for fraction in above}), denominator)
