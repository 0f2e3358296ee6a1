"""The search: as good as can be proven, told of and stopped, and kept within what is fixed."""

from dataclasses import replace
from itertools import permutations

import pytest

from benchmarks.classes import class_of
from tests.formation.solver.classes import everybody_once, people, problem
from vsm_platform.formation.solver.bounds import bound
from vsm_platform.formation.solver.problem import (
    Criterion,
    Importance,
    Problem,
    Rule,
    Student,
)
from vsm_platform.formation.solver.search import solve


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_class_of_24_gets_the_best_teams_that_there_are(seed: int) -> None:
    asked = class_of(24, seed)
    assert solve(asked).loss.total == pytest.approx(bound(asked).total, abs=1e-3)


def test_a_class_of_110_comes_within_a_hundredth_of_the_bound() -> None:
    asked = class_of(110)
    proposal = solve(asked)
    least = bound(asked)
    assert proposal.finished
    assert proposal.loss.broken == 0
    assert proposal.loss.total - least.total < 0.01 * (80 - least.total)


def test_progress_is_told_and_a_stop_gives_the_best_so_far() -> None:
    asked = replace(class_of(110), common_hours=60)
    told: list[tuple[float, float]] = []
    proposal = solve(
        asked, progress=lambda share, loss: told.append((share, loss)), stop=lambda: len(told) > 3
    )
    assert not proposal.finished
    assert everybody_once(asked, proposal.teams)
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[-1] == (1.0, pytest.approx(proposal.loss.total, abs=0.01))


def test_no_time_at_all_still_gives_whole_teams() -> None:
    asked = replace(class_of(110), common_hours=60)
    proposal = solve(asked, seconds=0)
    assert (proposal.finished, proposal.rounds) == (False, 0)
    assert everybody_once(asked, proposal.teams)


def test_locked_teams_stay_and_pinned_students_are_where_they_were_put() -> None:
    students = people(8, 8)
    pins = {1: 2, 2: 2, 3: 2, 4: 2, 16: 0}
    asked = problem(students, 4, pins=pins, locked=frozenset({2}))
    teams = solve(asked).teams
    assert set(teams[2]) == {1, 2, 3, 4}
    assert 16 in teams[0]
    assert sorted(map(len, teams)) == [4, 4, 4, 4]


def test_a_locked_team_may_be_smaller_than_others_are() -> None:
    asked = problem(people(7, 7), 4, pins={1: 0, 8: 0}, locked=frozenset({0}))
    teams = solve(asked).teams
    assert (set(teams[0]), [len(team) for team in teams]) == ({1, 8}, [2, 4, 4, 4])


def test_groups_stay_together_and_move_as_one_for_the_sake_of_others() -> None:
    students = people(10, 10)
    pairs = tuple((n, n + 1) for n in range(1, 10, 2))
    asked = problem(students, 4, together=pairs)
    proposal = solve(asked)
    assert proposal.loss.broken == 0
    assert proposal.loss.institutions == 10


def test_a_large_group_makes_its_team_larger_within_the_range() -> None:
    asked = problem(people(6, 6), 2, 6, together=((1, 2), (2, 3), (3, 4), (4, 5)), team_count=4)
    teams = solve(asked).teams
    assert [team for team in teams if {1, 2, 3, 4, 5} <= set(team)]
    assert all(2 <= len(team) <= 6 for team in teams)


def test_many_who_must_be_apart_are() -> None:
    students = people(10, 10)
    crowd = tuple((a, b) for a in range(1, 6) for b in range(a + 1, 6))
    assert solve(problem(students, 4, apart=crowd)).loss.broken == 0


def test_gathering_brings_one_language_into_each_team() -> None:
    words = {n: {"language": ["es", "en"][n % 2]} for n in range(1, 17)}
    alike = Criterion("language", Rule.GATHER, Importance.HIGH)
    students = people(8, 8, attributes=words)
    teams = solve(problem(students, 4, criteria=(alike,))).teams
    assert all(len({words[key]["language"] for key in team}) == 1 for team in teams)


def _best_by_hand(asked: Problem) -> float:
    """Try every division into two teams of three."""
    values = {s.key: (s.institution, float(str(s.attributes["level"]))) for s in asked.students}
    mean = sum(level for _, level in values.values()) / 6
    found = []
    for order in permutations(values):
        teams = order[:3], order[3:]
        pairs = sum(values[a][0] == values[b][0] for t in teams for a in t for b in t if a < b)
        squares = sum((sum(values[key][1] for key in t) - 3 * mean) ** 2 for t in teams)
        found.append(pairs + 0.15 * squares)
    return min(found)


def test_six_students_get_the_teams_that_trying_everything_finds() -> None:
    level = Criterion("level", Rule.BALANCE, Importance.MEDIUM)
    students = tuple(
        Student(n, n % 3, {"level": value}) for n, value in enumerate([1, 5, 2, 4, 4, 1])
    )
    asked = problem(students, 3, criteria=(level,))
    best = _best_by_hand(asked)
    assert solve(asked).loss.total == pytest.approx(best, abs=1e-4)
    least = bound(asked, exact=True)
    assert (least.total, least.exact) == (pytest.approx(best, abs=1e-4), True)
