"""No sequence of views reveals a group under five: the reader who subtracts is played here.

The reader writes down every sum that was ever shown, of all and of each group, release by release,
knows of everybody in which of them the person stands, and solves equations over it. The reader's
arithmetic (fractions, exact) shares nothing with the guard's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vsm_platform.surveys.figures.asked import Answer, Asked, Kind, value_of
from vsm_platform.surveys.figures.guard import (
    FEWEST,
    LARGEST_RANK,
    Row,
    _deal,
    _odd_bits,
    _rank_of_bits,
    is_safe,
    merged,
    next_release,
    rank,
)
from vsm_platform.surveys.figures.releases import candidates, name_of, release

ASKED = [
    Asked("work", Kind.CHOICE, ("yes", "no", "at times")),
    Asked("care", Kind.CHOICE, ("yes", "no")),
    Asked("age", Kind.CHOICE, ("18", "25", "46")),
    Asked("best", Kind.RANKING, ("home", "plan", "cost")),
    Asked("glad", Kind.RATING),
]
BY_KEY = {one.key: one for one in ASKED}
Sum = frozenset[int]
"""The people, by their number, of whom a sum was shown."""


@dataclass(frozen=True)
class Event:
    """Somebody answers, or (``erases``) somebody who had answered has it erased."""

    answer: Answer
    erases: int | None


answers = st.builds(
    lambda partner, work, care, age, first, glad: Answer(
        {"work": work, "care": care, "age": age, "best": [first], "glad": glad}, partner
    ),
    st.sampled_from(["1", "1", "2", "2", "3"]),
    st.sampled_from(["yes", "no", "no", "at times", None]),
    st.sampled_from(["yes", "no"]),
    st.sampled_from(["18", "18", "18", "25", "46"]),
    st.sampled_from(["home", "plan", "cost"]),
    st.one_of(st.none(), st.integers(1, 5), st.integers(3, 5)),
)
events = st.builds(Event, answers, st.one_of(st.none(), st.none(), st.none(), st.integers(0, 100)))


class Survey:
    """A survey as it lives: answers come and go, releases are made, in the end the groups.

    Of each question are kept the sums that were shown of it: the people of whom they are.
    """

    def __init__(self) -> None:
        self.people: dict[int, Answer] = {}
        self.number_of_people = 0
        self.figures: dict[str, Any] | None = None
        self.number = 0
        self.shown: dict[str, list[Sum]] = {one.key: [] for one in ASKED}

    def take(self, event: Event) -> None:
        if event.erases is not None and self.people:
            erased = sorted(self.people)[event.erases % len(self.people)]
            del self.people[erased]
            return
        self.people[self.number_of_people] = event.answer
        self.number_of_people += 1
        counted = sum(1 for one in self.people.values() if one.batch)
        if len(self.people) >= next_release(counted):
            self.release()

    def release(self, tried: Sequence[str] = ()) -> None:
        """Show the figures anew, as ``actions.releasing.prepare_release`` does."""
        self.number += 1
        counted = sum(1 for one in self.people.values() if one.batch)
        if len(self.people) - counted >= FEWEST:
            new = {
                key: replace(one, batch=one.batch or self.number)
                for key, one in self.people.items()
            }
            self.people = new
        held = {key: one for key, one in self.people.items() if one.batch}
        self.figures = release(list(held.values()), ASKED, self.number, self.figures, tried)
        for one in ASKED:
            self._note(one, held, self.figures)

    def _note(self, asked: Asked, held: dict[int, Answer], figures: dict[str, Any]) -> None:
        seen = figures["all"][asked.key]["seen"]
        if not seen or seen["at"][-1] != self.number:
            return
        known = {key: one for key, one in held.items() if value_of(asked, one) is not None}
        assert figures["all"][asked.key]["n"] == len(known)
        self.shown[asked.key].append(frozenset(known))
        for group in figures["groups"]:
            if asked.key in figures["levels"]:
                members = frozenset(
                    key for key, one in known.items()
                    if name_of(group["by"], BY_KEY, one) in group["names"]
                )  # fmt: skip
                assert group["tallies"][asked.key]["n"] == len(members)
                self.shown[asked.key].append(members)

    def close(self) -> None:
        self.release(candidates(ASKED, ["work", "care", "age"]))


def exact_rank(rows: Sequence[Sequence[int]]) -> int:
    """Gauss, with fractions."""
    left = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for row in left[found + 1 :]:
            if row[column]:
                factor = row[column] / pivot[column]
                for place in range(column, len(row)):
                    row[place] -= factor * pivot[place]
        found += 1
    return found


def revealed(shown: Sequence[Sum]) -> Iterator[tuple[int, ...]]:
    """Every group of one to four people of whom the shown sums, combined, say something.

    Something is said of a group alone when a combination of sums is zero outside of it: that is,
    when the people outside have a smaller rank than all. People who stand in the same sums cannot
    be told apart, so they are looked at together. Which groups are worth the exact look, the
    relations between people's rows say: those whose columns in them depend on each other.
    """
    people = sorted(frozenset().union(*shown))
    alike: dict[tuple[int, ...], list[int]] = {}
    for person in people:
        alike.setdefault(tuple(int(person in one) for one in shown), []).append(person)
    rows = list(alike)
    if not rows:
        return
    whole = exact_rank(rows)
    _, _, turned = np.linalg.svd(np.array(rows, dtype=float).T)
    relations = turned[whole:].T @ turned[whole:]
    for places in _suspects(relations, [len(those) for those in alike.values()]):
        outside = [row for place, row in enumerate(rows) if place not in places]
        if exact_rank(outside) < whole:
            yield tuple(person for place in places for person in alike[rows[place]])


def _suspects(relations: np.ndarray, sizes: list[int]) -> Iterator[tuple[int, ...]]:
    small = [place for place, size in enumerate(sizes) if size < FEWEST]
    for number in range(1, FEWEST):
        groups = [
            places
            for places in combinations(small, number)
            if sum(sizes[place] for place in places) < FEWEST
        ]
        if groups:
            chosen = np.array(groups)
            squares = relations[chosen[:, :, None], chosen[:, None, :]]
            for place in np.flatnonzero(np.abs(np.linalg.det(squares)) < 1e-9):
                yield groups[place]


@settings(max_examples=40, deadline=None)
@given(st.lists(events, min_size=15, max_size=60))
def test_no_sequence_of_views_reveals_a_group_under_five(happened: list[Event]) -> None:
    survey = Survey()
    for event in happened:
        survey.take(event)
    survey.close()
    for shown in survey.shown.values():
        assert next(revealed(shown), None) is None


@settings(max_examples=10, deadline=None)
@given(st.lists(answers, min_size=40, max_size=90))
def test_no_groups_of_one_survey_reveal_a_group_under_five(given_answers: list[Answer]) -> None:
    survey = Survey()
    survey.people = dict(enumerate(given_answers))
    survey.close()
    assert survey.figures
    assert all(group["answers"] >= FEWEST for group in survey.figures["groups"])
    for shown in survey.shown.values():
        assert next(revealed(shown), None) is None


rows = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)), min_size=1, max_size=22
)


@settings(max_examples=100, deadline=None)
@given(rows)
@example([(0, 0, 0)] * 4)
@example([(0, 0, 0)] * 6 + [(0, 1, 0)] * 6 + [(1, 0, 0)])
def test_what_the_guard_lets_pass_withstands_every_combination(
    people: list[tuple[int, int, int]],
) -> None:
    sparse = [dict.fromkeys([("a", a), ("b", b), ("c", c)], 1) for a, b, c in people]
    if not is_safe(sparse):
        return
    sums = [
        frozenset(number for number, row in enumerate(sparse) if column in row)
        for column in {column for row in sparse for column in row}
    ]
    assert next(revealed(sums), None) is None


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 12), max_size=8))
def test_merged_options_are_five_people_each(counts: dict[str, int]) -> None:
    classes = merged(counts)
    sizes = [sum(counts[key] for key in one) for one in classes]
    assert sum(sizes) == sum(counts.values())
    assert len(classes) < 2 or min(sizes) >= FEWEST


@given(st.lists(st.lists(st.integers(-1, 1), min_size=5, max_size=5), max_size=8))
def test_the_guards_rank_is_the_exact_one(matrix: list[list[int]]) -> None:
    sparse = [{place: value for place, value in enumerate(row) if value} for row in matrix]
    assert rank(sparse) == exact_rank(matrix)


@given(st.lists(st.lists(st.integers(-2, 2), min_size=5, max_size=5), max_size=8))
@example([[1, 1, 0, 0, 0], [1, -1, 0, 0, 0]])
def test_a_rank_modulo_two_is_never_above_the_exact_one(matrix: list[list[int]]) -> None:
    bits: dict[Any, int] = {}
    odd = [_odd_bits(dict(enumerate(row)), bits) for row in matrix]
    reached = {0}
    for row in odd:
        reached |= {row ^ other for other in reached}
    assert 2 ** _rank_of_bits(odd) == len(reached)
    assert _rank_of_bits(odd) <= exact_rank(matrix)


def test_what_cannot_be_proven_modulo_two_is_proven_exactly() -> None:
    # The minor of the two sums is 2: to a reader who only tells odd from even they look alike.
    people: list[Row] = [{"a": 1, "b": 1}] * 20 + [{"a": 1, "b": -1}] * 20
    assert rank(people) == 2
    assert _rank_of_bits(_odd_bits(row, {}) for row in people) == 1
    assert is_safe(people)


def test_the_reader_of_these_tests_finds_what_a_careless_page_would_show() -> None:
    everybody = frozenset(range(20))
    assert list(revealed([everybody, everybody - {3}])) == [(3,)]
    at_a, who_work = frozenset(range(8)), frozenset({0, 1, 2, 3, 4, 5, 6, 12, 13, 14, 15, 16})
    # One filter after the other: those at A, and those at A who work.
    assert (7,) in list(revealed([everybody, at_a, at_a & who_work]))


@pytest.mark.parametrize("number", range(1, 10))
def test_a_sum_over_four_people_is_never_let_pass_and_one_over_five_is(number: int) -> None:
    others, those = [{"all": 1}] * 20, [{"all": 1, "those": 1}] * number
    assert is_safe([*others, *those]) == (number >= FEWEST)
    # Nor are the few who are left over, nor those in whom two sums differ.
    left_over = [{"all": 1, "most": 1}] * 20 + [{"all": 1}] * number
    assert is_safe(left_over) == (number >= FEWEST)
    two = [{"all": 1}] * 20 + [{"all": 1, "a": 1, "b": 1}] * 20 + [{"all": 1, "a": 1}] * number
    assert is_safe(two) == (number >= FEWEST)


def test_a_few_people_alone_have_no_sums() -> None:
    assert [is_safe([{"all": 1}] * number) for number in range(7)] == [
        True,
        *[False] * 4,
        True,
        True,
    ]


def test_a_survey_of_many_hundreds_has_its_groups_too() -> None:
    people = [{"all": 1, ("partner", n % 7): 1, ("work", n % 3): 1} for n in range(700)]
    assert is_safe(people)
    assert not is_safe([*people, *[{"all": 1, ("partner", 7): 1, ("work", 0): 1}] * 4])


def test_what_has_too_many_sums_to_be_proven_is_not_shown() -> None:
    assert is_safe([{n: 1} for n in range(LARGEST_RANK)] * 5)
    assert not is_safe([{n: 1} for n in range(LARGEST_RANK + 1)] * 5)


def person(partner: str, work: str = "no", care: str = "no", glad: int | None = 4) -> Answer:
    return Answer({"work": work, "care": care, "glad": glad}, partner, batch=1)


def groups(people: list[Answer], tried: Sequence[str]) -> list[tuple[str, list[str]]]:
    figures = release(people, ASKED, 1, None, tried)
    return [(one["by"], one["names"]) for one in figures["groups"]]


def test_a_university_of_four_is_not_shown_and_is_not_the_difference_either() -> None:
    people = [person("1")] * 20 + [person("2")] * 9 + [person("3")] * 4
    assert groups(people, ["partner"]) == [("partner", ["1"]), ("partner", ["3", "2"])]


@given(st.permutations([person(str(n % 3), "yes" if n % 5 else "no") for n in range(24)]))
def test_the_order_in_which_answers_come_changes_no_group(people: list[Answer]) -> None:
    rows = [
        dict.fromkeys([("partner", one.partner), ("work", one.values["work"])], 1) for one in people
    ]
    assert _deal(rows, 5, 3) == _deal(sorted(rows, key=str), 5, 3)


def test_two_backgrounds_that_nearly_agree_are_not_both_shown() -> None:
    # Of those who work all care but one: the two sums would differ by one person.
    people = [person("1", "yes", "yes")] * 12 + [person("1", "yes", "no")] + [person("1")] * 20
    assert {by for by, _names in groups(people, ["work", "care"])} == {"work"}


def test_the_few_who_gave_a_rare_answer_are_not_told_apart_by_groups() -> None:
    people = [person(str(1 + n % 2), glad=4 + n % 2) for n in range(30)]
    people[0] = person("1", glad=1)
    figures = release(people, ASKED, 1, None, ["partner"])
    assert figures["all"]["glad"]["counts"]["1"] == 1
    assert "work" not in figures["levels"]
    # A mean alone: with spread and share, who said 1 could be computed.
    assert figures["levels"]["glad"] == {"moments": ["sum"]}


def test_a_question_that_few_of_a_group_answered_is_shown_of_all_alone() -> None:
    people = [person("1")] * 10 + [person("2")] * 10
    for place in range(12, 20):
        people[place] = replace(people[place], values={**people[place].values, "glad": None})
    people = [replace(one, values={**one.values, "glad": (n % 2) + 3}) if n < 12 else one
              for n, one in enumerate(people)]  # fmt: skip
    figures = release(people, ASKED, 1, None, ["partner"])
    assert figures["all"]["glad"]["n"] == 12
    assert "glad" not in figures["levels"]


def test_a_question_that_few_answered_is_not_shown() -> None:
    people = [person("1", glad=3 if n < 4 else None) for n in range(20)]
    assert release(people, ASKED, 1)["all"]["glad"] == {"n": 0, "counts": {}, "seen": None}


def test_a_question_to_which_two_of_the_new_answers_speak_stays_as_it_was_shown() -> None:
    first = [person("1") for _ in range(10)]
    before = release(first, ASKED, 1)
    later = [replace(person("1", glad=1 if n < 2 else None), batch=2) for n in range(6)]
    after = release([*first, *later], ASKED, 2, before)
    assert after["answers"] == 16
    assert after["all"]["work"]["n"] == 16
    assert after["all"]["glad"] == before["all"]["glad"]


def test_a_question_that_stays_as_it_was_shown_is_not_counted_by_groups_either() -> None:
    first = [person(str(n % 2), "yes" if n % 4 < 2 else "no", glad=4 + n % 2) for n in range(20)]
    before = release(first, ASKED, 1)
    later = [replace(one, batch=2) for one in first]
    for place in range(2, 20):
        later[place] = replace(later[place], values={**later[place].values, "glad": None})
    after = release([*first, *later], ASKED, 2, before, ["partner"])
    assert [group["answers"] for group in after["groups"]] == [20, 20]
    assert after["levels"].keys() >= {"work"}
    assert "glad" not in after["levels"]
    assert after["all"]["glad"] == before["all"]["glad"]


def test_an_erased_answer_is_not_the_difference_of_two_releases() -> None:
    people = [person(str(1 + n % 2)) for n in range(20)]
    before = release(people, ASKED, 1)
    # Nobody new has come: what is shown stays as it was, and has no groups.
    after = release(people[1:], ASKED, 2, before, ["partner"])
    assert after["all"] == before["all"]
    assert after["groups"] == []


def test_figures_are_made_anew_with_five_answers_more_and_then_a_third_more() -> None:
    steps = [0]
    while steps[-1] < 100:
        steps.append(next_release(steps[-1]))
    assert steps == [0, 5, 10, 15, 20, 27, 36, 48, 64, 86, 115]
