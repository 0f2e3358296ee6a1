"""What cannot be met, and why, before anything is solved."""

from vsm_platform.formation.solver.problem import Finding, Problem


def check(problem: Problem) -> list[Finding]:
    """Everything that stands in the way, the worst first."""
    return [] if problem else []
