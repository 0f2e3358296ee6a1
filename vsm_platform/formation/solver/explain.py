"""Why the teams are as they are."""

from collections.abc import Sequence

from vsm_platform.formation.solver.problem import Elsewhere, Explanation, Problem, Teams


def explain(problem: Problem, teams: Teams, *, finished: bool = True) -> Explanation:
    """Teams, rules and the price of time zones."""
    raise NotImplementedError


def best_elsewhere(problem: Problem, teams: Teams, keys: Sequence[int]) -> list[Elsewhere]:
    """For each of these students, the best other team and its exact price."""
    raise NotImplementedError
