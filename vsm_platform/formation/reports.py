"""What is found out about proposed teams, kept as plain data and read back for pages."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from vsm_platform.core.logs import get_logger
from vsm_platform.formation.engine import explain
from vsm_platform.formation.solver.problem import Bound, Explanation, Problem, Slot


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """One team, without anything that would tell what a single member is."""

    shared_hours: float
    meets: bool
    slots: tuple[Slot, ...]
    ticks: tuple[bool | None, ...]


def report_on(
    problem: Problem,
    teams: Sequence[Sequence[int]],
    *,
    finished: bool,
    known: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Explain the teams, as data that can be kept.

    Teams are worth more than their explanation: where that fails, they stand without one.

    Args:
        problem: the class of those who are in the teams.
        teams: theirs.
        finished: whether the search came to its end.
        known: an earlier report on the same wishes, whose bound still holds if the class does.
    """
    bound = _bound_of(known or {}, problem)
    try:
        found = explain(problem, tuple(map(tuple, teams)), finished=finished, bound=bound)
    except Exception as trouble:  # noqa: BLE001 (see above)
        get_logger().error("formation_report_failed", exc_info=trouble)
        return {}
    return as_data(problem, found)


def is_known(known: Mapping[str, Any], problem: Problem) -> bool:
    """Whether an earlier report was of the same class and wishes, so that its bound still holds."""
    return bool(known.get("about")) and known["about"] == _about(problem)


def _bound_of(known: Mapping[str, Any], problem: Problem) -> Bound | None:
    """The bound of an earlier report, if it was of the same class and wishes."""
    if not is_known(known, problem):
        return None
    return Bound(**known["bound"] | {"criteria": tuple(known["bound"]["criteria"])})


def _about(problem: Problem) -> str:
    """Names the class and the wishes, whatever the teams."""
    said = repr(replace(problem, seed=0, pins={}, locked=frozenset()))
    return hashlib.sha256(said.encode()).hexdigest()


def as_data(problem: Problem, found: Explanation) -> dict[str, Any]:
    return {
        "criteria": [[one.attribute, one.rule, one.value or ""] for one in problem.criteria],
        "hours": problem.common_hours,
        "teams": [
            {
                "hours": team.shared_hours,
                "meets": team.meets,
                "slots": [[slot.start, slot.minutes] for slot in team.slots],
                "ticks": list(team.ticks),
            }
            for team in found.teams
        ],
        "rules": [
            {
                "criterion": rule.criterion,
                "name": rule.name,
                "outcome": rule.outcome.value,
                "teams": list(rule.teams),
            }
            for rule in found.rules
        ],
        "zones": {
            "without": found.zones.without,
            "possible": found.zones.possible,
            "reached": found.zones.reached,
            "proven": found.zones.proven,
        },
        "about": _about(problem),
        "bound": asdict(found.bound),
    }


def team_facts(report: Mapping[str, Any]) -> list[TeamFacts]:
    """The teams as they were found, in their order."""
    return [
        TeamFacts(
            shared_hours=one["hours"],
            meets=one["meets"],
            slots=tuple(Slot(start, minutes) for start, minutes in one["slots"]),
            ticks=tuple(one["ticks"]),
        )
        for one in report.get("teams", ())
    ]
