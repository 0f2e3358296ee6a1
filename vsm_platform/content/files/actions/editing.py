"""What people change of files and folders: names, places, words, deletion and its undoing."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from vsm_platform.content.files.errors import FolderNotEmpty
from vsm_platform.content.files.models import File, FileVersion, Folder, Upload
from vsm_platform.content.files.names import safe_name
from vsm_platform.content.files.owners import Owner
from vsm_platform.content.files.queries.lists import is_empty
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What people say of a file."""

    name: str
    description: str
    alt_text: str
    language: str
    licence: str


def do_describe(session: Session, file: File, facts: FileFacts, *, actor_id: int) -> None:
    """Rename a file, and say what it is."""
    file.name = safe_name(facts.name, file.name)
    file.description, file.alt_text = facts.description, facts.alt_text
    file.language, file.licence = facts.language, facts.licence
    _record(session, "file_changed", file, actor_id)


def do_move(session: Session, file: File, folder_id: int | None, *, actor_id: int) -> None:
    """Put a file into another folder of the same owner, or into the topmost place.

    Raises:
        NotFound: the owner has no such folder.
    """
    if folder_id is not None:
        folder = session.get(Folder, folder_id)
        there = folder and (folder.exchange_id, folder.owner_kind, folder.owner_id)
        if there != (file.exchange_id, file.owner_kind, file.owner_id):
            raise NotFound
    file.folder_id = folder_id
    _record(session, "file_moved", file, actor_id)


def do_delete(session: Session, file: File, *, actor_id: int) -> None:
    """Take a file away, so that it can be brought back for a while."""
    file.deleted_at = clock.now()
    _record(session, "file_deleted", file, actor_id)


def do_delete_files(
    session: Session, exchange_id: int, ids: Collection[int], *, actor_id: int
) -> None:
    """Take several files of an exchange away, for rooms that brought them."""
    query = select(File).where(
        File.id.in_(ids), File.exchange_id == exchange_id, File.deleted_at.is_(None)
    )
    for file in session.scalars(query).all():
        do_delete(session, file, actor_id=actor_id)


def do_bring_back(session: Session, file: File, *, actor_id: int) -> None:
    """Undo a deletion."""
    file.deleted_at = None
    _record(session, "file_brought_back", file, actor_id)


def do_purge_now(session: Session, file: File, *, actor_id: int) -> None:
    """Let the next tidying remove a deleted file for good, and free its room at once."""
    _record(session, "file_purged", file, actor_id)
    do_forget_file(session, file)


def do_forget_file(session: Session, file: File) -> None:
    """Remove a file with its versions; contents that nobody else has follow by the tidying."""
    for version in session.scalars(select(FileVersion).where(FileVersion.file_id == file.id)):
        session.delete(version)
    session.flush()
    session.delete(file)
    session.flush()


def do_forget_files(session: Session, ids: Collection[int]) -> None:
    """Remove files for good and at once, for rooms whose things they belong to."""
    for file in session.scalars(select(File).where(File.id.in_(ids))).all():
        session.execute(update(Upload).where(Upload.file_id == file.id).values(file_id=None))
        do_forget_file(session, file)


def do_forget_files_of(session: Session, owners: Collection[Owner]) -> None:
    """Remove everything that these things of other rooms own, as when a person is erased."""
    for owner in owners:
        own = select(File).where(File.owner_kind == owner.kind, File.owner_id == owner.id)
        for file in session.scalars(own).all():
            do_forget_file(session, file)


def do_restore_version(
    session: Session, file: File, number: int, *, actor_id: int, by_faculty: bool
) -> None:
    """Make an older version the newest again; nothing of what came between is lost.

    Raises:
        NotFound: there is no such version.
    """
    older = session.scalars(
        select(FileVersion).where(FileVersion.file_id == file.id, FileVersion.number == number)
    ).one_or_none()
    if older is None:
        raise NotFound
    session.refresh(file, with_for_update=True)
    newest = session.scalar(
        select(func.max(FileVersion.number)).where(FileVersion.file_id == file.id)
    )
    file.number = (newest or 0) + 1
    session.add(
        FileVersion(
            file_id=file.id,
            number=file.number,
            digest=older.digest,
            uploaded_by_id=actor_id,
            by_faculty=by_faculty,
            uploaded_at=clock.now(),
        )
    )
    _record(session, "version_restored", file, actor_id)


def do_make_folder(
    session: Session,
    exchange_id: int,
    owner: Owner,
    name: str,
    *,
    parent_id: int | None = None,
    is_open: bool = False,
    actor_id: int | None,
) -> Folder:
    """Make a folder of an owner, within another folder of theirs or topmost."""
    folder = Folder(
        exchange_id=exchange_id,
        owner_kind=owner.kind,
        owner_id=owner.id,
        parent_id=parent_id,
        name=name,
        is_open=is_open,
        created_at=clock.now(),
    )
    session.add(folder)
    session.flush()
    _record_folder(session, "folder_made", folder, actor_id)
    return folder


def do_change_folder(
    session: Session, folder: Folder, name: str, *, is_open: bool, actor_id: int
) -> None:
    """Rename a folder, and say whether students may add to it."""
    folder.name, folder.is_open = name, is_open
    _record_folder(session, "folder_changed", folder, actor_id)


def do_delete_folder(session: Session, folder: Folder, *, actor_id: int) -> None:
    """Remove a folder in which nothing is.

    Raises:
        FolderNotEmpty: there is something in it, or on its way.
    """
    if not is_empty(session, folder.id):
        raise FolderNotEmpty
    for model in (File, Upload):
        # What was deleted in it can still be brought back, one folder higher.
        here = update(model).where(model.folder_id == folder.id)
        session.execute(here.values(folder_id=folder.parent_id))
    _record_folder(session, "folder_deleted", folder, actor_id)
    session.delete(folder)
    session.flush()


def _record(session: Session, verb: str, file: File, actor_id: int) -> None:
    audit.record(
        session, f"files.{verb}", f"exchange:{file.exchange_id}", actor_id=actor_id, file=file.id
    )


def _record_folder(session: Session, verb: str, folder: Folder, actor_id: int | None) -> None:
    audit.record(
        session,
        f"files.{verb}",
        f"exchange:{folder.exchange_id}",
        actor_id=actor_id,
        folder=folder.id,
    )
