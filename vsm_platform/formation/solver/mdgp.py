"""The maximum diversity grouping problem, for comparison with what others reached.

Elements with a distance between each two are divided into groups of given sizes so that distances
within groups add up to the most. MDGPLIB's files begin with ``elements groups ss|ds`` and the
least and most size of each group; then ``i j distance`` on each line. The search is that of teams:
swaps between disjoint pairs of groups, drawn by Gumbel-argmax from all of them.
"""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vsm_platform.formation.solver.annealing import NEVER
from vsm_platform.formation.solver.choosing import chosen, random_pairs, tournament
from vsm_platform.formation.solver.model import Floats, Ints

HOT, COLD = 0.3, 0.003
"""Temperatures, in mean distances times the root of the size of a group."""
ROWS = 96


@dataclass(frozen=True)
class Instance:
    distances: Floats
    """(elements + 1, elements + 1): the last is nobody, at no distance from anybody."""
    sizes: tuple[tuple[int, int], ...]
    """Least and most of each group."""


def read(text: str) -> Instance:
    """Parse an instance.

    Raises:
        ValueError: this is none.
    """
    words = text.split()
    elements, groups = int(words[0]), int(words[1])
    numbers = words[3:] if words[2] in {"ss", "ds"} else words[2:]
    limits = [int(number) for number in numbers[: 2 * groups]]
    edges = np.array(numbers[2 * groups :], dtype=np.float64).reshape(-1, 3)
    distances = np.zeros((elements + 1, elements + 1), dtype=np.float32)
    one, two = edges[:, 0].astype(int), edges[:, 1].astype(int)
    distances[one, two] = distances[two, one] = edges[:, 2]
    return Instance(distances, tuple(zip(limits[::2], limits[1::2], strict=True)))


def value_of(instance: Instance, members: Ints) -> float:
    """Distances within groups: (groups, seats) with ``elements`` in empty seats."""
    return float(_within(instance.distances.astype(np.float64), members).sum() / 2)


def _within(distances: npt.NDArray[np.floating], members: Ints) -> npt.NDArray[np.floating]:
    inside: npt.NDArray[np.floating] = distances[members[:, :, None], members[:, None, :]]
    sums: npt.NDArray[np.floating] = inside.sum(axis=(1, 2))
    return sums


def maximise(
    instance: Instance, *, seed: int = 0, seconds: float = 10.0, rounds: int = 4000
) -> Ints:
    """Groups of great diversity."""
    rng, began = np.random.default_rng(seed), time.monotonic()
    groups = len(instance.sizes)
    replicas = max(1, ROWS // groups)
    members = np.concatenate([_dealt(instance, rng) for _ in range(replicas)])
    search = _Search(instance, members, groups)
    scale = float(instance.distances.mean()) * members.shape[1] ** 0.5
    for turn in range(rounds):
        share = max(turn / rounds, (time.monotonic() - began) / (seconds * 0.9))
        if share >= 1:
            break
        one, two = random_pairs(replicas, groups, rng)
        search.swap(one, two, scale * HOT * (COLD / HOT) ** share, rng)
    best = _within(instance.distances, members).reshape(replicas, groups).sum(axis=1).argmax()
    search.members = members[best * groups : (best + 1) * groups]
    in_vain = 0
    while in_vain <= groups and groups > 1:
        for turn in range(groups):
            moved = search.swap(*tournament(groups, turn), 0.0, rng)
            in_vain = 0 if moved else in_vain + 1
    return search.members


def _dealt(instance: Instance, rng: np.random.Generator) -> Ints:
    """A random start: the least of each group, then more while there is room."""
    elements = len(instance.distances) - 1
    sizes = [least for least, _ in instance.sizes]
    for group in rng.permutation(len(sizes) * elements) % len(sizes):
        if sum(sizes) < elements and sizes[group] < instance.sizes[group][1]:
            sizes[group] += 1
    members = np.full((len(sizes), max(most for _, most in instance.sizes)), elements, np.int32)
    parts = np.split(rng.permutation(elements), np.cumsum(sizes)[:-1])
    for row, part in zip(members, parts, strict=True):
        row[: len(part)] = part
    return members


@dataclass
class _Search:
    instance: Instance
    members: Ints
    groups: int

    def swap(
        self,
        one: npt.NDArray[np.intp],
        two: npt.NDArray[np.intp],
        temperature: float,
        rng: np.random.Generator,
    ) -> int:
        """Let each pair make one swap or none; gives how many did."""
        delta = self._deltas(one, two)
        going, seat, other, _ = chosen(delta, temperature, rng)
        here, there = one[going], two[going]
        leaving = self.members[here, seat]
        self.members[here, seat] = self.members[there, other]
        self.members[there, other] = leaving
        return len(going)

    def _deltas(self, one: npt.NDArray[np.intp], two: npt.NDArray[np.intp]) -> Floats:
        mine, theirs = self.members[one], self.members[two]
        distances = self.instance.distances
        across = distances[mine[:, :, None], theirs[:, None, :]]
        here = distances[mine[:, :, None], mine[:, None, :]].sum(axis=2)
        there = distances[theirs[:, :, None], theirs[:, None, :]].sum(axis=2)
        leaving = across.sum(axis=2) - here
        coming = across.sum(axis=1) - there
        delta: Floats = 2 * across - leaving[:, :, None] - coming[:, None, :]
        self._keep_sizes(delta, one, two)
        return delta

    def _keep_sizes(
        self, delta: Floats, one: npt.NDArray[np.intp], two: npt.NDArray[np.intp]
    ) -> None:
        """No group grows beyond its most or shrinks below its least."""
        nobody, seats = len(self.instance.distances) - 1, self.members.shape[1]
        limits = np.array(self.instance.sizes)
        empty, empty_there = self.members[one] == nobody, self.members[two] == nobody
        loses = ~empty[:, :, None] & empty_there[:, None, :]
        gains = empty[:, :, None] & ~empty_there[:, None, :]
        size, size_there = seats - empty.sum(axis=1), seats - empty_there.sum(axis=1)
        least, most = limits[one % self.groups].T
        least_there, most_there = limits[two % self.groups].T
        no_less = (size <= least) | (size_there >= most_there)
        no_more = (size >= most) | (size_there <= least_there)
        delta[loses & no_less[:, None, None] | gains & no_more[:, None, None]] = NEVER
