"""Annealing's two choices: which teams meet, and which swap each pair makes."""

from typing import Protocol

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


class Late(Protocol):
    """A part of the change that takes long to reckon, so only where it can decide."""

    most: Floats
    """The most that it lowers any change of each pair, 0 or above."""

    def of(self, pairs: Places, swaps: Places) -> Floats:
        """Its change by each of these swaps (seat x seats + other seat)."""


def chosen(
    delta: Floats, temperature: float, rng: np.random.Generator, late: Late | None = None
) -> tuple[Places, Places, Places, Floats]:
    """Which pairs swap which seats, and the change: by Gumbel-argmax, "stay" among the options.

    The largest of (-change / temperature + Gumbel noise) is a draw from the Boltzmann
    distribution. At temperature 0 it is the best swap, if it is better than none.

    Args:
        delta: the change by each swap: (pairs, seats, seats).
        temperature: how easily something worse is taken.
        rng: draws the noise.
        late: what ``delta`` does not hold yet; it is reckoned for those swaps alone that would
            be chosen before "stay" if it were as favourable as it can be.
    """
    pairs, seats = delta.shape[:2]
    flat = delta.reshape(pairs, -1)
    noise, stay, scale = np.zeros_like(flat), np.full(pairs, SURE, np.float32), np.float32(1)
    if temperature > 0:
        noise = -np.log(rng.standard_exponential(flat.shape, dtype=np.float32) + 1e-30)
        stay = -np.log(rng.standard_exponential(pairs, dtype=np.float32) + 1e-30)
        scale = np.float32(temperature)
    scores = noise - flat / scale
    if late is not None:
        hope = scores + ((late.most + np.float32(SURE)) / scale)[:, None]
        at = np.nonzero(hope > stay[:, None])
        flat[at] += late.of(*at)
        scores.fill(-np.inf)
        scores[at] = noise[at] - flat[at] / scale
    best = scores.argmax(axis=1)
    going = np.flatnonzero(scores[np.arange(pairs), best] > stay)
    best = best[going]
    return going, best // seats, best % seats, flat[going, best]
