"""Where a file is used: each room that shows files says on which of its pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class FileUse:
    """One page that shows a file or leads to it."""

    title: str
    path: str
    """Below our own address."""


UseSource = Callable[[Session, int, int], Iterable[FileUse]]
"""Gives a room's pages of the exchange with the first id that use the file with the second."""

_sources: dict[str, UseSource] = {}


def offer_file_uses(room: str, source: UseSource) -> None:
    """Let a room say where it uses files; called once, when the room is imported."""
    _sources[room] = source


def uses_of(session: Session, exchange_id: int, file_id: int) -> list[FileUse]:
    """All pages that use a file."""
    return [use for source in _sources.values() for use in source(session, exchange_id, file_id)]
