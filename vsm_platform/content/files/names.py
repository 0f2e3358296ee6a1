"""Names of files as people may choose them, made safe for every disk, header and page.

A name is never a path here: contents lie under their digests. But people save what they fetch, so
a name must be one that Windows, macOS and Android accept, and show what it ends in.
"""

import re
import unicodedata

LONGEST = 200
LONGEST_ENDING = 20
_UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
)
"""Control characters, and what would show ``exe.gpj`` as ``jpg.exe``."""
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(given: str, otherwise: str = "file") -> str:
    """The name without folders, control characters and what no disk takes; never empty."""
    last = re.split(r"[/\\]", given)[-1]
    name = _UNWANTED.sub("", unicodedata.normalize("NFC", last))
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", name)).strip(" .")
    if not any(map(str.isalnum, name)):
        return otherwise
    if _RESERVED.match(name):
        name = f"_{name}"
    return shortened(name)


def shortened(name: str, by: int = 0) -> str:
    """The name within its greatest length, less ``by``; its ending stays."""
    stem, ending = split_ending(name)
    return stem[: LONGEST - by - len(ending)].rstrip(" .") + ending


def split_ending(name: str) -> tuple[str, str]:
    """``report.final.pdf`` as ``report.final`` and ``.pdf``."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not 0 < len(ending) < LONGEST_ENDING:
        return name, ""
    return stem, f".{ending}"


def numbered(name: str, number: int) -> str:
    """``report (2).pdf``."""
    mark = f" ({number})"
    stem, ending = split_ending(shortened(name, len(mark)))
    return f"{stem}{mark}{ending}"
