"""Notes that several people write at once: two changes of the same text become one, letter by letter.

A letter of the common text stays unless one of them took it away; what either wrote in stays,
always. So nothing that was typed is lost, and no change can clash: the worst that can happen is that
two words stand side by side of which one was meant. Texts in modules are merged line by line
(``content.modules``), where people can be asked; two who type in the same line cannot.

The page's script does the same (``static/live-room.js``).
"""

from difflib import SequenceMatcher
from typing import NamedTuple


class Change(NamedTuple):
    """Letters ``start`` to ``end`` of the common text became these."""

    start: int
    end: int
    text: str


def merge_notes(base: str, mine: str, theirs: str) -> str:
    """The text that holds both changes of ``base``; where both wrote at one place, theirs is first."""
    if mine in {base, theirs}:
        return theirs
    if theirs == base:
        return mine
    both = (changes(base, theirs), changes(base, mine))
    gone = {place for one in both for start, end, _ in one for place in range(start, end)}
    written: dict[int, list[str]] = {}
    for one in both:
        for start, _end, text in one:
            known = written.setdefault(start, [])
            # The same at the same place is the same change, such as one that was sent twice.
            if text and text not in known:
                known.append(text)
    pieces: list[str] = []
    for place in range(len(base) + 1):
        before = base[place - 1] if place and place - 1 not in gone else " "
        pieces += _side_by_side(written.get(place, []), before)
        if place < len(base) and place not in gone:
            pieces.append(base[place])
    return "".join(pieces)


def changes(old: str, new: str) -> list[Change]:
    """What was changed: mostly one place, where somebody types; else by words."""
    start, end = _common(old, new)
    old_part, new_part = old[start : len(old) - end], new[start : len(new) - end]
    if not (old_part and new_part):
        change = Change(start, start + len(old_part), new_part)
        return [_at_a_word(old, change)] if old_part or new_part else []
    old_words, new_words = _words(old_part), _words(new_part)
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=len(old_words) > 1_000)
    places = [start]
    for word in old_words:
        places.append(places[-1] + len(word))
    found = [
        _narrowed(places[first], "".join(old_words[first:last]), "".join(new_words[since:until]))
        for tag, first, last, since, until in matcher.get_opcodes()
        if tag != "equal"
    ]
    return [_at_a_word(old, one) for one in found if one.text or one.end > one.start]


def _at_a_word(old: str, change: Change) -> Change:
    """The same change begun at a word, where it can be read so: “two ” is taken out, and not “wo t”."""
    start, end, text = change
    while start and old[start - 1].isalnum():
        if not text and old[start - 1] == old[end - 1]:
            end -= 1
        elif start == end and old[start - 1] == text[-1]:
            text, end = old[start - 1] + text[:-1], end - 1
        else:
            return change
        start -= 1
    return Change(start, end, text)


def _narrowed(start: int, old: str, new: str) -> Change:
    """The change without the letters that both have at its beginning and its end."""
    before, after = _common(old, new)
    return Change(start + before, start + len(old) - after, new[before : len(new) - after])


def _common(old: str, new: str) -> tuple[int, int]:
    """How many letters two texts share at their beginnings, and then at their ends."""
    shortest = min(len(old), len(new))
    start = next((place for place in range(shortest) if old[place] != new[place]), shortest)
    rest = shortest - start
    end = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    return start, end


def _words(text: str) -> list[str]:
    """Runs of letters, and everything else letter by letter."""
    words: list[str] = []
    for letter in text:
        if words and letter.isalnum() and words[-1][-1].isalnum():
            words[-1] += letter
        else:
            words.append(letter)
    return words


def _side_by_side(texts: list[str], before: str) -> list[str]:
    """Two words that were written at one place stay two words, and one that goes on stays one.

    Who types “hel” and then “lo”, while another writes “ yes” after it, has written “hello yes”.
    """
    if len(texts) < 2:
        return texts
    theirs, mine = texts
    if before.isalnum() and mine[0].isalnum() and not theirs[0].isalnum():
        return [mine, theirs]
    return [theirs, " ", mine] if theirs[-1].isalnum() and mine[0].isalnum() else texts
