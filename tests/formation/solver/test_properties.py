"""What holds of every class, however odd: drawn by hypothesis."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formation.solver.classes import everybody_once, week
from vsm_platform.formation.solver.bounds import bound
from vsm_platform.formation.solver.checks import check
from vsm_platform.formation.solver.losses import losses, parts_of, seated
from vsm_platform.formation.solver.model import model_of
from vsm_platform.formation.solver.problem import (
    Criterion,
    Importance,
    Problem,
    Rule,
    Student,
    Teams,
    Weight,
)
from vsm_platform.formation.solver.repair import options
from vsm_platform.formation.solver.scoring import swap_deltas
from vsm_platform.formation.solver.search import solve

FEW = settings(max_examples=12, deadline=None, derandomize=True)
WEEKS = [week(8, 22), week(8, 22, 9), week(17, 23, -5), week(9, 12, 1) | week(20, 22, 1)]
CRITERIA = [
    Criterion("field", Rule.SPREAD, Importance.LOW),
    Criterion("field", Rule.GATHER, Importance.HIGH),
    Criterion("level", Rule.BALANCE, Importance.MEDIUM),
    Criterion("gender", Rule.NOT_ISOLATED, Importance.MEDIUM),
    Criterion("gender", Rule.NOT_ISOLATED, Importance.HIGH, "woman"),
    Criterion("leads", Rule.AT_LEAST_ONE, Importance.REQUIRED, "yes"),
]


@pytest.fixture(autouse=True, scope="module")
def short_search() -> Iterator[None]:
    """What holds of every search holds of a short one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vsm_platform.formation.solver.search.MOST_ROUNDS", 60)
        yield


@st.composite
def students(draw: Callable[[Any], Any], least: int = 4, most: int = 40) -> tuple[Student, ...]:
    number = draw(st.integers(least, most))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    universities = draw(st.integers(1, 5))
    return tuple(
        Student(
            key=100 + n,
            institution=int(random.integers(universities)),
            attributes={
                "field": ["arts", "law", "tech", None][random.integers(4)],
                "level": [1, 2, 3, 4.5, None][random.integers(5)],
                "gender": ["woman", "man", None][random.choice(3, p=[0.5, 0.4, 0.1])],
                "leads": ["yes", "no"][random.choice(2, p=[0.4, 0.6])],
            },
            masks=(WEEKS[random.integers(4)], WEEKS[random.integers(4)]),
        )
        for n in range(number)
    )


@st.composite
def problems(draw: Callable[[Any], Any]) -> Problem:
    """Classes with rules that can be kept: pairs of strangers, sizes that divide."""
    people = draw(students(least=6))
    least = draw(st.integers(2, 3))
    keys = [student.key for student in people]
    together = tuple((keys[2 * n], keys[2 * n + 1]) for n in range(draw(st.integers(0, 2))))
    apart = ((keys[4], keys[5]), (keys[0], keys[5])) if draw(st.booleans()) else ()
    return Problem(
        students=people,
        least=least,
        most=draw(st.integers(least + 1, 6)),
        criteria=tuple(draw(st.lists(st.sampled_from(CRITERIA), max_size=4, unique=True))),
        together=together,
        apart=apart,
        common_hours=draw(st.sampled_from([0, 3, 20])),
        pins={keys[5]: 0} if draw(st.booleans()) else {},
        seed=draw(st.integers(0, 3)),
    )


def dealt(problem: Problem) -> Teams:
    """Some teams or other: everybody in turn."""
    keys = [student.key for student in problem.students]
    return tuple(tuple(keys[start::3]) for start in range(3))


@FEW
@given(problems())
def test_everybody_is_in_exactly_one_team_of_a_right_size_and_pairs_are_kept(
    asked: Problem,
) -> None:
    if any(finding.weight == Weight.FATAL for finding in check(asked)):
        return
    proposal = solve(asked)
    home = {key: number for number, team in enumerate(proposal.teams) for key in team}
    assert everybody_once(asked, proposal.teams)
    assert all(asked.least <= len(team) <= asked.most for team in proposal.teams)
    assert all(home[one] == home[other] for one, other in asked.together)
    assert all(home[one] != home[other] for one, other in asked.apart)
    assert all(home[key] == number for key, number in asked.pins.items())


@FEW
@given(problems())
def test_one_seed_gives_one_answer_and_never_a_better_one_than_the_bound(asked: Problem) -> None:
    if any(finding.weight == Weight.FATAL for finding in check(asked)):
        return
    first = solve(asked)
    assert solve(asked) == first
    assert first.loss.total >= bound(asked, seconds=1).total - 1e-3


@FEW
@given(problems())
def test_the_scores_of_swaps_are_the_differences_of_losses(asked: Problem) -> None:
    model = model_of(
        Problem(
            asked.students,
            1,
            40,
            asked.criteria,
            apart=asked.apart,
            common_hours=asked.common_hours,
        )
    )
    members = seated(model, dealt(asked))
    room = np.full((len(members), 1), model.nobody, dtype=np.int32)
    members = np.concatenate([members, room], axis=1)
    delta = swap_deltas(model, members[[0]], members[[1]])[0]
    before = losses(model, members).total.sum()
    for seat, other in np.ndindex(delta.shape):
        after = members.copy()
        after[0, seat], after[1, other] = members[1, other], members[0, seat]
        assert abs(losses(model, after).total.sum() - before - delta[seat, other]) < 0.01


@FEW
@given(problems(), st.integers(0, 50), st.booleans())
def test_repair_moves_nobody_outside_the_teams_concerned(
    asked: Problem, which: int, leaves: bool
) -> None:
    asked = Problem(asked.students, 2, 9, asked.criteria, common_hours=asked.common_hours)
    keys = [student.key for student in asked.students]
    someone = keys[which % len(keys)]
    teams = tuple(tuple(keys[start::3]) for start in range(3))
    if not leaves:
        teams = tuple(tuple(key for key in team if key != someone) for team in teams)
    found = options(asked, teams, [] if leaves else [someone], [someone] if leaves else [])
    assert 1 <= len(found) <= 3
    for repair in found:
        changed = {n for n in range(3) if set(teams[n]) != set(repair.teams[n])}
        assert changed <= repair.concerned
        assert repair.moved <= 2
        assert (someone in {key for team in repair.teams for key in team}) is not leaves
        everyone = sorted(key for team in repair.teams for key in team)
        assert everyone == sorted(key for key in keys if key != someone or not leaves)


@FEW
@given(problems())
def test_a_loss_is_the_sum_of_its_parts(asked: Problem) -> None:
    parts = parts_of(model_of(asked), seated(model_of(asked), dealt(asked)))
    weighed = parts.institutions + parts.hours + sum(parts.criteria)
    assert parts.total >= weighed - 1e-6
