"""Teams on a board, and one round of swaps between disjoint pairs of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vsm_platform.formation.solver.choosing import Places, chosen
from vsm_platform.formation.solver.model import Floats, Ints, Model
from vsm_platform.formation.solver.plan import Plan
from vsm_platform.formation.solver.scoring import Hours, quick_deltas, swap_deltas

SWAPS_AT_ONCE = 10_000
"""So many are scored at once, that what is compared stays near the processor."""
NEVER = np.float32(1e9)


@dataclass
class Board:
    """Several replicas of the open teams, one below the other."""

    model: Model
    plan: Plan
    members: Ints
    """(replicas x teams, seats) places of students."""
    fixed: npt.NDArray[np.bool_]
    """By place: whom single swaps leave where they are (the pinned, and groups)."""
    groups: Ints
    """By place: the number of the group that moves as one, or -1."""
    replicas: int = 1

    @property
    def teams(self) -> int:
        return len(self.members) // self.replicas

    def swap_round(
        self, one: Places, two: Places, temperature: float, rng: np.random.Generator
    ) -> float:
        """Let each pair make one swap (or none); gives the change of the loss."""
        change = 0.0
        step = self._pairs_at_once()
        for begin in range(0, len(one), step):
            change += self._swap(
                one[begin : begin + step], two[begin : begin + step], temperature, rng
            )
        return change

    def _pairs_at_once(self) -> int:
        seats = int(self.members.shape[1])
        return max(1, SWAPS_AT_ONCE // (seats * seats))

    def _swap(
        self, one: Places, two: Places, temperature: float, rng: np.random.Generator
    ) -> float:
        weeks = self.model.weeks
        members = self.members[one], self.members[two]
        late = Hours(weeks, *members) if weeks is not None else None
        delta = self._allowed(quick_deltas(self.model, *members), *members)
        going, seat, other, change = chosen(delta, temperature, rng, late)
        here, there = one[going], two[going]
        leaving = self.members[here, seat]
        self.members[here, seat] = self.members[there, other]
        self.members[there, other] = leaving
        return float(change.sum())

    def deltas(self, one: Places, two: Places) -> Floats:
        """The change by each swap; what is not allowed costs more than anything."""
        here, there = self.members[one], self.members[two]
        return self._allowed(swap_deltas(self.model, here, there), here, there)

    def _allowed(self, delta: Floats, here: Ints, there: Ints) -> Floats:
        delta[self.fixed[here]] = NEVER
        delta.transpose(0, 2, 1)[self.fixed[there]] = NEVER
        if self.plan.most_empty:
            nobody = self.model.nobody
            no_more_empty(delta, here == nobody, there == nobody, self.plan.most_empty)
        return delta


def no_more_empty(
    delta: Floats, here: npt.NDArray[np.bool_], there: npt.NDArray[np.bool_], most: int
) -> None:
    """Keep sizes: no team gets an empty seat for a member when it has as many as it may."""
    full_here = (here.sum(axis=1) >= most)[:, None, None]
    full_there = (there.sum(axis=1) >= most)[:, None, None]
    loses_here = ~here[:, :, None] & there[:, None, :]
    loses_there = here[:, :, None] & ~there[:, None, :]
    delta[loses_here & full_here | loses_there & full_there] = NEVER
