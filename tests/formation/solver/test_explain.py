"""Why teams are as they are, what a step would cost, and what a repair offers."""

import pytest

from benchmarks.classes import class_of
from benchmarks.team_repair import measure
from tests.formation.solver.classes import people, problem, programme_class, week
from vsm_platform.formation.solver.elsewhere import best_elsewhere
from vsm_platform.formation.solver.explain import explain
from vsm_platform.formation.solver.moves import Prices, price_of_move, price_of_swap
from vsm_platform.formation.solver.problem import (
    Criterion,
    Importance,
    Outcome,
    Rule,
    Student,
)
from vsm_platform.formation.solver.repair import options
from vsm_platform.formation.solver.search import solve

TWO_BY_TWO = ((1, 2, 5, 6), (3, 4, 7, 8))
"""Two of each university in each team."""


def test_a_swap_that_unmixes_two_teams_costs_its_pairs() -> None:
    asked = problem(people(4, 4), 4)
    assert price_of_swap(asked, TWO_BY_TWO, 1, 7) == pytest.approx(2)
    assert price_of_swap(asked, TWO_BY_TWO, 1, 3) == 0
    assert price_of_swap(asked, TWO_BY_TWO, 1, 2) == 0
    assert price_of_move(asked, TWO_BY_TWO, 1, 1) == pytest.approx(1)
    assert price_of_move(asked, TWO_BY_TWO, 1, 0) == 0


def test_parting_a_pair_costs_more_than_anything_else() -> None:
    asked = problem(people(4, 4), 4, together=((1, 2),), apart=((1, 3),))
    assert price_of_move(asked, TWO_BY_TWO, 1, 1) > 1000


def test_a_late_joiner_has_a_price_for_each_team() -> None:
    prices = Prices(problem((*people(4, 4), Student(9, 2)), 4, 5), TWO_BY_TWO)
    assert prices.of_move(9, 0) == 0


def test_the_best_other_team_is_the_cheapest_of_all_swaps() -> None:
    asked = class_of(24)
    teams = solve(asked).teams
    prices = Prices(asked, teams)
    for place in best_elsewhere(asked, teams, [0, 7, 23]):
        others = [key for team in teams if place.key not in team for key in team]
        cheapest = min(prices.of_swap(place.key, other) for other in others)
        assert place.price == pytest.approx(cheapest, abs=1e-3)
        assert place.in_exchange_for in teams[place.team]
        assert place.price > -1e-3


def test_where_sizes_allow_it_a_mere_move_is_offered() -> None:
    asked = problem(people(4, 3), 2, 5)
    (place,) = best_elsewhere(asked, ((1, 2, 3, 5), (4, 6, 7)), [1])
    assert (place.team, place.in_exchange_for, place.price) == (1, None, pytest.approx(-1))


def test_whoever_is_pinned_has_no_other_place() -> None:
    asked = problem(people(4, 4), 4, pins={1: 0}, together=((3, 4),))
    assert best_elsewhere(asked, TWO_BY_TWO, [1, 3]) == []


def test_a_team_is_explained_by_universities_hours_slots_and_ticks() -> None:
    fields = {n: {"field": "law" if n <= 4 else "art"} for n in range(1, 9)}
    spread = Criterion("field", Rule.SPREAD, Importance.LOW)
    unknown = Criterion("level", Rule.BALANCE, Importance.LOW)
    students = tuple(
        Student(s.key, s.institution, s.attributes, (week(8, 22, 8 * s.institution),))
        for s in people(4, 4, attributes=fields)
    )
    asked = problem(students, 4, criteria=(spread, unknown), common_hours=10)
    first = explain(asked, TWO_BY_TWO).teams[0]
    assert (first.institutions, first.shared_hours, first.meets) == ({0: 2, 1: 2}, 42, True)
    assert [slot.start % 96 for slot in first.slots] == [42, 42, 42]
    assert first.ticks == (True, None)


def test_a_rule_is_met_or_impossible_or_traded_off_or_left_for_time() -> None:
    asked = problem(people(4, 4), 4)
    (mix,) = explain(asked, TWO_BY_TWO).rules
    assert (mix.outcome, mix.loss, mix.unavoidable) == (Outcome.IMPOSSIBLE, 4, 4)
    (mix,) = explain(asked, ((1, 2, 3, 5), (4, 6, 7, 8))).rules
    assert (mix.outcome, mix.teams) == (Outcome.TRADED_OFF, (0, 1))
    (mix,) = explain(asked, ((1, 2, 3, 5), (4, 6, 7, 8)), finished=False).rules
    assert mix.outcome == Outcome.TIME
    (mix,) = explain(problem(people(1, 1, 1, 1), 2), ((1, 2), (3, 4))).rules
    assert mix.outcome == Outcome.MET


def test_pairs_are_reported_with_the_teams_that_break_them() -> None:
    asked = problem(people(4, 4), 4, together=((1, 3),), apart=((5, 6), (1, 4)))
    rules = {rule.name: rule for rule in explain(asked, TWO_BY_TWO).rules}
    assert rules["apart"].teams == (0,)
    assert rules["together"].teams == (0, 1)


def test_time_zones_have_a_price_against_the_proven_bound() -> None:
    """Warsaw, Mexico City, Tokyo: mixed fully, three teams could never meet."""
    students = tuple(Student(n, n % 3, masks=(week(8, 22, (1, -6, 9)[n % 3]),)) for n in range(12))
    asked = problem(students, 3, common_hours=5)
    proposal = solve(asked)
    told = explain(asked, proposal.teams)
    assert (told.zones.without, told.zones.possible, told.zones.proven) == (12, 8, True)
    assert told.zones.reached == 8
    assert all(team.meets for team in told.teams)
    assert told.bound.total == pytest.approx(proposal.loss.total, abs=1e-3)


def test_without_highs_the_price_of_zones_is_said_to_be_unproven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vsm_platform.formation.solver.highs.find_spec", lambda _: None)
    asked = problem(programme_class("climate-change"), 5, 6, common_hours=2)
    zones = explain(asked, solve(asked).teams).zones
    assert (zones.possible, zones.proven) == (None, False)


def test_three_ways_to_do_without_a_drop_out_are_offered_the_cheapest_first() -> None:
    asked = problem(people(6, 6), 3, 4)
    teams = ((1, 2, 7, 8), (3, 4, 9, 10), (5, 6, 11, 12))
    found = options(asked, teams, gone=[1])
    assert len(found) == 3
    assert (found[0].moved, found[0].concerned, found[0].price) == (0, {0}, pytest.approx(-1))
    assert [repair.moved for repair in found] == [0, 1, 1]
    assert found[1].changes[0].origin in {1, 2}


def test_a_team_that_became_too_small_gets_somebody_or_is_given_up() -> None:
    asked = problem(people(4, 4), 3, 5)
    found = options(asked, ((1, 2, 5, 6, 7), (3, 4, 8)), gone=[3])
    assert (found[0].moved, sorted(map(len, found[0].teams))) == (1, [3, 4])


def test_a_late_joiner_goes_where_it_mixes_best_and_nobody_moves() -> None:
    asked = problem((*people(4, 4), Student(9, 0)), 3, 5)
    teams = ((1, 2, 3, 5), (4, 6, 7, 8))
    best = options(asked, teams, joined=[9])[0]
    assert (best.moved, best.changes[0].to, best.price) == (0, 1, pytest.approx(1))
    assert best.teams[0] == teams[0]


def test_a_late_joiner_comes_to_a_mate_but_never_into_a_locked_team() -> None:
    students = (*people(4, 4), Student(9, 0))
    mate = options(problem(students, 3, 5, together=((1, 9),)), TWO_BY_TWO, joined=[9])
    assert [repair.changes[0].to for repair in mate] == [0]
    locked = problem(students, 3, 5, pins=dict.fromkeys(TWO_BY_TWO[0], 0), locked=frozenset({0}))
    assert [r.changes[0].to for r in options(locked, TWO_BY_TWO, joined=[9])] == [1]


def test_nobody_new_and_nobody_gone_changes_nothing() -> None:
    (same,) = options(problem(people(4, 4), 4), TWO_BY_TWO)
    assert (same.teams, same.changes, same.concerned) == (TWO_BY_TWO, (), frozenset())


def test_one_in_twenty_out_and_one_in_fifty_in_move_few() -> None:
    figures = measure(300, 1)
    assert int(str(figures["one_dropout_moves"])) <= 2
    assert float(str(figures["five_percent_moved_share"])) <= 0.025
    assert int(str(figures["smallest_team"])) >= 4


def test_who_left_may_be_in_the_class_or_not_and_small_teams_are_filled_either_way() -> None:
    before = problem(people(8, 8), 3, 4)
    teams = ((1, 2, 9), (3, 4, 10, 11), (5, 6, 12, 13), (7, 8, 14, 15, 16))
    gone = {1, 12}
    left = tuple(one for one in before.students if one.key not in gone)
    after = problem(left, 3, 4, team_count=4)
    for asked in (before, after):
        best = options(asked, teams, gone=gone)[0]
        assert best.concerned >= {0, 2}
        assert min(map(len, best.teams)) >= 3
    only = problem(tuple(one for one in before.students if one.key != 1), 3, 4, team_count=4)
    single = options(only, teams, gone={1})[0]
    assert 0 in single.concerned
    assert min(map(len, single.teams)) >= 3
