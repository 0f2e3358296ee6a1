"""How far a figure of few people can be trusted: intervals of 95%.

The answers of a class are a sample of those who might have taken part: that is what the interval
speaks of. Of means by Student's t, of shares by Wilson (1927), of differences by Welch (1947).
"""

from dataclasses import dataclass
from math import inf, sqrt

NORMAL = 1.959964
_STUDENT = (
    (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (6, 2.447), (7, 2.365), (8, 2.306),
    (9, 2.262), (10, 2.228), (12, 2.179), (15, 2.131), (20, 2.086), (30, 2.042), (40, 2.021),
    (60, 2.000), (120, 1.980), (inf, NORMAL),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its spread (standard deviation, None where it is not shown) and its interval."""

    number: int
    mean: float
    spread: float | None
    low: float
    high: float

    @property
    def error(self) -> float:
        """The standard error."""
        return (self.spread or 0.0) / sqrt(self.number) if self.number else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval of their share; all between 0 and 1."""

    number: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.number / self.of if self.of else 0.0

    @property
    def percent(self) -> int:
        return percent(self.number, self.of)


def percent(number: int, of: int) -> int:
    """Whole percent, a half rounded up."""
    return (200 * number + of) // (2 * of) if of else 0


def student(degrees: float) -> float:
    """The two-sided 95% quantile of Student's t; between the table's lines, the wider one."""
    known = max(degrees, 1.0)
    return next(value for least, value in reversed(_STUDENT) if least <= known)


def mean_of_sums(number: int, total: float, squares: float) -> Mean | None:
    """The mean of so many values with this sum and this sum of squares; None of no values."""
    if not number:
        return None
    mean = total / number
    if number == 1:
        return Mean(1, mean, 0.0, mean, mean)
    spread = sqrt(max(squares - number * mean * mean, 0.0) / (number - 1))
    reach = student(number - 1) * spread / sqrt(number)
    return Mean(number, mean, spread, mean - reach, mean + reach)


def share(number: int, of: int) -> Share:
    """A share with Wilson's interval, which stays between 0 and 1 also for few people."""
    if not of:
        return Share(0, 0, 0.0, 0.0)
    part, extra = number / of, NORMAL**2 / of
    centre = (part + extra / 2) / (1 + extra)
    reach = NORMAL * sqrt(part * (1 - part) / of + extra / (4 * of)) / (1 + extra)
    return Share(number, of, max(centre - reach, 0.0), min(centre + reach, 1.0))


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a mean differs, with its interval; ``is_paired`` when the same people are compared."""

    difference: float
    low: float
    high: float
    before: Mean | None
    after: Mean | None
    number: int
    is_paired: bool

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no change out."""
        return self.low > 0 or self.high < 0


def paired(differences: Mean, before: Mean | None = None, after: Mean | None = None) -> Change:
    """The change of the same people, from the mean of their own differences."""
    return Change(
        differences.mean, differences.low, differences.high, before, after, differences.number, True
    )


def unpaired(before: Mean, after: Mean) -> Change:
    """The difference of two groups' means, of whom nobody knows who is who (Welch)."""
    parts = [one.error**2 for one in (before, after)]
    variance = sum(parts)
    below = sum(
        part**2 / (one.number - 1)
        for part, one in zip(parts, (before, after), strict=True)
        if one.number > 1
    )
    reach = (student(variance**2 / below) if below else NORMAL) * sqrt(variance)
    difference = after.mean - before.mean
    number = min(before.number, after.number)
    return Change(difference, difference - reach, difference + reach, before, after, number, False)
