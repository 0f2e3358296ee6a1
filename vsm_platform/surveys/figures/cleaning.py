"""Names of people taken out of what somebody wrote."""

import re
from collections.abc import Iterable

GONE = "[…]"
SHORTEST = 3
"""Letters; shorter parts of names are words of too many languages."""


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with these people's names taken out, whole and in parts.

    A whole name goes however it is written; a part of one only where it begins with a capital, as
    names do: ``Grace`` is somebody, ``grace`` may be a virtue. Scripts without capitals have no
    such difference.
    """
    known = {" ".join(name.split()) for name in names} - {""}
    for name in sorted(known, key=len, reverse=True):
        if len(name) >= SHORTEST:
            text = re.sub(_word(name), GONE, text, flags=re.IGNORECASE)
    parts = {part for name in known for part in name.split() if len(part) >= SHORTEST}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(_word(part[0].upper() + part[1:]), GONE, text)
    return re.sub(rf"{re.escape(GONE)}(?:[ -]{re.escape(GONE)})+", GONE, text)


def without_words(text: str, words: str) -> str:
    """The text with exactly these words taken out, wherever they stand in it."""
    return re.sub(re.escape(words), GONE, text, flags=re.IGNORECASE) if words else text


def _word(name: str) -> str:
    spaced = r"\s+".join(re.escape(part) for part in name.split())
    return rf"(?<!\w){spaced}(?!\w)"
