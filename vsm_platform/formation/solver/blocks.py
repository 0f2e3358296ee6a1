"""Groups that must stay together move as one, against as many seats of the other team."""

import numpy as np

from vsm_platform.formation.solver.annealing import Board
from vsm_platform.formation.solver.choosing import SURE, Places
from vsm_platform.formation.solver.losses import losses
from vsm_platform.formation.solver.model import Ints


def move_blocks(
    board: Board, one: Places, two: Places, temperature: float, rng: np.random.Generator
) -> float:
    """Let a random group of each pair change sides, by Metropolis' rule; gives the change."""
    groups = board.groups
    if not (groups >= 0).any():
        return 0.0
    moving = (groups[board.members[one]] >= 0).any(axis=1)
    return _move(board, one[moving], two[moving], temperature, rng)


def _move(
    board: Board, one: Places, two: Places, temperature: float, rng: np.random.Generator
) -> float:
    rows = [
        (here, there, after)
        for here, there in zip(one, two, strict=True)
        if (after := _exchanged(board, board.members[here], board.members[there], rng)) is not None
    ]
    if not rows:
        return 0.0
    here = np.array([row[0] for row in rows])
    there = np.array([row[1] for row in rows])
    new_here = np.array([row[2][0] for row in rows])
    new_there = np.array([row[2][1] for row in rows])
    model = board.model
    change = losses(model, new_here).total + losses(model, new_there).total
    change -= losses(model, board.members[here]).total + losses(model, board.members[there]).total
    threshold = rng.standard_exponential(len(rows)) * temperature if temperature > 0 else -SURE
    taken = change <= threshold
    board.members[here[taken]] = new_here[taken]
    board.members[there[taken]] = new_there[taken]
    return float(change[taken].sum())


def _exchanged(
    board: Board, here: Ints, there: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints] | None:
    """Both teams after a group went over, for random others of its number; None if it cannot."""
    groups = board.groups
    group = rng.choice(groups[here][groups[here] >= 0])
    going = np.flatnonzero(groups[here] == group)
    coming = _seats_for(board, there, len(going), rng)
    if coming is None:
        return None
    new_here, new_there = here.copy(), there.copy()
    new_here[going], new_there[coming] = there[coming], here[going]
    empty = max((row == board.model.nobody).sum() for row in (new_here, new_there))
    return None if empty > board.plan.most_empty else (new_here, new_there)


def _seats_for(board: Board, there: Ints, number: int, rng: np.random.Generator) -> Places | None:
    """Seats of single students, or now and then those of a group of the same number."""
    groups = board.groups[there]
    alike = [group for group in set(groups[groups >= 0]) if (groups == group).sum() == number]
    single = np.flatnonzero(~board.fixed[there])
    if alike and (len(single) < number or rng.random() < 0.5):
        return np.flatnonzero(groups == alike[int(rng.integers(len(alike)))])
    return rng.choice(single, number, replace=False) if len(single) >= number else None
