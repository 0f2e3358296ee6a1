"""Weeks of availability as words of bits, laid so that neighbouring times are neighbouring words.

Time ``t`` of ``T`` stands in word ``t % W`` at bit ``t // W``, with ``W = T / 56``. The time before
each is then simply the word before each, and only the first word needs a turn by one bit. Who can
begin a meeting at ``t`` is known for each student (`eroded`), and beginnings of a team are the AND
of its members' beginnings, so a team's hours come from two counts of bits.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vsm_platform.formation.solver.hours import ALL_WEEK
from vsm_platform.formation.solver.problem import SLOT_MINUTES, SLOTS_A_WEEK, Problem

BITS = 56
FULL = np.uint64(2**BITS - 1)
Words = npt.NDArray[np.uint64]
Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weeks:
    words: Words
    """Beginnings of meetings: (regimes, W, students + 1); the last student is nobody, and free."""
    asked: float
    """Hours."""
    step: int
    """Minutes of one bit."""
    length: int
    """Bits of a meeting."""

    def hours(self, common: Words, also: Words | None = None) -> npt.NDArray[np.float32]:
        """Hours a week, in blocks as long as a meeting, of the worst regime: (regimes, W, …) → (…).

        With ``also``, of what both have in common; the two are broadcast, word by word, so that
        what is being counted stays near the processor.
        """
        worst = self._bits_of(common, also, 0)
        for regime in range(1, len(common)):
            np.minimum(worst, self._bits_of(common, also, regime), out=worst)
        hours: npt.NDArray[np.float32] = worst * np.float32(self.step / 60)
        return hours

    def _bits_of(self, common: Words, also: Words | None, regime: int) -> npt.NDArray[np.uint16]:
        words = list(common[regime])
        if also is not None:
            words = [word & more for word, more in zip(words, also[regime], strict=True)]
        return _count(_whole(words, self.length))

    def missing(self, common: Words, also: Words | None = None) -> npt.NDArray[np.float32]:
        """Hours that are asked for and not there."""
        lacking: npt.NDArray[np.float32] = np.float32(self.asked) - self.hours(common, also)
        np.maximum(lacking, np.float32(0), out=lacking)
        return lacking

    def bits(self, common: Words) -> Bits:
        """Beginnings in order of time: (W,) words → (T,)."""
        places = np.arange(BITS, dtype=np.uint64)
        bits: Bits = (common[None, :] >> places[:, None] & np.uint64(1)).astype(bool).ravel()
        return bits


def _count(words: list[Words]) -> npt.NDArray[np.uint16]:
    total = np.bitwise_count(words[0]).astype(np.uint16)
    for word in words[1:]:
        total += np.bitwise_count(word)
    return total


def _whole(words: list[Words], length: int) -> list[Words]:
    """From beginnings to all of each meeting: each bit goes on for ``length``."""
    reach = 1
    while reach < length:
        further = min(reach, length - reach)
        words = [word | _earlier(words, place - further) for place, word in enumerate(words)]
        reach += further
    return words


def _earlier(words: list[Words], place: int) -> Words:
    if place >= 0:
        return words[place]
    last = _earlier(words, place + len(words))
    return (last << np.uint64(1) | last >> np.uint64(BITS - 1)) & FULL


def weeks_of(problem: Problem, *, always: bool = False) -> Weeks | None:
    """The class's weeks; None where there are none, or no hours are asked for."""
    regimes = max((len(student.masks) for student in problem.students), default=0)
    if not regimes or (problem.common_hours <= 0 and not always):
        return None
    rows: dict[int, int] = {ALL_WEEK: 0}
    index = np.zeros((len(problem.students) + 1, regimes), dtype=np.int64)
    for place, student in enumerate(problem.students):
        for regime, mask in enumerate(student.masks):
            index[place, regime] = rows.setdefault(mask & ALL_WEEK, len(rows))
    index = np.unique(index, axis=1)
    bits, step = _coarsest(_unpacked(list(rows)), problem.meeting_minutes)
    length = -(-problem.meeting_minutes // step)
    words = packed(eroded(bits, length))[index]
    return Weeks(np.ascontiguousarray(words.transpose(1, 2, 0)), problem.common_hours, step, length)


def _unpacked(masks: list[int]) -> Bits:
    raw = b"".join(mask.to_bytes(SLOTS_A_WEEK // 8, "little") for mask in masks)
    array = np.frombuffer(raw, dtype=np.uint8).reshape(len(masks), -1)
    return np.unpackbits(array, axis=1, bitorder="little").astype(bool)


def _coarsest(bits: Bits, meeting: int) -> tuple[Bits, int]:
    """Half hours where nobody's week and no meeting needs quarters, for they cost half."""
    if meeting % (2 * SLOT_MINUTES) == 0 and (bits[:, ::2] == bits[:, 1::2]).all():
        return bits[:, ::2], 2 * SLOT_MINUTES
    return bits, SLOT_MINUTES


def eroded(bits: Bits, length: int) -> Bits:
    """Where a block of ``length`` begins; Sunday goes on into Monday."""
    begins = bits.copy()
    for later in range(1, length):
        begins &= np.roll(bits, -later, axis=-1)
    return begins


def packed(bits: Bits) -> Words:
    """(rows, T) → (rows, W)."""
    laid = bits.reshape(len(bits), BITS, -1).astype(np.uint64)
    places = np.arange(BITS, dtype=np.uint64)[None, :, None]
    words: Words = (laid << places).sum(axis=1, dtype=np.uint64)
    return words
