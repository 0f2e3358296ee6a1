"""The exact loss of teams, rule by rule."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vsm_platform.formation.solver.model import (
    BROKEN,
    MISSING_HOUR,
    OF_INSTITUTIONS,
    CountTerm,
    Floats,
    Ints,
    Model,
    PairTerm,
    SumTerm,
)
from vsm_platform.formation.solver.problem import Parts, Teams


@dataclass(frozen=True, slots=True)
class Losses:
    """Of each team: (teams,) arrays, and (teams, criteria) for the criteria."""

    broken: npt.NDArray[np.float64]
    institutions: npt.NDArray[np.float64]
    hours: npt.NDArray[np.float64]
    criteria: npt.NDArray[np.float64]

    @property
    def total(self) -> npt.NDArray[np.float64]:
        """Everything together; required criteria weigh their breaches themselves."""
        total: npt.NDArray[np.float64] = self.institutions + self.hours + self.criteria.sum(axis=1)
        return total + self.broken * BROKEN


def losses(model: Model, members: Ints) -> Losses:
    """Losses of teams, given as rows of places (``model.nobody`` for an empty seat)."""
    answer = Losses(
        _pairs_broken(model, members),
        np.zeros(len(members)),
        np.zeros(len(members)),
        np.zeros((len(members), len(model.problem.criteria))),
    )
    for pair in model.pairs:
        loss = _of_pairs(pair, members)
        if pair.place == OF_INSTITUTIONS:
            answer.institutions[:] += loss
        else:
            answer.criteria[:, pair.place] += loss
    for count in model.counts:
        answer.criteria[:, count.place] += _of_counts(count, members)
    for total in model.sums:
        answer.criteria[:, total.place] += _of_sums(total, members)
    if model.weeks is not None:
        common = np.bitwise_and.reduce(model.weeks.words[:, :, members], axis=-1)
        answer.hours[:] = model.weeks.missing(common) * MISSING_HOUR
    return answer


def _of_pairs(term: PairTerm, members: Ints) -> Floats:
    codes = term.codes[members]
    known = codes >= 0
    alike = (codes[:, :, None] == codes[:, None, :]) & known[:, :, None]
    pairs = (alike.sum(axis=(1, 2)) - known.sum(axis=1)) / 2
    if term.gather:
        pairs = known.sum(axis=1) * (known.sum(axis=1) - 1) / 2 - pairs
    weighed: Floats = pairs * term.weight
    return weighed


def _of_counts(term: CountTerm, members: Ints) -> npt.NDArray[np.float64]:
    # An empty team breaks nothing.
    there = (members < len(term.has) - 1).any(axis=1)
    bad = (term.has[members].sum(axis=1) == term.bad) & there
    weighed: npt.NDArray[np.float64] = bad * term.weight
    return weighed


def _of_sums(term: SumTerm, members: Ints) -> npt.NDArray[np.float64]:
    sums = term.values[members].astype(np.float64).sum(axis=1)
    weighed: npt.NDArray[np.float64] = sums**2 * term.weight
    return weighed


def _pairs_broken(model: Model, members: Ints) -> npt.NDArray[np.float64]:
    """Foes within a team, and a half for each who misses a mate (the other half is the mate's)."""
    broken = np.zeros(len(members))
    if model.foes.shape[1]:
        broken += _met(model.foes, members) / 2
    if model.mates.shape[1]:
        mates = (model.mates[members] >= 0).sum(axis=(1, 2))
        broken += (mates - _met(model.mates, members)) / 2
    return broken


def _met(beside: Ints, members: Ints) -> npt.NDArray[np.int64]:
    rows = beside[members]
    found: npt.NDArray[np.int64] = (rows[:, :, :, None] == members[:, None, None, :]).sum(
        axis=(1, 2, 3)
    )
    return found


def parts_of(model: Model, members: Ints) -> Parts:
    """The loss of all teams together."""
    each = losses(model, members)
    required = [term for term in model.counts if term.weight == BROKEN]
    breaches = sum(round(float(_of_counts(term, members).sum()) / BROKEN) for term in required)
    return Parts(
        broken=round(float(each.broken.sum())) + breaches,
        total=float(each.total.sum()),
        institutions=float(each.institutions.sum()),
        hours=float(each.hours.sum()),
        criteria=tuple(float(loss) for loss in each.criteria.sum(axis=0)),
    )


def seated(model: Model, teams: Teams) -> Ints:
    """Teams of keys as rows of places, the shorter ones filled with empty seats."""
    seats = max(map(len, teams), default=0)
    rows = np.full((len(teams), max(seats, 1)), model.nobody, dtype=np.int32)
    for row, team in zip(rows, teams, strict=True):
        row[: len(team)] = [model.index[key] for key in team]
    return rows


def named(model: Model, members: Ints) -> Teams:
    """Rows of places as teams of keys."""
    keys = [student.key for student in model.problem.students]
    return tuple(tuple(keys[place] for place in row if place < len(keys)) for row in members)
