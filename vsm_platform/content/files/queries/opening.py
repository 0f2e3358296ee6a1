"""A file's content for other rooms, such as a cartridge that is written."""

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy.orm import Session

from vsm_platform.content.files.errors import FileInfected
from vsm_platform.content.files.models import ScanState
from vsm_platform.content.files.places import store
from vsm_platform.content.files.queries.lists import FileLine, file_of, versions_of
from vsm_platform.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's newest content, to read from; whoever opened it closes it."""

    line: FileLine
    stream: BinaryIO


def open_file(session: Session, file_id: int) -> OpenedFile:
    """Open a file's newest version; who may have it is the caller's to know.

    Raises:
        NotFound: there is none, or it is deleted.
        FileInfected: the scanner found something in it.
        StoreUnavailable: the store does not answer.
    """
    line = file_of(session, file_id)
    if line is None or line.deleted_at is not None:
        raise NotFound
    if line.scan_state == ScanState.INFECTED:
        raise FileInfected
    newest = versions_of(session, file_id)[0]
    return OpenedFile(line, store().open(newest.digest, newest.size))
