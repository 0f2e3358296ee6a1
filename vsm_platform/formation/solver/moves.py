"""The exact price of what faculty do by hand.

Only the teams that a step touches are reckoned, before and after; nothing else changes.
"""

from collections.abc import Mapping

import numpy as np

from vsm_platform.formation.solver.losses import losses
from vsm_platform.formation.solver.model import Ints, Model, model_of
from vsm_platform.formation.solver.problem import Problem, Teams


class Prices:
    """Prices of steps from given teams; keep one for many questions about the same teams."""

    def __init__(self, problem: Problem, teams: Teams) -> None:
        self.model = model_of(problem)
        self.teams = teams
        self.team_of = {key: number for number, team in enumerate(teams) for key in team}

    def of_move(self, key: int, to: int) -> float:
        """Of a student going to team ``to`` (or coming into it from nowhere)."""
        origin = self.team_of.get(key)
        if origin == to:
            return 0.0
        after = {to: (*self.teams[to], key)}
        if origin is not None:
            after[origin] = tuple(other for other in self.teams[origin] if other != key)
        return self.of_teams(after)

    def of_swap(self, one: int, other: int) -> float:
        """Of two students changing places."""
        here, there = self.team_of[one], self.team_of[other]
        if here == there:
            return 0.0
        turned = {one: other, other: one}
        return self.of_teams(
            {
                number: tuple(turned.get(key, key) for key in self.teams[number])
                for number in (here, there)
            }
        )

    def of_teams(self, after: Mapping[int, tuple[int, ...]]) -> float:
        """Of these teams having these members instead."""
        before = [self.teams[number] for number in after]
        rows = rows_of(self.model, [*before, *after.values()])
        total = losses(self.model, rows).total
        return float(total[len(before) :].sum() - total[: len(before)].sum())


def rows_of(model: Model, teams: list[tuple[int, ...]]) -> Ints:
    """Teams of keys as rows of places, for reckoning."""
    seats = max(1, *(len(team) for team in teams))
    rows = np.full((len(teams), seats), model.nobody, dtype=np.int32)
    for row, team in zip(rows, teams, strict=True):
        row[: len(team)] = [model.index[key] for key in team]
    return rows


def price_of_move(problem: Problem, teams: Teams, key: int, to: int) -> float:
    """What the whole would lose (above 0) or win if this student went to team ``to``."""
    return Prices(problem, teams).of_move(key, to)


def price_of_swap(problem: Problem, teams: Teams, one: int, other: int) -> float:
    """The same, if these two students changed places."""
    return Prices(problem, teams).of_swap(one, other)
