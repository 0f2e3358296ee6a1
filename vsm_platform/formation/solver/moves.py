"""The exact price of what faculty do by hand."""

from vsm_platform.formation.solver.problem import Problem, Teams


def price_of_move(problem: Problem, teams: Teams, key: int, to: int) -> float:
    """What the whole would lose (above 0) or win if this student went to team ``to``."""
    raise NotImplementedError


def price_of_swap(problem: Problem, teams: Teams, one: int, other: int) -> float:
    """The same, if these two students changed places."""
    raise NotImplementedError
