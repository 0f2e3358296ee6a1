"""What is said before anything is solved."""

from dataclasses import replace

import pytest

from tests.formation.solver.classes import kinds, people, problem, week
from vsm_platform.formation.solver.checks import check
from vsm_platform.formation.solver.meeting import check_hours
from vsm_platform.formation.solver.problem import (
    CannotSolve,
    Criterion,
    Importance,
    Kind,
    Problem,
    Rule,
    Student,
    Weight,
)
from vsm_platform.formation.solver.search import solve

FOUR = people(6, 6)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (problem((), 4), Kind.NO_STUDENTS),
        (problem(people(1), 4), Kind.TOO_FEW_STUDENTS),
        (problem(FOUR + FOUR[:2], 4), Kind.DUPLICATE_STUDENT),
        (problem(FOUR, 0), Kind.BAD_SIZES),
        (problem(FOUR, 5, 3), Kind.BAD_SIZES),
        (problem(people(6, 5), 4), Kind.SIZES_DO_NOT_DIVIDE),
        (problem(FOUR, 4, team_count=5), Kind.SIZES_DO_NOT_DIVIDE),
        (problem(FOUR, 4, together=((1, 99),)), Kind.UNKNOWN_STUDENT),
        (problem(FOUR, 4, pins={99: 0}), Kind.UNKNOWN_STUDENT),
        (problem(FOUR, 4, pins={1: 7}, team_count=3), Kind.UNKNOWN_TEAM),
        (problem(FOUR, 4, pins=dict.fromkeys(range(1, 6), 0)), Kind.PINS_DO_NOT_FIT),
        (problem(FOUR, 4, together=((1, 2), (2, 3)), apart=((1, 3),)), Kind.CONTRADICTORY_PAIRS),
        (problem(FOUR, 4, apart=((1, 1),)), Kind.CONTRADICTORY_PAIRS),
        (problem(FOUR, 4, together=((1, 2), (2, 3), (3, 4), (4, 5))), Kind.TOO_LARGE_TOGETHER),
        (problem(FOUR, 4, together=((1, 2),), pins={1: 0, 2: 1}), Kind.PIN_CONTRADICTS),
        (problem(FOUR, 4, apart=((1, 2),), pins={1: 0, 2: 0}), Kind.PIN_CONTRADICTS),
    ],
)
def test_what_makes_teams_impossible_is_said_and_refused(asked: Problem, kind: Kind) -> None:
    assert kind in [f.kind for f in check(asked) if f.weight == Weight.FATAL]
    with pytest.raises(CannotSolve, match=kind):
        solve(asked)


def test_sizes_that_would_do_are_offered() -> None:
    (finding,) = check(problem(people(6, 5), 4))
    assert finding.data["nearest"] == (3, 4)


def test_an_ordinary_class_is_not_found_fault_with() -> None:
    assert check(problem(FOUR, 3, 4, together=((1, 2),), apart=((3, 4),))) == []


def test_a_class_of_one_university_is_only_a_note_and_solved() -> None:
    asked = problem(people(8), 4)
    assert kinds(asked) == [Kind.ONE_INSTITUTION]
    assert len(solve(asked).teams) == 2


def test_one_student_may_be_a_team() -> None:
    assert solve(problem(people(1), 1)).teams == ((1,),)


def test_more_who_must_be_apart_than_there_are_teams_is_said() -> None:
    crowd = tuple((a, b) for a in range(1, 5) for b in range(a + 1, 5))
    asked = problem(FOUR, 4, apart=crowd)
    (finding,) = check(asked)
    assert (finding.kind, finding.data) == (Kind.TOO_MANY_APART, {"keys": [1, 2, 3, 4], "teams": 3})
    assert solve(asked).loss.broken == 1


def _genders(women: int, men: int) -> tuple[Student, ...]:
    words = ["woman"] * women + ["man"] * men
    return tuple(Student(n, n % 2, {"gender": word}) for n, word in enumerate(words))


@pytest.mark.parametrize(
    ("women", "men", "size", "teams"),
    [
        (5, 4, 3, 1),
        (6, 6, 3, 0),
        (5, 7, 4, 1),
        (6, 6, 4, 0),
        (5, 10, 5, 0),
        (7, 8, 5, 0),
        (3, 3, 2, 2),
    ],
)
def test_isolation_is_foretold_by_what_adds_up(women: int, men: int, size: int, teams: int) -> None:
    alone = Criterion("gender", Rule.NOT_ISOLATED, Importance.MEDIUM)
    asked = problem(_genders(women, men), size, criteria=(alone,))
    found = [f.data["teams"] for f in check(asked) if f.kind == Kind.ISOLATION_UNAVOIDABLE]
    assert found == ([teams] if teams else [])
    assert solve(asked).loss.criteria[0] == 2 * teams


def test_more_leaders_than_exist_is_impossible_and_still_solved() -> None:
    leader = Criterion("leads", Rule.AT_LEAST_ONE, Importance.REQUIRED, "yes")
    students = people(6, 6, attributes={1: {"leads": "yes"}, 2: {"leads": "yes"}})
    asked = problem(students, 4, criteria=(leader,))
    assert Kind.NOT_ENOUGH in kinds(asked)
    assert solve(asked).loss.broken == 1


def test_attributes_that_half_lack_are_noted() -> None:
    students = people(6, 6, attributes={n: {"level": n} for n in range(1, 7)})
    asked = problem(students, 4, criteria=(Criterion("level", Rule.BALANCE, Importance.LOW),))
    (finding,) = check(asked)
    assert finding.data == {"attribute": "level", "missing": 6, "students": 12}
    assert len(solve(asked).teams) == 3


def test_words_among_numbers_are_noted() -> None:
    students = people(1, 1, attributes={1: {"level": 1}, 2: {"level": "high"}})
    asked = problem(students, 2, criteria=(Criterion("level", Rule.BALANCE, Importance.LOW),))
    assert Kind.NOT_A_NUMBER in kinds(asked)
    assert solve(asked).teams in {((1, 2),), ((2, 1),)}


def _at(*aheads: int, each: int = 4, hours: tuple[int, int] = (8, 22)) -> tuple[Student, ...]:
    return tuple(
        Student(n, place, masks=(week(*hours, ahead=ahead),))
        for n, (place, ahead) in enumerate(
            (place, ahead) for place, ahead in enumerate(aheads) for _ in range(each)
        )
    )


def test_two_universities_that_share_no_office_hour_cannot_meet() -> None:
    asked = problem(_at(0, 12, hours=(9, 17)), 4, common_hours=2)
    (finding,) = check(asked)
    assert (finding.kind, finding.weight) == (Kind.NO_COMMON_HOURS, Weight.IMPOSSIBLE)
    assert finding.data["institutions"] == [(0, 1)]


def test_three_universities_of_which_each_two_meet_but_never_all() -> None:
    """Warsaw, Mexico City and Tokyo: 5 to 7 waking hours pairwise, none together."""
    asked = problem(_at(1, -6, 9), 3, common_hours=2)
    assert check(asked) == []
    assert check_hours(replace(asked, students=_at(1, -6, 9, each=1))) != []
    assert check_hours(asked) == []


def test_whoever_has_fewer_hours_than_are_asked_is_named() -> None:
    lonely = Student(99, 0, masks=(week(8, 9),))
    asked = problem((*_at(0, 1)[:-1], lonely), 4, common_hours=10)
    (finding,) = check(asked)
    assert (finding.kind, finding.data["keys"]) == (Kind.NO_HOURS_OF_OWN, [99])


def test_weeks_of_another_term_are_refused() -> None:
    students = (Student(1, 0, masks=(1, 1)), Student(2, 1, masks=(1,)))
    assert kinds(problem(students, 2)) == [Kind.LOST_REGIMES]


def test_a_roster_of_fifty_thousand_is_checked() -> None:
    students = tuple(Student(n, n % 9, {"level": n % 5}) for n in range(50_000))
    level = Criterion("level", Rule.BALANCE, Importance.LOW)
    alone = Criterion("level", Rule.NOT_ISOLATED, Importance.LOW, "1")
    assert check(problem(students, 5, criteria=(level, alone))) == []
