"""What a cartridge would bring: modules with their items, files, and what is to be said of it all."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

FILE_BASES = ("$IMS-CC-FILEBASE$/", "%24IMS-CC-FILEBASE%24/", "$IMS_CC_FILEBASE$/")
"""How an address in a text names the folder of the course's files (1.1, section 4.9.4)."""


def is_web_address(address: str) -> bool:
    """Whether a link may lead there."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(address) <= 2_000


class Kind(StrEnum):
    """What a thing of a cartridge becomes."""

    PAGE = "page"
    LINK = "link"
    FILE = "file"
    ASSIGNMENT = "assignment"
    HEADING = "heading"


class Why(StrEnum):
    """Why something does not come in, or not as it was."""

    QUIZ = "quiz"
    QUESTIONS = "questions"
    TOOL = "tool"
    MISSING = "missing"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    ADDRESS = "address"
    UNKNOWN = "unknown"
    SETTINGS = "settings"
    DISCUSSION = "discussion"
    LOST = "lost"
    LONG = "long"
    DUPLICATE = "duplicate"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the report."""

    why: Why
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that comes into a module."""

    kind: Kind
    title: str
    name: str = ""
    """The entry of the archive that holds it: a page, a file, or what says what it is."""
    html: str = ""
    """A text that stands in an XML file."""
    url: str = ""
    points: float | None = None
    attachments: tuple[str, ...] = ()


@dataclass(slots=True)
class Part:
    """A module to be."""

    title: str
    items: list[Item] = field(default_factory=list)
    is_rest: bool = False
    """It holds what stands in no module of the course."""


@dataclass(slots=True)
class Plan:
    """All that comes in."""

    title: str
    language: str
    version: str
    modules: list[Part]
    files: list[str]
    remarks: list[Remark]
    entries: dict[str, str] = field(default_factory=dict)
    """Where a page, a task or a file stands in the archive, by its identifier in the manifest."""

    def count(self, kind: Kind) -> int:
        return sum(item.kind == kind for module in self.modules for item in module.items)
