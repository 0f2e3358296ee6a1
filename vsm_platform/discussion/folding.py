"""Texts as they are searched: the same letters however they were typed, and their trigrams.

Both databases are given the same folded words, so that both find the same. Trigrams need no
knowledge of where a word begins, which Japanese, Thai or Sinhala do not show.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

_ALIKE = {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"}
"""Letters with a stroke that Unicode does not take apart, as people type them elsewhere."""
_ARABIC = {"ـ": "", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه"}
"""The forms of alef, yeh and teh marbuta that writers use for each other; the stretching line."""
_ACCENTS = ("COMBINING", "ARABIC", "HEBREW")
"""How Unicode begins the names of marks that writers leave out; those of other scripts are letters,
and so are the two dots of the Japanese, of which Unicode says COMBINING as well."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TAG = re.compile(r"<[^>]*>")
_BLOCK = re.compile(r"</(?:p|li|h\d|blockquote|pre|td|th|tr)>|<br ?/?>")


def plain_text(html: str) -> str:
    """The words of a post as somebody reads them, without any marks."""
    return re.sub(r"\s+", " ", unescape(_TAG.sub("", _BLOCK.sub(" ", html)))).strip()


def fold(text: str) -> str:
    """A text without case, accents, widths and control characters."""
    if text.isascii():
        return _CONTROL.sub(" ", text.lower())
    return "".join(folded for folded, _place in _folded(text))


@lru_cache(maxsize=128)
def folded_html(html: str) -> str:
    """The folded words of a post; kept for a moment, so that they can be made before a lock."""
    return fold(plain_text(html))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The same, with the place in the text from which each folded letter comes."""
    letters: list[str] = []
    places: list[int] = []
    for folded, place in _folded(text):
        letters.append(folded)
        places += [place] * len(folded)
    return "".join(letters), places


def _folded(text: str) -> Iterator[tuple[str, int]]:
    for place, letter in enumerate(text):
        if letter.isascii():
            yield (letter.lower() if letter.isprintable() else " "), place
            continue
        for part in unicodedata.normalize("NFKD", letter).casefold():
            yield _plain(part), place


def _plain(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Mn":
        name = unicodedata.name(letter, "")
        return "" if name.startswith(_ACCENTS) and "KATAKANA" not in name else letter
    if category in {"Cf", "Cc", "Cs"}:
        return ""
    if category[0] == "Z":
        return " "
    return _ALIKE.get(letter) or _ARABIC.get(letter, letter)


def trigrams(folded: str) -> list[str]:
    """All that three letters in a row make of a folded text, each once."""
    return list({folded[place : place + 3]: None for place in range(len(folded) - 2)})
