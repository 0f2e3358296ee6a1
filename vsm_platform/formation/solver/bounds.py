"""What no division of a class can undercut."""

from vsm_platform.formation.solver.problem import Bound, Problem


def bound(problem: Problem, *, seconds: float = 10.0) -> Bound:
    """The proven bound of the loss; of hours and institutions together when ``highspy`` is there."""
    raise NotImplementedError
