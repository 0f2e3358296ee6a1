"""What taking part in discussion is worth: so many posts and answers in each week of the exchange.

A post is a topic that one begins, or what one writes below a topic; an answer is what one answers to
somebody else's post. The social corner does not count. Each week is worth the share of what was
asked that was done, and the score is the mean of the weeks that are over; where only some of all
weeks count, it is that of the best.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
SHORTEST = 4
"""Days that a partner must have of a week, for the week to count for its students."""
FULL = 100.0
"""The score of who did everything; each gradebook has its own scale."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of a student."""

    posts: int
    answers: int
    weeks: int = 0
    """How many weeks count, each student's best; 0 for all."""

    def share(self, done: "Done") -> float:
        """How much of a week's work was done, from 0 to 1."""
        counted = min(done.posts, self.posts) + min(done.answers, self.answers)
        return counted / (self.posts + self.answers)

    def score(self, weeks: Iterable["Done"]) -> float | None:
        """What the weeks that are over are worth, from 0 to ``FULL``; None where none is over."""
        shares = sorted(map(self.share, weeks), reverse=True)
        counting = shares[: self.weeks or None]
        return round(FULL * sum(counting) / len(counting), 2) if counting else None


@dataclass(frozen=True, slots=True)
class Done:
    """What one student has written in one week."""

    posts: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """A week as one partner's calendar has it."""

    number: int
    """As all partners count the exchange's weeks, from 1."""
    first: date
    last: date
    starts_at: datetime
    ends_at: datetime
    """The first moment that is no longer in it."""


def weeks_of(
    starts_on: date,
    ends_on: date,
    own: tuple[date, date],
    breaks: Sequence[tuple[date, date]],
    zone: ZoneInfo,
) -> list[Week]:
    """The weeks that count for a partner's students.

    Args:
        starts_on: the exchange's first day, from which all partners count.
        ends_on: its last day.
        own: the partner's own first and last day.
        breaks: the partner's holidays, first and last days.
        zone: the partner's.
    """
    found = []
    for number in range(1, -(-((ends_on - starts_on).days + 1) // 7) + 1):
        first = starts_on + WEEK * (number - 1)
        last = min(first + timedelta(days=6), ends_on)
        if _days(first, last, own, breaks) >= SHORTEST:
            after = datetime.combine(last + timedelta(days=1), time(), zone)
            found.append(Week(number, first, last, datetime.combine(first, time(), zone), after))
    return found


def _days(
    first: date, last: date, own: tuple[date, date], breaks: Sequence[tuple[date, date]]
) -> int:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return sum(
        own[0] <= day <= own[1] and not any(begin <= day <= end for begin, end in breaks)
        for day in days
    )


def week_at(weeks: Sequence[Week], moment: datetime) -> int | None:
    """The place in the list of the week that a moment is in."""
    for place, week in enumerate(weeks):
        if week.starts_at <= moment < week.ends_at:
            return place
    return None
