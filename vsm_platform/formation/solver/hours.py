"""Hours of one week's mask, in plain Python, for the checks."""

from vsm_platform.formation.solver.problem import SLOT_MINUTES, SLOTS_A_WEEK

ALL_WEEK = (1 << SLOTS_A_WEEK) - 1


def hours_of(mask: int, meeting_minutes: int) -> float:
    """Hours that lie in blocks as long as a meeting; Sunday goes on into Monday."""
    length = -(-meeting_minutes // SLOT_MINUTES)
    begins = mask
    for later in range(1, length):
        begins &= _turned(mask, SLOTS_A_WEEK - later)
    whole = begins
    for later in range(1, length):
        whole |= _turned(begins, later)
    return whole.bit_count() * SLOT_MINUTES / 60


def _turned(mask: int, by: int) -> int:
    return (mask << by | mask >> (SLOTS_A_WEEK - by)) & ALL_WEEK
