"""Three texts become one: what two people changed in the same text, line by line.

A three-way merge, as version control does it. Each change is a run of lines of the common text that
one of them replaced. Runs that do not touch are both taken; where they do, people must decide: the
text holds both, and ``conflicts`` says how often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Merge:
    """The text that holds both changes."""

    text: str
    conflicts: int
    """How often both changed the same lines; there both versions stand, one's own first."""

    @property
    def is_clean(self) -> bool:
        return self.conflicts == 0


class _Change(NamedTuple):
    """Lines ``start`` to ``end`` of the common text became these."""

    start: int
    end: int
    lines: Sequence[str]


def merge(base: str, mine: str, theirs: str) -> Merge:
    """What both changed in ``base``.

    Args:
        base: the text that both had before them.
        mine: what one made of it.
        theirs: what the other did.
    """
    if theirs in {base, mine} or mine == base:
        return Merge(theirs if mine == base else mine, 0)
    old = _lines(base)
    waiting = [_changes(old, _lines(mine)), _changes(old, _lines(theirs))]
    merged: list[str] = []
    place = conflicts = 0
    while any(waiting):
        start = min(changes[0].start for changes in waiting if changes)
        merged += old[place:start]
        mine_now, theirs_now, place = _next_region(waiting, start)
        region = old[start:place]
        own, other = _applied(region, start, mine_now), _applied(region, start, theirs_now)
        if not mine_now or not theirs_now or own == other:
            merged += own if mine_now else other
        else:
            conflicts += 1
            merged += [*own, *other]
    return Merge("\n".join([*merged, *old[place:]]), conflicts)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    # Lines that recur all the time are looked at only beside others ("autojunk"): without that, a
    # text of a thousand equal lines would take half a minute.
    matcher = SequenceMatcher(None, old, new, autojunk=True)
    return [
        _Change(start, end, new[first:last])
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _next_region(
    waiting: list[list[_Change]], start: int
) -> tuple[list[_Change], list[_Change], int]:
    """The changes that begin here and all that touch them, and where the last of them ends."""
    taken: tuple[list[_Change], list[_Change]] = ([], [])
    end = start
    grew = True
    while grew:
        grew = False
        for changes, own in zip(waiting, taken, strict=True):
            while changes and changes[0].start <= end:
                change = changes.pop(0)
                own.append(change)
                end, grew = max(end, change.end), True
    return taken[0], taken[1], end


def _applied(region: Sequence[str], start: int, changes: Sequence[_Change]) -> list[str]:
    """What one's changes make of these lines of the common text."""
    result: list[str] = []
    place = 0
    for change in changes:
        result += [*region[place : change.start - start], *change.lines]
        place = change.end - start
    return [*result, *region[place:]]


def merge_lists(base: Sequence[Item], mine: Sequence[Item], theirs: Sequence[Item]) -> list[Item]:
    """The list with what either has added, and without what either has taken out."""
    kept = [one for one in theirs if one in mine or one not in base]
    return kept + [one for one in mine if one not in base and one not in kept]
