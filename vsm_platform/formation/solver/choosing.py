"""Annealing's two choices: which teams meet, and which swap each pair makes."""

import numpy as np
import numpy.typing as npt

from vsm_platform.formation.solver.model import Floats

Places = npt.NDArray[np.intp]
SURE = 1e-4
"""A gain below this is rounding."""


def random_pairs(replicas: int, teams: int, rng: np.random.Generator) -> tuple[Places, Places]:
    """Disjoint pairs of rows, teams of one replica each, in random order."""
    orders = np.argsort(rng.random((replicas, teams)), axis=1)
    orders += (np.arange(replicas) * teams)[:, None]
    half = teams // 2
    return orders[:, :half].ravel(), orders[:, half : 2 * half].ravel()


def tournament(teams: int, turn: int) -> tuple[Places, Places]:
    """Round ``turn`` of a tournament in which each meets each (the circle method)."""
    circle = teams + teams % 2
    others = np.roll(np.arange(1, circle), turn)
    order = np.concatenate([[0], others])
    one, two = order[: circle // 2], order[circle // 2 :][::-1]
    real = (one < teams) & (two < teams)
    return one[real], two[real]


def chosen(
    delta: Floats, temperature: float, rng: np.random.Generator
) -> tuple[Places, Places, Places, Floats]:
    """Which pairs swap which seats, and the change: by Gumbel-argmax, "stay" among the options.

    The largest of (-change / temperature + Gumbel noise) is a draw from the Boltzmann
    distribution. At temperature 0 it is the best swap, if it is better than none.
    """
    pairs, seats = delta.shape[:2]
    flat = delta.reshape(pairs, -1)
    if temperature > 0:
        noise = -np.log(rng.standard_exponential(flat.shape, dtype=np.float32) + 1e-30)
        scores = noise - flat / np.float32(temperature)
        best = scores.argmax(axis=1)
        stay = -np.log(rng.standard_exponential(pairs, dtype=np.float32) + 1e-30)
        going = np.flatnonzero(scores[np.arange(pairs), best] > stay)
    else:
        best = flat.argmin(axis=1)
        going = np.flatnonzero(flat[np.arange(pairs), best] < -SURE)
    best = best[going]
    return going, best // seats, best % seats, flat[going, best]
