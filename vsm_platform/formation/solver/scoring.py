"""What every swap between two teams would change, for many pairs of teams at once.

``one`` and ``two`` are (pairs, seats) arrays of students' places; entry (p, i, j) of an answer is
the change of the loss if seat i of ``one[p]`` and seat j of ``two[p]`` changed places.
"""

import numpy as np
import numpy.typing as npt

from vsm_platform.formation.solver.model import (
    BROKEN,
    MISSING_HOUR,
    CountTerm,
    Floats,
    Ints,
    Model,
    PairTerm,
    SumTerm,
)
from vsm_platform.formation.solver.weeks import Weeks, Words

Places = npt.NDArray[np.intp]
Counts = npt.NDArray[np.int16]


def swap_deltas(model: Model, one: Ints, two: Ints) -> Floats:
    """The change of the loss by each swap."""
    delta = quick_deltas(model, one, two)
    if model.weeks is not None:
        delta += Hours(model.weeks, one, two).all()
    return delta


def quick_deltas(model: Model, one: Ints, two: Ints) -> Floats:
    """The same but for hours, which take longer than all the rest (`Hours`)."""
    pairs, seats = one.shape
    delta = np.zeros((pairs, seats, seats), dtype=np.float32)
    for pair in model.pairs:
        delta += _pairs(pair, one, two)
    for count in model.counts:
        delta += _counts(count, one, two)
    for total in model.sums:
        delta += _sums(total, one, two)
    if model.foes.shape[1]:
        delta += _foes(model.foes, one, two)
    return delta


def _same(codes: Ints, others: Ints) -> Counts:
    """How many others of its own code each finds: (pairs, seats)."""
    alike = (codes[:, :, None] == others[:, None, :]) & (codes >= 0)[:, :, None]
    found: Counts = alike.sum(axis=2, dtype=np.int16)
    return found


def _pairs(term: PairTerm, one: Ints, two: Ints) -> Floats:
    mine, theirs = term.codes[one], term.codes[two]
    leaving = _same(mine, theirs) - _same(mine, mine)
    coming = _same(theirs, mine) - _same(theirs, theirs)
    change = leaving[:, :, None] + coming[:, None, :]
    # Without themselves each has one fellow less at home; two of one code change nothing.
    change += (mine >= 0).astype(np.int16)[:, :, None] + (theirs >= 0).astype(np.int16)[:, None, :]
    alike = (mine[:, :, None] == theirs[:, None, :]) & (mine >= 0)[:, :, None]
    change -= 2 * alike.astype(np.int16)
    if not term.gather:
        return change * np.float32(term.weight)
    return (_known(mine, theirs) - change) * np.float32(term.weight)


def _known(mine: Ints, theirs: Ints) -> Counts:
    """The change in the number of pairs of which both codes are known."""
    here, there = (mine >= 0).astype(np.int16), (theirs >= 0).astype(np.int16)
    comes = there[:, None, :] - here[:, :, None]
    ahead = here.sum(axis=1, dtype=np.int16) - there.sum(axis=1, dtype=np.int16)
    # Pairs among k known ones are k(k-1)/2, so one more on this side and one less on that.
    change: Counts = comes * (ahead[:, None, None] + comes)
    return change


def _counts(term: CountTerm, one: Ints, two: Ints) -> Floats:
    mine, theirs = term.has[one], term.has[two]
    here = mine.sum(axis=1, dtype=np.int16)[:, None, None]
    there = theirs.sum(axis=1, dtype=np.int16)[:, None, None]
    comes = theirs[:, None, :] - mine[:, :, None]
    bad = term.bad
    after = (here + comes == bad).astype(np.int16) + (there - comes == bad)
    before = (here == bad).astype(np.int16) + (there == bad)
    change: Floats = (after - before) * np.float32(term.weight)
    return change


def _sums(term: SumTerm, one: Ints, two: Ints) -> Floats:
    mine, theirs = term.values[one], term.values[two]
    ahead = mine.sum(axis=1) - theirs.sum(axis=1)
    comes = theirs[:, None, :] - mine[:, :, None]
    change: Floats = np.float32(2 * term.weight) * comes * (ahead[:, None, None] + comes)
    return change


class Hours:
    """The change of missing hours by swaps, as far as it is asked for (`choosing.Late`)."""

    def __init__(self, weeks: Weeks, one: Ints, two: Ints) -> None:
        self.weeks, self.seats = weeks, one.shape[1]
        self.mine, self.theirs = weeks.words[:, :, one], weeks.words[:, :, two]
        missing = weeks.missing(_all(self.mine)) + weeks.missing(_all(self.theirs))
        self.most: Floats = missing * np.float32(MISSING_HOUR)

    def of(self, pairs: Places, swaps: Places) -> Floats:
        """Of each of these swaps: seat and other seat, in one number."""
        seat, other = swaps // self.seats, swaps % self.seats
        some, at = np.unique(pairs, return_inverse=True)
        here, there = without_each(self.mine[:, :, some]), without_each(self.theirs[:, :, some])
        after = self.weeks.missing(here[:, :, at, seat], self.theirs[:, :, pairs, other])
        after += self.weeks.missing(self.mine[:, :, pairs, seat], there[:, :, at, other])
        change: Floats = after * np.float32(MISSING_HOUR) - self.most[pairs]
        return change

    def all(self) -> Floats:
        """Of all swaps: (pairs, seats, seats)."""
        here, there = without_each(self.mine), without_each(self.theirs)
        after = self.weeks.missing(here[..., :, None], self.theirs[..., None, :])
        after += self.weeks.missing(self.mine[..., :, None], there[..., None, :])
        change: Floats = after * np.float32(MISSING_HOUR) - self.most[:, None, None]
        return change


def _all(words: Words) -> Words:
    common: Words = np.bitwise_and.reduce(words, axis=-1)
    return common


def without_each(words: Words) -> Words:
    """What all members but one share, for each one: (…, seats)."""
    seats = words.shape[-1]
    left = np.empty_like(words)
    common = np.full_like(words[..., 0], np.uint64(2**64 - 1))
    for seat in range(seats):
        left[..., seat] = common
        common = common & words[..., seat]
    right = np.full_like(common, np.uint64(2**64 - 1))
    for seat in reversed(range(seats)):
        left[..., seat] &= right
        right &= words[..., seat]
    return left


def _foes(foes: Ints, one: Ints, two: Ints) -> Floats:
    mine, theirs = foes[one], foes[two]
    leaving = _meets(mine, two) - _meets(mine, one)
    coming = _meets(theirs, one) - _meets(theirs, two)
    change = leaving[:, :, None] + coming[:, None, :]
    # Foes who change places still sit in two teams.
    each_other = (mine[:, :, None, :] == two[:, None, :, None]).any(axis=3)
    weighed: Floats = (change - 2 * each_other.astype(np.int16)) * np.float32(BROKEN)
    return weighed


def _meets(foes: Ints, team: Ints) -> Counts:
    """How many of each one's foes sit in a team: (pairs, seats, foes), (pairs, seats)."""
    met = foes[:, :, :, None] == team[:, None, None, :]
    found: Counts = met.sum(axis=(2, 3), dtype=np.int16)
    return found
