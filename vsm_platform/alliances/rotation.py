"""Whose turn it is to chair: a proposal for the years to come, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Seat:
    """A member, as far as the rotation asks."""

    institution_id: int
    joined_in: int
    left_in: int | None

    def holds_in(self, year: int) -> bool:
        """Whether it is a member in that year."""
        return self.joined_in <= year and (self.left_in is None or year < self.left_in)


@dataclass(frozen=True, slots=True)
class Term:
    """A turn as chair: both days belong to it."""

    institution_id: int
    starts_on: date
    ends_on: date


def propose(seats: Sequence[Seat], past: Sequence[Term], first_day: date, years: int) -> list[Term]:
    """One year for each member in turn.

    Whoever has never chaired comes first, in the order of ``seats``; then those whose last turn
    is the longest ago.

    Args:
        seats: the members in the order in which they joined.
        past: the turns so far, in any order.
        first_day: when the first of the new turns begins.
        years: how many turns are wanted; there are fewer where no member is left.
    """
    last = {term.institution_id: term.ends_on for term in sorted(past, key=lambda t: t.ends_on)}
    terms: list[Term] = []
    for number in range(years):
        starts_on = later(first_day, number)
        able = [seat for seat in seats if seat.holds_in(starts_on.year)]
        if not able:
            break
        chosen = min(able, key=lambda seat: last.get(seat.institution_id, date.min))
        ends_on = later(first_day, number + 1) - timedelta(days=1)
        terms.append(Term(chosen.institution_id, starts_on, ends_on))
        last[chosen.institution_id] = ends_on
    return terms


def later(day: date, years: int) -> date:
    """The same day some years later; the last of February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def overlapping(terms: Sequence[Term]) -> tuple[Term, Term] | None:
    """Two turns that share a day, if there are such."""
    ordered = sorted(terms, key=lambda term: term.starts_on)
    for one, other in pairwise(ordered):
        if other.starts_on <= one.ends_on:
            return one, other
    return None
