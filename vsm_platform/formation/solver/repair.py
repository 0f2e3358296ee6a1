"""Late joiners and drop-outs, with the fewest moves."""

from collections.abc import Collection

from vsm_platform.formation.solver.problem import Problem, Repair, Teams


def options(
    problem: Problem, teams: Teams, joined: Collection[int] = (), gone: Collection[int] = ()
) -> list[Repair]:
    """The three cheapest ways, the cheapest first.

    Args:
        problem: the class as it is now or was before: all of ``joined`` are in it, those of
            ``gone`` may be.
        teams: as they are now, with those who are ``gone`` still in them (or already out).
        joined: keys of students who have no team yet.
        gone: keys of students who left.
    """
    raise NotImplementedError
