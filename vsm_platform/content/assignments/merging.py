"""Two people of a team have changed the same text: their changes are joined where they can be.

A three-way merge by lines, as version control does it: what only one of the two changed is taken.
Where both changed the same lines, people must decide, and nothing is guessed.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Item = TypeVar("Item")
Change = tuple[int, int, list[str]]
"""Lines from and until which are replaced, and by what."""


def merge_texts(base: str, mine: str, theirs: str) -> str | None:
    """The text with both changes, or None where they touch each other."""
    if theirs in {base, mine}:
        return mine
    if mine == base:
        return theirs
    lines = base.split("\n")
    ours, others = _changes(lines, mine.split("\n")), _changes(lines, theirs.split("\n"))
    joined = list(ours)
    for change in others:
        if change in ours:
            continue
        if any(_touch(change, our) for our in ours):
            return None
        joined.append(change)
    for start, end, replacement in sorted(joined, reverse=True):
        lines[start:end] = replacement
    return "\n".join(lines)


def _changes(base: list[str], changed: list[str]) -> list[Change]:
    # Lines that recur all the time are looked at only beside others ("autojunk"): without that, a
    # text of a thousand equal lines would take half a minute.
    matcher = SequenceMatcher(None, base, changed, autojunk=True)
    return [
        (start, end, changed[first:last])
        for kind, start, end, first, last in matcher.get_opcodes()
        if kind != "equal"
    ]


def _touch(one: Change, other: Change) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def merge_lists(base: Sequence[Item], mine: Sequence[Item], theirs: Sequence[Item]) -> list[Item]:
    """The list with what either has added, and without what either has taken out."""
    kept = [one for one in theirs if one in mine or one not in base]
    return kept + [one for one in mine if one not in base and one not in kept]
