"""The programmes of the report: what faculty of each would ask of their teams."""

import pytest

from tests.formation.solver.classes import (
    compositions,
    everybody_once,
    kinds,
    problem,
    programme_class,
)
from vsm_platform.formation.solver.checks import check
from vsm_platform.formation.solver.explain import explain
from vsm_platform.formation.solver.problem import (
    Criterion,
    Importance,
    Kind,
    Outcome,
    Rule,
    Student,
    Weight,
)
from vsm_platform.formation.solver.repair import options
from vsm_platform.formation.solver.search import solve

HOURS = 2.0


def test_climate_change_gets_19_teams_of_at_most_6_each_with_all_five_universities() -> None:
    students = programme_class("climate-change")
    asked = problem(students, 5, 6, common_hours=HOURS)
    teams = solve(asked).teams
    assert everybody_once(asked, teams)
    assert len(teams) == 19
    assert all(min(counts) >= 1 and sum(counts) <= 6 for counts in compositions(students, teams))
    assert all(team.meets and len(team.slots) == 3 for team in explain(asked, teams).teams)


@pytest.mark.parametrize(("cohort", "number"), [((23, 17), 10), ((25, 12), 10), ((26, 26), 13)])
def test_womens_leadership_gets_teams_of_4_with_at_least_one_from_either_side(
    cohort: tuple[int, int], number: int
) -> None:
    students = programme_class("womens-leadership", list(cohort))
    teams = solve(problem(students, 3, 4, common_hours=HOURS)).teams
    assert len(teams) == number
    assert all(min(counts) >= 1 for counts in compositions(students, teams))


def test_p2a_gets_15_teams_of_7_with_one_of_each_university() -> None:
    students = programme_class("p2a-asean")
    teams = solve(problem(students, 7, common_hours=HOURS)).teams
    assert compositions(students, teams) == {(1,) * 7: 15}


@pytest.mark.parametrize(
    ("programme", "numbers", "size", "mix", "number"),
    [
        ("entrepreneurship", [12, 18], 5, (2, 3), 6),
        ("engineering", [10, 10], 4, (2, 2), 5),
        ("global-health", [18, 18], 4, (2, 2), 9),
        ("intercultural-learning", [12, 12], 4, (2, 2), 6),
        ("sustainable-development", [10, 15], 5, (2, 3), 5),
    ],
)
def test_bilateral_programmes_get_the_same_mix_in_every_team(
    programme: str, numbers: list[int], size: int, mix: tuple[int, int], number: int
) -> None:
    students = programme_class(programme, numbers)
    teams = solve(problem(students, size, common_hours=HOURS)).teams
    assert compositions(students, teams) == {mix: number}


def _amre(ashesi: int) -> tuple[Student, ...]:
    return tuple(
        Student(key, int(key > ashesi), {"home": "Ashesi" if key <= ashesi else "Wooster"})
        for key in range(1, 31)
    )


def test_amre_is_told_that_4_from_ashesi_are_not_enough_for_6_teams() -> None:
    one_each = Criterion("home", Rule.AT_LEAST_ONE, Importance.REQUIRED, "Ashesi")
    asked = problem(_amre(4), 5, criteria=(one_each,))
    (finding,) = [finding for finding in check(asked) if finding.kind == Kind.NOT_ENOUGH]
    assert finding.weight == Weight.IMPOSSIBLE
    assert finding.data == {"attribute": "home", "value": "Ashesi", "have": 4, "teams": 6}
    proposal = solve(asked)
    assert proposal.loss.broken == 2
    (rule,) = [rule for rule in explain(asked, proposal.teams).rules if rule.criterion == 0]
    assert (rule.outcome, len(rule.teams)) == (Outcome.IMPOSSIBLE, 2)


def test_amre_with_6_from_ashesi_gets_one_into_each_team() -> None:
    one_each = Criterion("home", Rule.AT_LEAST_ONE, Importance.REQUIRED, "Ashesi")
    asked = problem(_amre(6), 5, criteria=(one_each,))
    assert Kind.NOT_ENOUGH not in kinds(asked)
    assert compositions(asked.students, solve(asked).teams) == {(1, 4): 6}


def test_intercultural_learning_loses_two_students_and_only_their_teams_change() -> None:
    students = programme_class("intercultural-learning", [12, 12])
    asked = problem(students, 3, 4, common_hours=HOURS, team_count=6)
    teams = solve(asked).teams
    gone = {teams[1][0], teams[4][2]}
    repair = options(asked, teams, gone=gone)[0]
    assert repair.moved == 0
    assert repair.concerned == {1, 4}
    assert [n for n in range(6) if set(repair.teams[n]) != set(teams[n])] == [1, 4]
    assert not gone & {key for team in repair.teams for key in team}
