"""Texts, dates and addresses as they may stand in a signed document.

Control characters canonicalise differently in different implementations, and direction overrides
make one name look like another: neither comes into what is signed.
"""

import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import uuid4

from vsm_platform.credentials.standards.errors import CannotBuild

_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile("[\t ]+")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f]+")


@lru_cache(maxsize=256)
def clean(text: str) -> str:
    """The text as people read it, in NFC: no control characters, no direction overrides.

    Most of a document is the same for everybody who gets it, so the last texts are remembered.

    Joiners (U+200C, U+200D) and the marks of direction stay: Persian, Sinhala and mixed lines
    need them. Lines stay, as single line feeds.
    """
    text = _UNWANTED.sub("", _BREAKS.sub("\n", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def one_line(text: str) -> str:
    """The same in one line: names and titles."""
    return " ".join(clean(text).split())


def required(text: str, field: str) -> str:
    """A line that must not be empty."""
    line = one_line(text)
    if not line:
        raise CannotBuild("text_missing", field=field)
    return line


def instant(value: datetime, field: str) -> str:
    """An instant as the Data Model 2.0 writes it (4.9), in UTC, without fractions of a second."""
    if value.tzinfo is None or value.utcoffset() is None:
        raise CannotBuild("zone_missing", field=field)
    return value.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def address(value: str, field: str) -> str:
    """An absolute IRI: a relative one would mean something else wherever the document lies."""
    if not _ADDRESS.fullmatch(value):
        raise CannotBuild("address_wrong", field=field)
    return value


def web_address(value: str, field: str) -> str:
    """An address that a browser opens."""
    if urlsplit(address(value, field)).scheme not in {"http", "https"}:
        raise CannotBuild("address_wrong", field=field)
    return value


def new_id() -> str:
    """A random name that says nothing about whom or what it names."""
    return uuid4().urn
