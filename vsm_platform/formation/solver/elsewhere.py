"""The best other team of a student: every exchange and every move is reckoned, none is guessed."""

from collections.abc import Sequence

import numpy as np

from vsm_platform.formation.solver.annealing import NEVER
from vsm_platform.formation.solver.choosing import SURE
from vsm_platform.formation.solver.losses import seated
from vsm_platform.formation.solver.model import Floats, Ints, Model, model_of
from vsm_platform.formation.solver.problem import Elsewhere, Problem, Teams
from vsm_platform.formation.solver.scoring import swap_deltas

TEAMS_AT_ONCE = 400


def best_elsewhere(problem: Problem, teams: Teams, keys: Sequence[int]) -> list[Elsewhere]:
    """For each of these students, the best other team and its exact price.

    Whoever is pinned, bound to others or in a locked team has no other place and is left out.
    """
    model = model_of(problem)
    members = _with_room(model, teams)
    still = _immovable(model, teams)
    row_of = {key: row for row, team in enumerate(teams) for key in team}
    found = []
    for key in keys:
        if not still[model.index[key]]:
            best = _best(model, members, still, model.index[key], row_of[key])
            found += [best] if best is not None else []
    return found


def _with_room(model: Model, teams: Teams) -> Ints:
    """Rows with as many empty seats as the largest size allows, and one at the least."""
    members = seated(model, teams)
    seats = max(members.shape[1], model.problem.most)
    room = np.full((len(members), seats - members.shape[1]), model.nobody, dtype=np.int32)
    return np.concatenate([members, room], axis=1)


def _immovable(model: Model, teams: Teams) -> np.typing.NDArray[np.bool_]:
    problem = model.problem
    still = np.zeros(model.nobody + 1, dtype=bool)
    still[[model.index[key] for key in problem.pins if key in model.index]] = True
    still[[place for block in model.blocks for place in block]] = True
    for number in problem.locked:
        still[[model.index[key] for key in teams[number]]] = True
    return still


def _best(
    model: Model, members: Ints, still: np.typing.NDArray[np.bool_], place: int, row: int
) -> Elsewhere | None:
    locked = model.problem.locked
    others = np.array([n for n in range(len(members)) if n != row and n not in locked])
    if not len(others):
        return None
    prices = np.concatenate(
        [
            _prices(model, members, still, place, row, others[begin : begin + TEAMS_AT_ONCE])
            for begin in range(0, len(others), TEAMS_AT_ONCE)
        ]
    )
    # Of two that cost the same, the mere move disturbs nobody else.
    liked = prices - (members[others] == model.nobody) * SURE
    at, seat = np.unravel_index(int(liked.argmin()), prices.shape)
    if prices[at, seat] >= NEVER:
        return None
    partner = int(members[others[at], seat])
    keys = model.problem.students
    return Elsewhere(
        key=keys[place].key,
        team=int(others[at]),
        in_exchange_for=None if partner == model.nobody else keys[partner].key,
        price=float(prices[at, seat]),
    )


def _prices(
    model: Model,
    members: Ints,
    still: np.typing.NDArray[np.bool_],
    place: int,
    row: int,
    others: np.typing.NDArray[np.intp],
) -> Floats:
    """Of exchanging the student with each seat of each other team: (others, seats)."""
    here = np.repeat(members[[row]], len(others), axis=0)
    there = members[others]
    seat = int(np.flatnonzero(members[row] == place)[0])
    prices = swap_deltas(model, here, there)[:, seat, :].copy()
    prices[still[there]] = NEVER
    empty = there == model.nobody
    size = int((members[row] != model.nobody).sum())
    full = (~empty).sum(axis=1) >= model.problem.most
    prices[empty & (full[:, None] | (size <= model.problem.least))] = NEVER
    return prices
