"""Files of what is handed in: the one place where assignments touch the room of files.

Until that room is connected (``use_files``), work consists of text and links, and the pages show
no field for files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Protocol

from sqlalchemy.orm import Session

OWNER = "submission"
"""The kind of owner under which files are stored; the number is the submission's."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file, as pages show it."""

    id: int
    name: str
    path: str
    """Where it is read, below our own address."""
    size: str = ""
    """In words, such as ``2.4 MB``."""


class Files(Protocol):
    """What assignments need of the room of files."""

    def do_store(
        self,
        session: Session,
        exchange_id: int,
        *,
        owner: str,
        name: str,
        stream: IO[bytes],
        actor_id: int,
    ) -> int:
        """Keep a file for an owner such as ``submission:7``; gives its id."""
        ...

    def file_lines(self, session: Session, ids: Sequence[int]) -> Sequence[FileLine]:
        """These files, in this order; those that are gone are left out."""
        ...


_files: list[Files] = []


def use_files(files: Files) -> None:
    """Connect the room of files; called once, when the rooms are wired."""
    _files[:] = [files]


def takes_files() -> bool:
    return bool(_files)


def store(
    session: Session,
    exchange_id: int,
    submission_id: int,
    *,
    name: str,
    stream: IO[bytes],
    actor_id: int,
) -> int:
    """Keep a file that belongs to a submission; gives its id."""
    owner = f"{OWNER}:{submission_id}"
    return _files[0].do_store(
        session, exchange_id, owner=owner, name=name, stream=stream, actor_id=actor_id
    )


def lines(session: Session, file_ids: Sequence[int]) -> list[FileLine]:
    """The files with these ids; none while no room keeps any."""
    return list(_files[0].file_lines(session, file_ids)) if _files and file_ids else []
