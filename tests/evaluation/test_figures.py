"""The figures of a team, and the patterns that deserve a look; people are numbers here."""

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_platform.evaluation.figures import Pattern, team_figures
from vsm_platform.evaluation.scales import KEYS


def matrix(*rows: str) -> dict[tuple[int, int], dict[str, int]]:
    """Who (row) says what of whom (column) on every scale; a dot for nothing."""
    return {
        (rater, rated): dict.fromkeys(KEYS, int(value))
        for rater, row in enumerate(rows)
        for rated, value in enumerate(row.split())
        if value != "."
    }


def hints(*rows: str) -> dict[int, list[Pattern]]:
    figures = team_figures(range(len(rows)), matrix(*rows))
    found = {one.person: [hint.pattern for hint in one.hints] for one in figures.people}
    if figures.clique:
        found[-1] = [figures.clique.pattern]
    return {key: patterns for key, patterns in found.items() if patterns}


def test_means_and_factor_leave_the_own_rating_out() -> None:
    figures = team_figures(range(3), matrix("5 4 2", "4 5 2", "4 4 5"))
    first, second, third = figures.people
    assert (first.others, second.others, third.others) == (4, 4, 2)
    assert third.own == 5
    assert figures.mean == pytest.approx(10 / 3)
    assert first.factor == pytest.approx(1.2)
    assert third.factor == pytest.approx(0.6)


def test_what_somebody_could_not_tell_is_in_no_mean() -> None:
    said = matrix(". 4 4", "4 . 4", "4 4 .")
    said[0, 1] = {**dict.fromkeys(KEYS, 2), "work": 0, "quality": 0}
    second = team_figures(range(3), said).people[1]
    assert second.by_scale["work"] == 4
    assert second.raters_by_scale["work"] == 1
    assert second.by_scale["track"] == 3
    assert second.others == 3, "each of the others has one voice"


def test_who_is_rated_low_by_all_is_hinted_at_and_nobody_else() -> None:
    assert hints("4 4 4 2", "4 4 4 2", "4 4 4 2", "4 4 4 2") == {3: [Pattern.LOW_PERFORMER]}


def test_a_high_own_and_a_low_other_rating_is_overconfident() -> None:
    found = hints("4 4 4 3", "4 4 4 2", "4 4 4 3", "4 4 4 5")
    assert found == {3: [Pattern.OVERCONFIDENT]}
    assert hints("5 3 3 3", "4 4 4 3", "4 4 4 3", "4 4 4 4") == {}, "3.0 is not low"


def test_one_who_is_rated_very_differently_is_a_conflict() -> None:
    assert hints("4 4 4 1", "4 4 4 4", "4 4 4 4", "4 4 4 4") == {3: [Pattern.CONFLICT]}


def test_two_groups_that_rate_their_own_high_and_each_other_low_are_a_clique() -> None:
    rows = ("5 5 2 2", "5 5 2 2", "2 2 5 5", "2 2 5 5")
    figures = team_figures(range(4), matrix(*rows))
    assert figures.clique is not None
    assert figures.clique.groups == ((0, 1), (2, 3))
    assert (figures.clique.low, figures.clique.high) == (2, 5)
    assert not any(Pattern.CONFLICT in [h.pattern for h in one.hints] for one in figures.people)


def test_one_group_alone_that_rates_its_own_high_is_no_clique() -> None:
    assert -1 not in hints("5 5 2 2", "5 5 2 2", "4 4 4 4", "4 4 4 4")


def test_one_voice_alone_is_no_pattern() -> None:
    assert hints("5 1", "1 5") == {}
    two = team_figures(range(2), matrix("5 1", "3 5"))
    assert (two.people[0].others, two.people[1].others) == (3, 1)


def test_nobody_has_answered_or_nobody_is_there() -> None:
    assert team_figures([], {}).mean is None
    silent = team_figures(range(3), {})
    assert [(one.raters, one.others, one.factor) for one in silent.people] == [(0, None, None)] * 3


RATING = st.fixed_dictionaries(dict.fromkeys(KEYS, st.integers(0, 5)))
SAID = st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 6)), RATING, max_size=49)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 7), SAID)
def test_whatever_is_said_the_figures_stay_within_bounds(number: int, said) -> None:  # type: ignore[no-untyped-def]
    figures = team_figures(range(number), said)
    for one in figures.people:
        assert one.others is None or 1 <= one.others <= 5
        assert one.raters <= max(number - 1, 0)
        assert all(1 <= mean <= 5 for mean in one.by_scale.values())
    factors = [one.factor for one in figures.people if one.factor is not None]
    assert not factors or fmean(factors) == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(SAID, st.integers(1, 5))
def test_what_one_says_of_oneself_moves_no_factor(said, own: int) -> None:  # type: ignore[no-untyped-def]
    before = team_figures(range(7), said)
    after = team_figures(range(7), {**said, (0, 0): dict.fromkeys(KEYS, own)})
    assert [one.factor for one in before.people] == [one.factor for one in after.people]
