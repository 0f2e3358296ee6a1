"""How one claim is read: every wrong type is a typed error, never a bare exception.

A claim that is null, and one that a platform writes as ``[]`` where an object belongs (PHP's
empty array), counts as absent. Texts to be shown lose control characters and are cut to length;
identifiers are compared and stored, and so are refused where a database could not hold them.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from lti.errors import LaunchError

IDENTIFIER_LIMIT: Final = 255
"""Characters of sub, deployment_id, context.id and resource_link.id (LTI 1.3 core, 5.3)."""

_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
"""Control characters but tab and line end, half surrogate pairs, and what turns the reading
direction of a whole line; joiners and direction marks stay, for names are written with them."""
_FAR_AWAY: Final = 1e11
"""Seconds; a moment further from 1970 is a mistake, and no number that dates can hold."""
_ADDRESS_LIMIT: Final = 4_000
_ADDRESS_SCHEMES: Final = frozenset({"http", "https"})


class ClaimReader:
    """Reads the members of one JSON object; ``path`` is where it stands in the token."""

    __slots__ = ("_path", "values")

    def __init__(self, values: Mapping[str, Any], path: str = "") -> None:
        self.values = values
        self._path = path

    def __bool__(self) -> bool:
        return bool(self.values)

    def text(self, name: str, *, limit: int = 500) -> str:
        """A text to be shown, ``""`` where it is absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.malformed(name)
        return shown(value)[:limit]

    def identifier(self, name: str) -> str:
        """A text that names something: there, 1 to 255 characters, kept as it is."""
        self._required(name)
        value = self.opaque(name)
        if not value or len(value) > IDENTIFIER_LIMIT:
            raise self.malformed(name)
        return value

    def opaque(self, name: str) -> str | None:
        """A text that is only carried; None where it is absent."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or _UNWANTED.search(value):
            raise self.malformed(name)
        return value

    def carried(self, name: str) -> str | None:
        """A text that goes back to the platform as it came; None where it is absent."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise self.malformed(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty where it is absent."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.malformed(name)
        return tuple(shown(item) for item in value)

    def required_texts(self, name: str) -> tuple[str, ...]:
        """A list of texts that must be there, if only empty."""
        self._required(name)
        return self.texts(name)

    def flag(self, name: str) -> bool:
        """True or false; some platforms write it as text."""
        return self.values.get(name) in (True, "true")

    def moment(self, name: str) -> float | None:
        """Seconds since 1970 (RFC 7519, NumericDate); None unless it is a sane number."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value if -_FAR_AWAY < value < _FAR_AWAY else None

    def address(self, name: str) -> str | None:
        """An http or https address; None for anything else, a script above all."""
        value = self.values.get(name)
        return value if isinstance(value, str) and is_web_address(value) else None

    def required_address(self, name: str) -> str:
        """An http or https address that must be there."""
        self._required(name)
        address = self.address(name)
        if address is None:
            raise self.malformed(name)
        return address

    def object(self, name: str) -> "ClaimReader":
        """The members of an object; none where it is absent or empty."""
        value = self.values.get(name)
        if value is None or value == []:
            value = {}
        if not isinstance(value, dict):
            raise self.malformed(name)
        return ClaimReader(value, f"{self._path}{_short(name)}.")

    def required_object(self, name: str) -> "ClaimReader":
        """The members of an object that must be there and may not be null."""
        self._required(name)
        return self.object(name)

    def malformed(self, name: str) -> LaunchError:
        return LaunchError("claim_malformed", claim=self._path + _short(name))

    def _required(self, name: str) -> None:
        if name not in self.values:
            raise LaunchError("claim_missing", claim=self._path + _short(name))
        if self.values[name] is None:
            raise self.malformed(name)


def shown(text: str) -> str:
    """Without what a page, a log or a database should not be given."""
    return _UNWANTED.sub("", text)


def is_web_address(text: str) -> bool:
    """An http or https address with a host, without spaces and control characters."""
    if len(text) > _ADDRESS_LIMIT or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in _ADDRESS_SCHEMES and bool(parts.hostname)


def _short(name: str) -> str:
    """The claim's last word: ``roles`` for ``https://purl.imsglobal.org/spec/lti/claim/roles``."""
    return name.rpartition("/")[2]
