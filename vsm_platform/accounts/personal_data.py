"""What the product holds of a person, and how it lets a person be gone: each room answers for itself.

A room gives what it holds as plain values, with files where there are any (GDPR, Articles 15 and
20), and says how it takes a person out of what it keeps (Article 17). Rooms offer themselves when
they are imported, so each stands behind those that it builds upon. They erase the other way round:
whatever refers to something goes before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from flask_babel import LazyString
from sqlalchemy import ColumnElement, Select, or_
from sqlalchemy.orm import Session

GONE = "—"
"""How somebody is called who was erased; pages say it in words (``_macros/people.html``)."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind that a room holds of a person."""

    key: str
    """What it is called in the JSON file; one word or several with ``_``."""
    label: LazyString | str
    rows: list[dict[str, Any]]
    """Plain values, days and moments; lists and dictionaries of them."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the person's own."""

    name: str
    """As the person called it; where it stands in the ZIP file follows from the room."""
    size: int
    """Bytes."""
    open: Callable[[], BinaryIO]
    """Opens it for reading, outside of any transaction; may raise an AppError."""


Source = Callable[[Session, int], Iterable[Part | KeptFile]]
"""Gives what a room holds of a person, in a constant number of statements."""

_sources: dict[str, Source] = {}


def offer_personal_data(room: str, source: Source) -> None:
    """Let a room say what it holds of a person; called once, when the room is imported."""
    _sources[room] = source


@dataclass(frozen=True, slots=True)
class Holding:
    """What one room holds of a person."""

    room: str
    parts: list[Part]
    files: list[KeptFile]


def holdings(session: Session, person_id: int) -> Iterator[Holding]:
    """What every room holds of a person; rooms that hold nothing are left out."""
    for room, source in _sources.items():
        found = list(source(session, person_id))
        parts = [one for one in found if isinstance(one, Part) and one.rows]
        files = [one for one in found if isinstance(one, KeptFile)]
        if parts or files:
            yield Holding(room, parts, files)


def listed(session: Session, query: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The rows of a statement, each under the names of its columns."""
    return [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001 (public, in spite of its name)


# Erasure --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who is being erased."""

    person_id: int
    words: tuple[str, ...]
    """By which the person was known: names, addresses, the identifiers of LMSs. For lists and
    letters that hold words instead of a reference."""

    def is_in(self, cells: Iterable[object]) -> bool:
        """Whether one of these cells names the person and nothing else."""
        known = {word.casefold() for word in self.words}
        return any(isinstance(cell, str) and cell.strip().casefold() in known for cell in cells)

    def named_in(self, *columns: Any) -> ColumnElement[bool]:
        """A condition: that one of these columns holds one of the words."""
        return or_(
            *(one.icontains(word, autoescape=True) for one in columns for word in self.words)
        )

    def without(self, text: str) -> str:
        """A text that stays, with … where it named the person."""
        if not self.words:
            return text
        named = "|".join(re.escape(word) for word in self.words)
        return re.sub(rf"(?<!\w)(?:{named})(?!\w)", "…", text, flags=re.IGNORECASE)


Erase = Callable[[Session, Gone], None]
"""Takes a person out of what a room keeps; it may be asked again after it has failed."""


@dataclass(frozen=True, slots=True)
class Erasing:
    """How one room lets a person be gone."""

    room: str
    erase: Erase
    kept: tuple[LazyString | str, ...]
    """What stays, and why, in a sentence each; read by people before they decide."""


_erasing: dict[str, Erasing] = {}


def offer_erasure(room: str, erase: Erase, *, kept: Iterable[LazyString | str] = ()) -> None:
    """Let a room take people out of what it keeps; called once, when the room is imported.

    Each room works in a transaction of its own, and after a failure it is asked again.
    """
    _erasing[room] = Erasing(room, erase, tuple(kept))


def erasing_rooms() -> list[Erasing]:
    """Every room that lets people be gone, in the order in which they are asked."""
    return list(reversed(_erasing.values()))


def what_stays() -> list[LazyString | str]:
    """What is kept after an erasure, and why; of all rooms, in sentences."""
    return [sentence for room in _erasing.values() for sentence in room.kept]
