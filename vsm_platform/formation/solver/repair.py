"""Late joiners and drop-outs, with the fewest moves.

Nothing is searched anew, for a search would stir everybody. For one event all single steps are
reckoned exactly; for many, each one in turn takes its cheapest step. A move of somebody who has a
team already costs `A_MOVE` on top, which is more than soft gains are worth, so people only move
where a team would be too small, or for much.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from vsm_platform.formation.solver.losses import losses
from vsm_platform.formation.solver.model import BROKEN, Model, model_of
from vsm_platform.formation.solver.moves import rows_of
from vsm_platform.formation.solver.problem import Change, Problem, Repair, Teams

A_MOVE = 3.0
FOR_LESS = 1.0
"""What a move costs in the more generous of the ways to repair much at once."""
BEST = 3
Team = tuple[int, ...]
Step = dict[int, Team]
"""Teams after a step, by number."""


@dataclass
class Roster:
    """Teams in the middle of a repair."""

    model: Model
    before: list[Team]
    """As far as their members are in the class: whoever left may be in it no more."""
    now: list[Team]
    origin: dict[int, int]
    fixed: frozenset[int]
    """Keys who must not move: the pinned, groups, and members of locked teams."""
    hurt: frozenset[int] = frozenset()
    """Numbers of teams that somebody has left."""
    known: dict[Team, float] = field(default_factory=dict)
    """Losses that were reckoned already."""

    def open(self) -> list[int]:
        """Numbers of teams that may change."""
        return [n for n in range(len(self.now)) if n not in self.model.problem.locked]

    def losses(self, teams: Collection[Team]) -> None:
        """Reckon all of these at once, and remember."""
        new = list({team for team in teams if team not in self.known})
        if not new:
            return
        total = losses(self.model, rows_of(self.model, new)).total
        for team, loss in zip(new, total, strict=True):
            self.known[team] = float(loss) + BROKEN * self._lacking(len(team))

    def _lacking(self, size: int) -> int:
        problem = self.model.problem
        return max(problem.least - size, 0) if size else 0

    def price(self, step: Step) -> float:
        """Of teams (reckoned before) after a step, less the same teams as they are."""
        return sum(self.known[team] - self.known[self.now[n]] for n, team in step.items())

    def cheapest(self, steps: list[Step], a_move: float) -> list[Step]:
        """Sorted by price and moves."""
        self.losses([*chain.from_iterable(step.values() for step in steps), *self.now])
        moved = {id(step): self._moved(step) for step in steps}
        return sorted(
            steps, key=lambda step: (self.price(step) + a_move * moved[id(step)], moved[id(step)])
        )

    def _moved(self, step: Step) -> int:
        return sum(self.origin.get(key, n) != n for n, team in step.items() for key in team)

    def take(self, step: Step) -> None:
        for number, team in step.items():
            self.now[number] = team


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
    model = model_of(problem)
    placed = {key for team in teams for key in team}
    new = [key for key in dict.fromkeys(joined) if key not in placed and key not in set(gone)]
    roster = _roster(model, teams, set(gone))
    if len(new) + len(set(gone) & placed) == 1:
        steps = list(_joining(roster, new[0]) if new else _leaving(roster, min(roster.hurt)))
        found = [_with_step(roster, step) for step in roster.cheapest(steps, A_MOVE)[: 3 * BEST]]
    else:
        found = [
            _many(_roster(model, teams, set(gone)), new, a_move)
            for a_move in (A_MOVE, FOR_LESS, None)
        ]
    repairs = [_repair(result) for result in found]
    different = {repair.teams: repair for repair in repairs}
    return sorted(different.values(), key=lambda repair: _rank(problem, repair))[:BEST]


def _rank(problem: Problem, repair: Repair) -> tuple[float, int]:
    """What a repair costs with its moves; a team that stays too small is like a broken rule."""
    lacking = sum(max(problem.least - len(team), 0) for team in repair.teams if team)
    return repair.price + A_MOVE * repair.moved + BROKEN * lacking, repair.moved


def _roster(model: Model, teams: Teams, gone: set[int]) -> Roster:
    problem = model.problem
    now = [tuple(key for key in team if key not in gone) for team in teams]
    before = [tuple(key for key in team if key in model.index) for team in teams]
    locked = {key for number in problem.locked if number < len(now) for key in now[number]}
    bound = {key for pair in problem.together for key in pair}
    fixed = frozenset(locked | bound | set(problem.pins))
    origin = {key: number for number, team in enumerate(now) for key in team}
    hurt = frozenset(n for n, team in enumerate(teams) if gone & set(team))
    return Roster(model, before, now, origin, fixed, hurt)


def _joining(roster: Roster, key: int) -> Iterator[Step]:
    """Into each team with room; and where there is none, for someone who goes on to another."""
    numbers = _wanted(roster, key)
    most = roster.model.problem.most
    roomy = [number for number in numbers if len(roster.now[number]) < most]
    yield from ({number: (*roster.now[number], key)} for number in roomy)
    full = [number for number in numbers if len(roster.now[number]) >= most]
    others = [number for number in roster.open() if len(roster.now[number]) < most]
    if not roomy and (full and others):
        yield from _chains(roster, key, full, others)
    elif not roomy:
        # Nowhere is room at all: a team of more than the largest size is better than none.
        yield from ({number: (*roster.now[number], key)} for number in numbers)


def _wanted(roster: Roster, key: int) -> list[int]:
    """Teams that may take the student: the pinned one, that of mates, or every open one."""
    problem = roster.model.problem
    if key in problem.pins:
        return [problem.pins[key]]
    mates = {b if a == key else a for a, b in problem.together if key in {a, b}}
    homes = {roster.origin[mate] for mate in mates if mate in roster.origin}
    return sorted(homes & set(roster.open())) or roster.open()


def _chains(roster: Roster, key: int, full: list[int], others: list[int]) -> Iterator[Step]:
    for number in full:
        team = roster.now[number]
        for leaver in team:
            if leaver not in roster.fixed:
                stay = (*(other for other in team if other != leaver), key)
                yield from ({number: stay, to: (*roster.now[to], leaver)} for to in others)


def _leaving(roster: Roster, number: int) -> Iterator[Step]:
    """Do without; or someone comes over; or the team is given up and its members go elsewhere."""
    team = roster.now[number]
    yield {number: team}
    if number in roster.model.problem.locked:
        return
    yield from _coming_over(roster, number)
    if len(team) < roster.model.problem.least and not roster.fixed & set(team):
        yield from _given_up(roster, number)


def _coming_over(roster: Roster, number: int) -> Iterator[Step]:
    least, most = roster.model.problem.least, roster.model.problem.most
    team = roster.now[number]
    if len(team) >= most:
        return
    for other in roster.open():
        there = roster.now[other]
        if other != number and len(there) > least:
            for key in there:
                if key not in roster.fixed:
                    yield {number: (*team, key), other: tuple(k for k in there if k != key)}


def _given_up(roster: Roster, number: int) -> Iterator[Step]:
    """Each member into the team that is best for the whole, one after another."""
    most = roster.model.problem.most
    step: Step = {number: ()}
    for key in roster.now[number]:
        places = {
            n: (*step.get(n, roster.now[n]), key)
            for n in roster.open()
            if n != number and len(step.get(n, roster.now[n])) < most
        }
        if not places:
            return
        roster.losses([*places.values(), *roster.now, *step.values()])
        best = min(
            places, key=lambda n: roster.known[places[n]] - roster.known[step.get(n, roster.now[n])]
        )
        step[best] = places[best]
    yield step


def _many(roster: Roster, new: list[int], a_move: float | None) -> Roster:
    """Place the new ones, then fill what is too small; with a price, also move for gain."""
    hurt = [n for n in roster.open() if n in roster.hurt]
    for key in new:
        roster.take(roster.cheapest(list(_joining(roster, key)), A_MOVE)[0])
    least = roster.model.problem.least
    for number in hurt:
        small = len(roster.now[number]) < least
        while (small or a_move is not None) and _improve(roster, number, a_move or A_MOVE):
            small = len(roster.now[number]) < least
    return roster


def _improve(roster: Roster, number: int, a_move: float) -> bool:
    """Let the best step for a team happen, if it is worth its moves."""
    steps = list(_leaving(roster, number))
    best = roster.cheapest(steps, a_move)[0]
    if best == {number: roster.now[number]}:
        return False
    roster.take(best)
    return len(roster.now[number]) > 0


def _with_step(roster: Roster, step: Step) -> Roster:
    after = Roster(
        roster.model, roster.before, list(roster.now), roster.origin, roster.fixed, roster.hurt
    )
    after.take(step)
    return after


def _repair(roster: Roster) -> Repair:
    changed = [n for n, team in enumerate(roster.now) if set(team) != set(roster.before[n])]
    changes = tuple(
        Change(key, roster.origin.get(key), number)
        for number in changed
        for key in roster.now[number]
        if roster.origin.get(key) != number
    )
    teams = [*(roster.before[n] for n in changed), *(roster.now[n] for n in changed)]
    loss = losses(roster.model, rows_of(roster.model, teams)).total if changed else np.zeros(0)
    return Repair(
        teams=tuple(roster.now),
        changes=changes,
        moved=sum(change.origin is not None for change in changes),
        concerned=roster.hurt | set(changed),
        price=float(loss[len(changed) :].sum() - loss[: len(changed)].sum()),
    )
