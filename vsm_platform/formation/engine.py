"""The door to the solver, which loads NumPy: at the first use and not when the product starts.

So a server on which nobody forms teams never carries it, and one with jobs in a process of their
own carries it there, and where faculty ask for checks and prices.
"""

# ruff: noqa: PLC0415 - see above.

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from vsm_platform.formation.solver.problem import (
    Bound,
    Explanation,
    Finding,
    Problem,
    Proposal,
    Repair,
    Teams,
)

if TYPE_CHECKING:
    from vsm_platform.formation.solver.losses import Losses


def check(problem: Problem) -> list[Finding]:
    """What cannot be met, before anything is looked for, the worst first."""
    from vsm_platform.formation.solver.checks import check as checked

    return checked(problem)


def solve(
    problem: Problem,
    *,
    seconds: float,
    progress: Callable[[float, float], None],
    stop: Callable[[], bool],
) -> Proposal:
    """The best teams that are found; the same for the same seed.

    Raises:
        CannotSolve: no teams at all can be formed.
    """
    from vsm_platform.formation.solver.search import solve as solved

    return solved(problem, seconds=seconds, progress=progress, stop=stop)


def explain(
    problem: Problem, teams: Teams, *, finished: bool, bound: Bound | None = None
) -> Explanation:
    """Why teams are as they are; the class's bound costs most, unless it is known already."""
    from vsm_platform.formation.solver.explain import explain as explained

    return explained(problem, teams, finished=finished, least=bound)


def repairs(
    problem: Problem, teams: Teams, joined: Collection[int], gone: Collection[int]
) -> list[Repair]:
    """The cheapest ways to take in who came and to do without who left."""
    from vsm_platform.formation.solver.repair import options

    return options(problem, teams, joined, gone)


def losses_of(problem: Problem, *several: Sequence[Sequence[int]]) -> "tuple[Losses, ...]":
    """What each team of several lists loses, by the weights of the search: exact, and at once."""
    from vsm_platform.formation.solver.losses import losses, seated
    from vsm_platform.formation.solver.model import model_of

    model = model_of(problem)
    return tuple(losses(model, seated(model, tuple(map(tuple, teams)))) for teams in several)
