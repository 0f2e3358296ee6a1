"""What is found out about proposed teams, kept as plain data and read back for pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vsm_platform.formation.engine import explain
from vsm_platform.formation.solver.problem import Explanation, Problem, Slot


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """One team, without anything that would tell what a single member is."""

    shared_hours: float
    meets: bool
    slots: tuple[Slot, ...]
    ticks: tuple[bool | None, ...]


def report_on(
    problem: Problem, teams: Sequence[Sequence[int]], *, finished: bool
) -> dict[str, Any]:
    """Explain the teams, as data that can be kept."""
    found = explain(problem, tuple(map(tuple, teams)), finished=finished)
    return as_data(problem, found)


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
        "finished": True,
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
