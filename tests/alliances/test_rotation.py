"""Whose turn it is to chair."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from vsm_platform.alliances.rotation import Seat, Term, later, overlapping, propose


def seats(number: int) -> list[Seat]:
    return [Seat(one, 2010, None) for one in range(1, number + 1)]


def test_everybody_chairs_once_before_anybody_chairs_again() -> None:
    terms = propose(seats(3), [], date(2026, 1, 1), 5)
    assert [term.institution_id for term in terms] == [1, 2, 3, 1, 2]
    assert terms[0].ends_on == date(2026, 12, 31)
    assert terms[1].starts_on == date(2027, 1, 1)


def test_whoever_has_never_chaired_comes_first_and_then_the_longest_ago() -> None:
    past = [
        Term(1, date(2024, 1, 1), date(2024, 12, 31)),
        Term(3, date(2025, 1, 1), date(2025, 12, 31)),
    ]
    terms = propose(seats(4), past, date(2026, 1, 1), 4)
    assert [term.institution_id for term in terms] == [2, 4, 1, 3]


def test_a_member_chairs_only_in_years_in_which_it_belongs() -> None:
    members = [Seat(1, 2010, 2027), Seat(2, 2027, None)]
    terms = propose(members, [], date(2026, 8, 1), 3)
    assert [term.institution_id for term in terms] == [1, 2, 2]


def test_without_members_nothing_is_proposed() -> None:
    assert propose([], [], date(2026, 1, 1), 5) == []
    assert propose([Seat(1, 2010, 2020)], [], date(2026, 1, 1), 5) == []


def test_a_turn_that_begins_on_the_29th_of_february_has_neighbours_all_the_same() -> None:
    assert later(date(2024, 2, 29), 1) == date(2025, 2, 28)
    terms = propose(seats(2), [], date(2024, 2, 29), 5)
    assert overlapping(terms) is None


@pytest.mark.parametrize("number", [1, 2, 7, 28])
@pytest.mark.parametrize("first", [date(2000, 1, 1), date(2024, 2, 29), date(2026, 8, 31)])
@pytest.mark.parametrize("years", [1, 4, 30])
def test_turns_follow_each_other_without_gap_and_without_overlap(
    number: int, first: date, years: int
) -> None:
    terms = propose([Seat(one, 1990, None) for one in range(number)], [], first, years)
    assert len(terms) == years
    for one, other in pairwise(terms):
        assert other.starts_on == one.ends_on + timedelta(days=1)
    assert overlapping(terms) is None


def test_a_shared_day_is_an_overlap() -> None:
    one = Term(1, date(2026, 1, 1), date(2026, 12, 31))
    other = Term(2, date(2026, 12, 31), date(2027, 12, 30))
    assert overlapping([other, one]) == (one, other)
