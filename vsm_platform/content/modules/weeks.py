"""On which days a module opens and is to be done, for each partner: weeks that do not align.

Modules belong to weeks of the exchange. A partner either joins the exchange's weeks, wherever
they are when its students come, or counts its own weeks from its own first day; it then leaves
out weeks that its holidays take. Days are whole days of the calendar: which of them is today
is for the reader's own zone to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK, DAY = timedelta(days=7), timedelta(days=1)
HALF = 4
"""So many days of a week must be holidays for it to be no week of the course."""
MOST_WEEKS = 60
"""No exchange has more weeks, nor so many holidays."""


class Counting(StrEnum):
    """How a partner counts the weeks."""

    EXCHANGE = "exchange"
    """It joins the week in which the exchange is."""
    OWN = "own"
    """Its week 1 begins on its own first day."""


@dataclass(frozen=True, slots=True)
class Break:
    """Holidays, from the first to the last day."""

    first: date
    last: date

    def days_within(self, first: date, last: date) -> int:
        """How many of its days lie between two days, both counted."""
        return max((min(self.last, last) - max(self.first, first)).days + 1, 0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a partner's weeks are computed from."""

    exchange_starts_on: date
    starts_on: date
    ends_on: date
    breaks: tuple[Break, ...] = ()
    counting: Counting = Counting.EXCHANGE


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one module for one partner; none of them where it belongs to no week."""

    opens_on: date | None = None
    due_on: date | None = None
    """The last day on which it is in time; none where nothing is due."""
    is_set: bool = False
    """Somebody set one of them by hand."""

    def is_open(self, today: date) -> bool:
        """Whether the partner's students can look into it."""
        return self.opens_on is None or self.opens_on <= today

    def is_overdue(self, today: date) -> bool:
        """Whether what is not done by now is late."""
        return self.due_on is not None and self.due_on < today


def breaks_of(rows: Iterable[Mapping[str, str]]) -> tuple[Break, ...]:
    """Holidays as a partnership keeps them, in their order; what is no day is left out."""
    found = []
    for row in rows:
        try:
            first, last = (date.fromisoformat(row[name]) for name in ("starts_on", "ends_on"))
        except (KeyError, TypeError, ValueError):
            continue
        if first <= last:
            found.append(Break(first, last))
    return tuple(sorted(found, key=lambda one: (one.first, one.last)))


def week_starts_on(calendar: Calendar, week: int) -> date:
    """The first day of a week, from 1, as the partner counts."""
    if calendar.counting == Counting.EXCHANGE:
        return calendar.exchange_starts_on + WEEK * (week - 1)
    start, counted = calendar.starts_on, 0
    for _step in range(MOST_WEEKS + week):
        if not _is_free(calendar, start):
            counted += 1
            if counted == week:
                break
        start += WEEK
    return start


def _is_free(calendar: Calendar, start: date) -> bool:
    """Whether holidays take most of the week that begins on this day."""
    last = start + WEEK - DAY
    return sum(one.days_within(start, last) for one in calendar.breaks) >= HALF


def module_days(
    calendar: Calendar,
    first_week: int | None,
    last_week: int | None,
    *,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> Days:
    """The days of a module.

    Args:
        calendar: the partner's.
        first_week: of the module; None where it belongs to no week.
        last_week: of the module; None for the same as the first.
        opens_on: the day that somebody set for this partner instead.
        closes_on: in the same way, the last day on which it is in time.
    """
    computed = _computed(calendar, first_week, last_week) if first_week else Days()
    opens, due = opens_on or computed.opens_on, closes_on or computed.due_on
    if opens_on and computed.opens_on and due and not closes_on:
        # Opened on another day, it lasts as long as it would have.
        due += opens_on - computed.opens_on
    if opens and due:
        due = max(due, opens)
    return Days(opens, due, is_set=opens_on is not None or closes_on is not None)


def _computed(calendar: Calendar, first_week: int, last_week: int | None) -> Days:
    start = week_starts_on(calendar, first_week)
    last_start = week_starts_on(calendar, max(last_week or first_week, first_week))
    week_ends_on = last_start + WEEK - DAY
    if week_ends_on < calendar.starts_on:
        # It was over when the partner came: there to be read, and nobody is late with it.
        return Days(calendar.starts_on)
    opens_on = max(start, calendar.starts_on)
    due_on = _after_breaks(calendar, last_start, week_ends_on)
    return Days(opens_on, max(min(due_on, calendar.ends_on), opens_on))


def _after_breaks(calendar: Calendar, start: date, last: date) -> date:
    """The last day, or, where it is a holiday, as many days after the holidays as they took."""
    for one in calendar.breaks:
        if one.first <= last <= one.last:
            lost = one.days_within(start, last)
            start, last = one.last + DAY, one.last + DAY * lost
    return last


def current_week(calendar: Calendar, today: date) -> int:
    """The week that a day is in, as the partner counts; 0 before its first."""
    week = 0
    while week < MOST_WEEKS and week_starts_on(calendar, week + 1) <= today:
        week += 1
    return week
