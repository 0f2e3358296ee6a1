"""Annealing over disjoint pairs of teams."""

from collections.abc import Callable

from vsm_platform.formation.solver.problem import Problem, Proposal

Progress = Callable[[float, float], None]
"""Called with the share that is done (0 to 1) and the loss so far."""
Stop = Callable[[], bool]


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Proposal:
    """Teams for the class; the same for the same seed, unless clock or ``stop`` ended the search.

    Raises:
        CannotSolve: a check was fatal (`checks.check`).
    """
    raise NotImplementedError
