"""What the figures need to know of a question, and of an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

OTHER = "other"


class Kind(StrEnum):
    CHOICE = "choice"
    CHOICES = "choices"
    RANKING = "ranking"
    RATING = "rating"
    """A whole number between two ends: an item of a matrix, or 0 to 10."""
    NUMBER = "number"
    DATE = "date"
    CONSENT = "consent"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was asked: a question, or one item of a matrix."""

    key: str
    kind: Kind
    options: tuple[str, ...] = ()
    low: int = 1
    high: int = 5
    places: int = 3
    """Of a ranking: how many places count as its top."""

    @property
    def values(self) -> tuple[str, ...]:
        """What can be counted, as text."""
        if self.kind == Kind.RATING:
            return tuple(str(value) for value in range(self.low, self.high + 1))
        return ("yes", "no") if self.kind == Kind.CONSENT else self.options

    @property
    def is_recommendation(self) -> bool:
        """Whether it is a likelihood from 0 to 10, read as 0 to 6, 7 and 8, 9 and 10."""
        return self.kind == Kind.RATING and (self.low, self.high) == (0, 10)

    @property
    def top(self) -> tuple[int, ...]:
        """The ratings that count as agreement: the two highest, of three points the highest."""
        return tuple(range(max(self.high - 1, self.low + 2), self.high + 1))


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person said; who it was, the figures never know."""

    values: Mapping[str, Any]
    partner: str = ""
    """The partnership's id as text; empty for who belongs to none."""
    batch: int = 0
    """The number of the release in which the answer was first counted."""


def value_of(asked: Asked, answer: Answer) -> Any:
    """What was said to one thing; None for nothing, or nothing that fits it."""
    value = answer.values.get(asked.key)
    if asked.kind == Kind.CONSENT:
        return None if value is None else ("yes" if value else "no")
    if asked.kind == Kind.RATING:
        fits = isinstance(value, int) and asked.low <= value <= asked.high
        return str(value) if fits else None
    if asked.kind == Kind.CHOICE:
        return value if value in asked.options else None
    if asked.kind in {Kind.CHOICES, Kind.RANKING}:
        return [one for one in value or () if one in asked.options] or None
    if asked.kind == Kind.DATE:
        return str(value)[:7] if value else None
    return value if value not in {None, ""} else None
