"""A content becomes a file, or a new version of one."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vsm_platform.content.files.intake import looked_at, note_added
from vsm_platform.content.files.kinds import media_type
from vsm_platform.content.files.models import SCAN, Blob, File, FileVersion, ScanState
from vsm_platform.content.files.names import numbered, safe_name
from vsm_platform.content.files.owners import Owner
from vsm_platform.content.files.places import scanner, staging, store
from vsm_platform.content.files.storage import Arrived, Beat, examine, quietly
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.outbox import enqueue

_BLOBS = table_of(Blob)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a file goes, and who brings it."""

    exchange_id: int
    owner: Owner
    folder_id: int | None = None
    updates_id: int | None = None
    """The file of which it is to be a new version."""
    person_id: int | None = None
    by_faculty: bool = False
    keeps_both: bool = False
    """Whether a file of the same name gets a number, also where it could get a new version."""


def do_add_file(session: Session, to: Destination, name: str, arrived: Arrived) -> File:
    """Make a file of a content that lies in the store, or a new version of the one it updates.

    A file of the same name in the same place gets a new version where the bringer may change it;
    else the new one gets a number.
    """
    name = safe_name(name)
    _note_blob(session, arrived, name, to.exchange_id)
    file = _updated(session, to, name) or _new_file(session, to, name)
    if file.number and _newest_digest(session, file) == arrived.digest:
        # The same content once more says nothing new.
        return file
    file.number += 1
    session.add(
        FileVersion(
            file_id=file.id,
            number=file.number,
            digest=arrived.digest,
            uploaded_by_id=to.person_id,
            by_faculty=to.by_faculty,
            uploaded_at=clock.now(),
        )
    )
    session.flush()
    return file


def _newest_digest(session: Session, file: File) -> str | None:
    query = select(FileVersion.digest).where(
        FileVersion.file_id == file.id, FileVersion.number == file.number
    )
    return session.scalar(query)


def _updated(session: Session, to: Destination, name: str) -> File | None:
    """The file that gets a new version, with its row locked."""
    if to.updates_id is not None:
        file = session.get(File, to.updates_id, with_for_update=True)
        return file if file and file.deleted_at is None else None
    if to.keeps_both:
        return None
    query = _same_place(to).where(File.name == name).order_by(File.id).with_for_update()
    for file in session.scalars(query):
        if to.by_faculty or (to.person_id is not None and file.created_by_id == to.person_id):
            return file
    return None


def _same_place(to: Destination) -> Select[File]:
    return select(File).where(
        File.exchange_id == to.exchange_id,
        File.owner_kind == to.owner.kind,
        File.owner_id == to.owner.id,
        File.folder_id.is_(None) if to.folder_id is None else File.folder_id == to.folder_id,
        File.deleted_at.is_(None),
    )


def _new_file(session: Session, to: Destination, name: str) -> File:
    file = File(
        exchange_id=to.exchange_id,
        owner_kind=to.owner.kind,
        owner_id=to.owner.id,
        folder_id=to.folder_id,
        name=_free_name(session, to, name),
        number=0,
        created_by_id=to.person_id,
        created_at=clock.now(),
    )
    session.add(file)
    session.flush()
    return file


def _free_name(session: Session, to: Destination, name: str) -> str:
    taken = {found.name.lower() for found in session.scalars(_same_place(to))}
    number, free = 1, name
    while free.lower() in taken:
        number += 1
        free = numbered(name, number)
    return free


def _note_blob(session: Session, arrived: Arrived, name: str, exchange_id: int) -> None:
    """Know the content, and let the scanner look at one that it has not seen."""
    has_scanner = scanner() is not None
    state = ScanState.WAITING if has_scanner else ScanState.NOT_SCANNED
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    values = {
        "digest": arrived.digest,
        "size": arrived.size,
        "media_type": media_type(arrived.head, name),
        "scan_state": state,
        "found": "",
        "stored_at": clock.now(),
    }
    # Two people may bring the same content at the same moment.
    session.execute(dialect.insert(_BLOBS).values(values).on_conflict_do_nothing())
    blob = session.get_one(Blob, arrived.digest)
    if has_scanner and blob.scan_state in {ScanState.NOT_SCANNED, ScanState.WAITING}:
        blob.scan_state = ScanState.WAITING
        enqueue(
            session,
            SCAN,
            {"digest": arrived.digest},
            lane=f"scan:{arrived.digest}",
            channel="scanner",
            exchange_id=exchange_id,
        )


def keep(stream: BinaryIO) -> Arrived:
    """Put what a stream gives into the store; it needs no unit of work, and holds none up.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    with staging().whole(stream) as path:
        arrived = examine(path)
        store().put(path, arrived.digest)
    return arrived


@dataclass(frozen=True, slots=True)
class Kept:
    """A content that lies in the store, and what its owner's room made of it (``intake``)."""

    name: str
    arrived: Arrived
    facts: object = None


def keep_for(kind: str, name: str, path: Path, beat: Beat = quietly) -> Kept:
    """Put a file into the store as the room of its owner wants to have it.

    Raises:
        StoreUnavailable: the store does not answer.
        AppError: the room does not take it.
    """
    with looked_at(kind, path, name) as looked:
        arrived = examine(looked.path, beat)
        store().put(looked.path, arrived.digest, beat)
        return Kept(looked.name, arrived, looked.facts)


def keep_sent(kind: str, name: str, stream: BinaryIO) -> Kept:
    """The same with what a stream gives."""
    with staging().whole(stream) as path:
        return keep_for(kind, name, path)


def do_add_kept(session: Session, to: Destination, kept: Kept) -> File:
    """Make a file of it, and let its owner's room know."""
    file = do_add_file(session, to, kept.name, kept.arrived)
    note_added(session, to.owner.kind, to.owner.id, file.id, kept.facts)
    return file


def do_store(
    session: Session,
    exchange_id: int,
    *,
    owner: Owner,
    name: str,
    stream: BinaryIO,
    actor_id: int | None,
    folder_id: int | None = None,
    by_faculty: bool = False,
    keeps_both: bool = False,
) -> int:
    """Keep what a stream gives as a file; gives the file's id.

    For other rooms, which ask for size and room themselves (``limits``, ``require_room``). The
    content is put into the store at once; if the unit of work fails, it is swept out of there later.

    Args:
        session: the unit of work.
        exchange_id: whose file it is.
        owner: what it belongs to there.
        name: as somebody chose it; it is made safe.
        stream: the content, from where it stands to its end.
        actor_id: who brings it; None for the system.
        folder_id: a folder of this owner; None for the topmost place.
        by_faculty: whether whoever brings it teaches: only such files go into the next season.
        keeps_both: whether a file of the same name stays beside it, and gets no new version.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    to = Destination(
        exchange_id, owner, folder_id, None, actor_id, by_faculty, keeps_both=keeps_both
    )
    return do_add_file(session, to, name, keep(stream)).id
