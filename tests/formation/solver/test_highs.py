"""Integer programmes of many columns: what is proven by stages is what is proven at once."""

import numpy as np
import pytest

from tests.formation.solver.classes import problem, programme_class
from vsm_platform.formation.solver import highs
from vsm_platform.formation.solver.bounds import bound
from vsm_platform.formation.solver.highs import Costs, Rows, least_cost


def divided(seed: int, *, only: float = 1.0) -> tuple[Rows, Costs, list[int]]:
    """Patterns of four kinds of students in teams of three or four, at drawn costs."""
    draw = np.random.default_rng(seed)
    rows = np.array(
        [
            [a, b, c, size - a - b - c, size == 3, size == 4]
            for size in (3, 4)
            for a in range(size + 1)
            for b in range(size + 1 - a)
            for c in range(size + 1 - a - b)
        ]
    )
    kept = draw.random(len(rows)) < only
    rows = rows[kept]
    costs = draw.integers(0, 40, len(rows)) * 0.3 + draw.integers(0, 5, len(rows)) * 1.5
    people = draw.multinomial(3 * 6 + 4 * 5, [0.4, 0.3, 0.2, 0.1])
    return rows, costs, [*map(int, people), 6, 5]


@pytest.mark.parametrize("seed", range(12))
def test_few_columns_at_first_give_the_same_optimum_as_all_at_once(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, costs, wanted = divided(seed, only=0.8 if seed % 2 else 0.4)
    whole = least_cost(rows, costs, wanted, seconds=20)
    monkeypatch.setattr(highs, "FIRST", 7)
    monkeypatch.setattr(highs, "MORE", 2)
    staged = least_cost(rows, costs, wanted, seconds=20)
    assert staged == pytest.approx(whole)
    assert whole is None or whole[1]


def test_what_no_columns_make_up_has_no_least_cost() -> None:
    rows = np.array([[2, 0], [0, 2]])
    assert least_cost(rows, np.zeros(2), [3, 2], seconds=5) is None
    assert least_cost(rows, np.ones(2), [4, 2], seconds=5) == (3.0, True)


def test_an_optimum_above_the_relaxed_one_is_found_and_never_promised_too_high() -> None:
    # Halves would cost 1.5; whole ones cost 2, and the lattice of costs says so at once.
    rows = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert least_cost(rows, np.ones(6), [1, 1, 1], seconds=5) == (2.0, True)


def test_without_time_a_bound_is_still_a_bound() -> None:
    rows, costs, wanted = divided(3)
    optimum = least_cost(rows, costs, wanted, seconds=20)
    hurried = least_cost(rows, costs, wanted, seconds=0.0)
    assert optimum is not None
    assert hurried is None or hurried[0] <= optimum[0] + 1e-6


def test_nothing_is_printed_where_a_log_would_be(capfd: pytest.CaptureFixture[str]) -> None:
    asked = problem(programme_class("climate-change"), 5, 6, common_hours=5)
    assert bound(asked).proven_hours
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
