"""Whether everybody can meet at all: the check that needs an integer programme."""

import math

import numpy as np

from vsm_platform.formation.solver.bounds import fixed_sizes, sizes_of
from vsm_platform.formation.solver.model import model_of
from vsm_platform.formation.solver.patterns import classes_of
from vsm_platform.formation.solver.plan import plan_of
from vsm_platform.formation.solver.problem import Finding, Kind, Problem, Weight


def check_hours(problem: Problem, *, seconds: float = 10.0) -> list[Finding]:
    """How many teams must lack the hours that are asked, whatever the division; none unproven."""
    model, plan = model_of(problem), plan_of(problem)
    if model.weeks is None or not fixed_sizes(plan):
        return []
    classes = classes_of(model, sizes_of(plan))
    if classes is None:
        return []
    lacking = (classes.missing > 0).astype(np.float64)
    fewest = classes.bound(lacking, lacking >= 0, seconds)
    teams = 0 if fewest is None else math.ceil(fewest - 1e-6)
    if not teams:
        return []
    data = {"hours": problem.common_hours, "teams": teams}
    return [Finding(Kind.NOT_ALL_CAN_MEET, Weight.IMPOSSIBLE, data)]
