"""Whom a text names: ``@`` and a name as it is shown, or a first name that only one person bears."""

from collections import Counter
from collections.abc import Mapping

MOST = 20
"""People that one post can name; a post that names a whole course is no mention."""


def mentioned(text: str, people: Mapping[int, str]) -> set[int]:
    """The people whom a text names.

    Args:
        text: as somebody wrote it.
        people: who can be named, with their display names.
    """
    names = _names(people)
    longest_first = sorted(names, key=len, reverse=True)
    folded, found = text.casefold(), set[int]()
    for part in folded.split("@")[1:]:
        name = next((one for one in longest_first if _begins_with(part, one)), None)
        if name is not None:
            found.add(names[name])
    return found if len(found) <= MOST else set()


def _names(people: Mapping[int, str]) -> dict[str, int]:
    """Each name that stands for one person alone."""
    whole = Counter(name.casefold() for name in people.values() if name)
    first = Counter(name.casefold().split()[0] for name in people.values() if name.split())
    names: dict[str, int] = {}
    for person, name in people.items():
        words = name.casefold().split()
        if words and first[words[0]] == 1:
            names.setdefault(words[0], person)
    names |= {
        name.casefold(): person
        for person, name in people.items()
        if name and whole[name.casefold()] == 1
    }
    return names


def _begins_with(text: str, name: str) -> bool:
    rest = text[len(name) : len(name) + 1]
    return text.startswith(name) and not rest.isalnum()
