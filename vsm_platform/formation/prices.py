"""What a change by hand costs: every place where somebody could be instead, with its exact price.

All ways of one person are priced at once with the search's own weights, so that the price is what
the search would pay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from vsm_platform.formation.actions.proposals import Move, changed_by
from vsm_platform.formation.engine import losses_of
from vsm_platform.formation.models import Formation
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.solver.problem import Problem
from vsm_platform.formation.wishes import labels_of, wishes_of

NOTHING = 0.005
"""A price below which nobody would see a difference."""
BROKEN = 100.0
"""A price from which on something that must be so would be broken."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a person into a team."""

    team: int
    swap_with: int | None
    price: float
    """Above 0: all teams together become worse by so much."""
    effects: tuple[str, ...]
    """What becomes better or worse, in words."""
    is_too_large: bool = False
    is_too_small: bool = False
    """Whether a team would then have more or fewer people than was wished."""

    @property
    def team_title(self) -> str:
        return str(gettext("Team %(number)d", number=self.team + 1))

    @property
    def tone(self) -> str:
        if self.price < -NOTHING:
            return "leaf"
        return "" if self.price <= NOTHING else "rose" if self.price >= BROKEN else "sun"

    @property
    def label(self) -> str:
        """The price in words."""
        if self.price >= BROKEN:
            return str(gettext("breaks what must be so"))
        if abs(self.price) <= NOTHING:
            return str(gettext("costs nothing"))
        points = f"{abs(self.price):.1f}" if abs(self.price) >= 0.05 else f"{abs(self.price):.2f}"
        if self.price < 0:
            return str(gettext("better by %(points)s", points=points))
        return str(gettext("costs %(points)s", points=points))


def ways_for(
    situation: Situation,
    teams: Sequence[Sequence[int]],
    student: int,
    origin: int | None,
    locked: frozenset[int],
) -> list[Way]:
    """The best way into each other team, the cheapest first; locked teams are left out."""
    if origin in locked:
        return []
    moves = [
        move
        for number, team in enumerate(teams)
        if number != origin and number not in locked
        for move in _moves(situation, teams, student, number, team)
    ]
    best: dict[int, Way] = {}
    for way in _priced(situation, teams, moves):
        known = best.get(way.team)
        if known is None or _rank(way) < _rank(known):
            best[way.team] = way
    return sorted(best.values(), key=_rank)


def ways_into(
    situation: Situation, teams: Sequence[Sequence[int]], student: int, number: int
) -> list[Way]:
    """All ways into one team: alone, or in exchange for each of its members."""
    moves = _moves(situation, teams, student, number, teams[number])
    return sorted(_priced(situation, teams, moves), key=_rank)


def _rank(way: Way) -> tuple[bool, float, int]:
    return way.is_too_large or way.is_too_small, round(way.price, 4), way.team


def _moves(
    situation: Situation,
    teams: Sequence[Sequence[int]],
    student: int,
    number: int,
    team: Sequence[int],
) -> list[Move]:
    alone = [Move(student, number)]
    if not any(student in one for one in teams):
        return alone
    return alone + [Move(student, number, other) for other in team if other in situation.roster]


def _priced(
    situation: Situation, teams: Sequence[Sequence[int]], moves: Sequence[Move]
) -> list[Way]:
    """The price of each move, by the losses of the teams that it changes."""
    if not moves:
        return []
    present = [list(team) for team in situation.present(teams)]
    problem = _problem(situation, present, moves[0].student)
    changes = [changed_by(present, move) for move in moves]
    rows = [team for change in changes for team in change.values()]
    before, after = losses_of(problem, present, rows)
    names, ways, first = _names(situation), [], 0
    for move, change in zip(moves, changes, strict=True):
        now, then = slice(first, first + len(change)), list(change)
        first += len(change)
        parts = [
            after.institutions[now].sum() - before.institutions[then].sum(),
            after.hours[now].sum() - before.hours[then].sum(),
            *(after.criteria[now].sum(axis=0) - before.criteria[then].sum(axis=0)),
            after.broken[now].sum() - before.broken[then].sum(),
        ]
        price = float(after.total[now].sum() - before.total[then].sum())
        effects = _effects(names, [float(part) for part in parts])
        ways.append(_way(situation.formation, move, change, price, effects))
    return ways


def _way(
    formation: Formation,
    move: Move,
    change: Mapping[int, Sequence[int]],
    price: float,
    effects: tuple[str, ...],
) -> Way:
    """A priced move; an exchange leaves every team as large as it was."""
    left = [len(team) for number, team in change.items() if number != move.team]
    alone = move.swap_with is None
    return Way(
        team=move.team,
        swap_with=move.swap_with,
        price=price,
        effects=effects,
        is_too_large=alone and len(change[move.team]) > formation.most,
        is_too_small=alone and bool(left) and left[0] < formation.least,
    )


def _problem(situation: Situation, teams: Sequence[Sequence[int]], student: int) -> Problem:
    """The class of those who are in teams, and of the one who is looked at."""
    placed = {key for team in teams for key in team} | {student}
    without = [key for key in situation.roster if key not in placed]
    return situation.problem(team_count=len(teams), without=without)


def _names(situation: Situation) -> list[str]:
    labels = labels_of(situation.attributes)
    wishes = [
        labels.get(wish.attribute, wish.attribute)
        for wish in wishes_of(situation.formation.criteria)
    ]
    return [gettext("universities"), gettext("shared hours"), *wishes, gettext("pairs")]


def _effects(names: Sequence[str], parts: Sequence[float]) -> tuple[str, ...]:
    found = []
    for name, part in zip(names, parts, strict=True):
        if part > NOTHING:
            found.append(gettext("%(what)s: worse", what=name))
        elif part < -NOTHING:
            found.append(gettext("%(what)s: better", what=name))
    return tuple(found)
