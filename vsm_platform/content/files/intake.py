"""What other rooms do with a content before it is kept for one of their owners.

A room can look at it, put another in its place (a photograph without the place where it was taken)
or refuse it, and take note of the file that it becomes. Looking takes its time, so it is done
outside of any unit of work.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Looked:
    """What is to be kept."""

    path: Path
    """The content that came, or the one in its place."""
    name: str
    facts: object = None
    """What ``added`` wants to know of it."""


Look = Callable[[Path, str], AbstractContextManager[Looked]]
"""Looks at the content at a path, of this name. Raises an AppError for one that is not taken."""
Added = Callable[[Session, int, int, object], None]
"""Takes note of a file: the session, its owner's id, the file's id, and the facts."""
Checked = Callable[[Session, Collection[int]], None]
"""Takes note that the scanner has looked at these files, which others may have now or never."""


@contextmanager
def _as_it_came(path: Path, name: str) -> Iterator[Looked]:
    yield Looked(path, name)


def _nothing(_session: Session, _owner_id: int, _file_id: int, _facts: object) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class _Intake:
    look: Look
    added: Added
    largest: Callable[[], int]
    checked: Checked


_intakes: dict[str, _Intake] = {}


def offer_intake(
    kind: str, look: Look, added: Added, largest: Callable[[], int], checked: Checked
) -> None:
    """Let a room look at what comes for its kind of owner; called once.

    Args:
        kind: of ``owners``.
        look: before it is kept.
        added: in the transaction in which it becomes a file.
        largest: how many bytes a file of this kind can have.
        checked: in the transaction in which the scanner's word on files is noted.
    """
    _intakes[kind] = _Intake(look, added, largest, checked)


def looked_at(kind: str, path: Path, name: str) -> AbstractContextManager[Looked]:
    """The content as it is to be kept for an owner of this kind."""
    look = _intakes[kind].look if kind in _intakes else _as_it_came
    return look(path, name)


def note_added(session: Session, kind: str, owner_id: int, file_id: int, facts: object) -> None:
    """Let the owner's room know that a file is there."""
    added = _intakes[kind].added if kind in _intakes else _nothing
    added(session, owner_id, file_id, facts)


def largest_of(kind: str) -> int | None:
    """How many bytes a file of such an owner can have, where it has a limit of its own."""
    return _intakes[kind].largest() if kind in _intakes else None


def note_checked(session: Session, files: Collection[tuple[str, int]]) -> None:
    """Let the owners' rooms know what the scanner has looked at, as pairs of kind and file."""
    for kind, intake in _intakes.items():
        ids = [file_id for owner_kind, file_id in files if owner_kind == kind]
        if ids:
            intake.checked(session, ids)
