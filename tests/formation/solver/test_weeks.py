"""Hours are counted in blocks as long as a meeting, in the worst week of the term."""

import numpy as np
import pytest

from tests.formation.solver.classes import problem, week
from vsm_platform.formation.solver.explain import best_slots, explain
from vsm_platform.formation.solver.hours import hours_of
from vsm_platform.formation.solver.problem import SLOTS_A_WEEK, Student
from vsm_platform.formation.solver.weeks import weeks_of


def hours_together(*people: tuple[int, ...], minutes: int = 60) -> float:
    students = tuple(Student(n, n, masks=masks) for n, masks in enumerate(people))
    weeks = weeks_of(problem(students, 1, common_hours=1, meeting_minutes=minutes))
    assert weeks is not None
    common = np.bitwise_and.reduce(weeks.words[:, :, : len(people)], axis=-1)
    return float(weeks.hours(common[:, :, None])[0])


@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        (week(8, 22), week(8, 22), 98),
        (week(8, 22), week(8, 22, 6), 56),
        (week(8, 22), week(8, 22, 12), 28),
        (week(9, 17), week(9, 17, 6), 14),
        (week(9, 17), week(9, 17, 9), 0),
        (week(8, 22, 13), week(8, 22, -10), 91),
    ],
    ids=["same", "6 hours", "12 hours", "office 6", "office 9", "Samoa and Hawaii"],
)
def test_shared_hours_are_those_of_the_circle_of_the_day(one: int, other: int, hours: int) -> None:
    assert hours_together((one,), (other,)) == hours
    assert hours_of(one & other, 60) == hours


def test_pieces_shorter_than_a_meeting_do_not_count() -> None:
    forty_five = week(8, 9) & ~week(0, 1, -8) | 0b111
    assert hours_together((0b111,)) == 0
    assert hours_together((forty_five,), minutes=45) >= 0.75


@pytest.mark.parametrize("minutes", [15, 30, 45, 60, 75, 90, 120, 150])
def test_plain_python_and_words_of_bits_count_alike(minutes: int) -> None:
    random = np.random.default_rng(minutes)
    for density in (0.5, 0.8, 0.97):
        bits = "".join("1" if bit else "0" for bit in random.random(SLOTS_A_WEEK) < density)
        mask = int(bits, 2)
        assert hours_together((mask,), minutes=minutes) == hours_of(mask, minutes)


def test_a_meeting_may_last_over_sundays_midnight() -> None:
    across = 0b11 | 0b11 << (SLOTS_A_WEEK - 2)
    assert hours_of(across, 60) == 1
    assert hours_together((across,)) == 1


def test_the_worst_regime_counts() -> None:
    assert hours_together((week(8, 22), week(8, 10)), (week(8, 22), week(8, 22))) == 14


def test_kathmandu_needs_quarters_of_an_hour() -> None:
    kathmandu = week(8, 22) >> 23 | (week(8, 22) & ((1 << 23) - 1)) << (SLOTS_A_WEEK - 23)
    assert hours_together((kathmandu,), (week(8, 22),)) == 7 * 8.25


def test_slots_are_middles_of_the_longest_stretches() -> None:
    monday = sum(1 << slot for slot in range(40, 56))
    friday = sum(1 << slot for slot in range(4 * 96 + 40, 4 * 96 + 46))
    weeks = weeks_of(problem((Student(1, 0, masks=(monday | friday,)),), 1, common_hours=1))
    assert weeks is not None
    slots = best_slots(weeks, weeks.words[0, :, 0])
    assert [(slot.start, slot.minutes) for slot in slots] == [(46, 60), (4 * 96 + 40, 60)]


def test_whoever_gave_no_week_is_free_at_any_time() -> None:
    students = (Student(1, 0, masks=(week(9, 12),)), Student(2, 1))
    (team,) = explain(problem(students, 2, common_hours=1), ((1, 2),)).teams
    assert team.shared_hours == 21
