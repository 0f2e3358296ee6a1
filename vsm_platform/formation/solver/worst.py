"""A last pass over the worst teams: better for them, and for nobody's account."""

import numpy as np

from vsm_platform.formation.solver.annealing import NEVER, Board
from vsm_platform.formation.solver.choosing import SURE
from vsm_platform.formation.solver.losses import losses

WORST = 20


def lift_the_worst(board: Board) -> None:
    """Swap members of the worst teams where the worse of two gains and the whole does not lose."""
    for _ in range(WORST):
        each = losses(board.model, board.members).total
        if not any(_lift(board, int(row), float(each[row])) for row in np.argsort(-each)[:WORST]):
            return


def _lift(board: Board, row: int, loss: float) -> bool:
    others = np.array([other for other in range(len(board.members)) if other != row])
    others = others[:500]
    delta = board.deltas(np.full(len(others), row), others)
    at, seat, seat_there = np.nonzero(delta < SURE)
    free = delta[at, seat, seat_there] < NEVER
    at, seat, seat_there = at[free][:2000], seat[free][:2000], seat_there[free][:2000]
    if not len(at):
        return False
    here, there = board.members[[row] * len(at)], board.members[others[at]]
    turn = np.arange(len(at))
    here[turn, seat], there[turn, seat_there] = (
        there[turn, seat_there].copy(),
        here[turn, seat].copy(),
    )
    worse = np.maximum(losses(board.model, here).total, losses(board.model, there).total)
    best = int(worse.argmin())
    if worse[best] >= loss - SURE:
        return False
    board.members[row], board.members[others[at[best]]] = here[best], there[best]
    return True
