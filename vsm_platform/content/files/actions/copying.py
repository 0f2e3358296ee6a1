"""The next season of an exchange gets the files of its faculty, and nothing of its students.

Contents are not copied: the new files point to the same ones.
"""

from collections.abc import Iterator

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from vsm_platform.content.files.models import File, FileVersion, Folder
from vsm_platform.content.files.owners import EXCHANGE
from vsm_platform.core import clock


def do_copy_files(
    session: Session,
    from_exchange_id: int,
    to_exchange_id: int,
    _days: int = 0,
) -> dict[int, int]:
    """Copy the exchange's own folders and its faculty's files into another exchange.

    Of each file the newest version by somebody who taught is taken; files without one stay behind,
    and so does everything that belongs to teams and people.

    Args:
        session: the unit of work.
        from_exchange_id: the season that was.
        to_exchange_id: the season that will be.
        _days: by how many days dates move; files bear none, but every room's copying is asked alike.

    Returns:
        The new files' ids by the old ones', so that pages can lead to the new ones.
    """
    folders = _copy_folders(session, from_exchange_id, to_exchange_id)
    copies: dict[int, int] = {}
    for file, digest, uploader in _faculty_files(session, from_exchange_id):
        folder_id = folders[file.folder_id] if file.folder_id else None
        copies[file.id] = _copy_file(session, file, digest, uploader, to_exchange_id, folder_id)
    session.flush()
    return copies


def _copy_file(
    session: Session,
    file: File,
    digest: str,
    uploader: int | None,
    exchange_id: int,
    folder_id: int | None,
) -> int:
    copy = File(
        exchange_id=exchange_id,
        owner_kind=EXCHANGE,
        owner_id=exchange_id,
        folder_id=folder_id,
        name=file.name,
        description=file.description,
        alt_text=file.alt_text,
        language=file.language,
        licence=file.licence,
        number=1,
        created_by_id=uploader,
        created_at=clock.now(),
    )
    session.add(copy)
    session.flush()
    version = FileVersion(
        file_id=copy.id,
        number=1,
        digest=digest,
        uploaded_by_id=uploader,
        by_faculty=True,
        uploaded_at=clock.now(),
    )
    session.add(version)
    return copy.id


def _copy_folders(session: Session, source: int, target: int) -> dict[int, int]:
    """All folders of the exchange itself; gives the new ids by the old ones."""
    query = select(Folder).where(Folder.exchange_id == source, Folder.owner_kind == EXCHANGE)
    old = list(session.scalars(query.order_by(Folder.id)))
    copies: dict[int, Folder] = {}
    for folder in old:
        copy = Folder(
            exchange_id=target,
            owner_kind=EXCHANGE,
            owner_id=target,
            name=folder.name,
            is_open=folder.is_open,
            created_at=clock.now(),
        )
        session.add(copy)
        copies[folder.id] = copy
    session.flush()
    for folder in old:
        if folder.parent_id:
            copies[folder.id].parent_id = copies[folder.parent_id].id
    return {old_id: copy.id for old_id, copy in copies.items()}


def _faculty_files(session: Session, exchange_id: int) -> Iterator[Row[File, str, int | None]]:
    newest = (
        select(FileVersion.file_id, func.max(FileVersion.number).label("number"))
        .where(FileVersion.by_faculty)
        .group_by(FileVersion.file_id)
        .subquery()
    )
    query = (
        select(File, FileVersion.digest, FileVersion.uploaded_by_id)
        .join(newest, newest.c.file_id == File.id)
        .join(
            FileVersion,
            (FileVersion.file_id == File.id) & (FileVersion.number == newest.c.number),
        )
        .where(
            File.exchange_id == exchange_id,
            File.owner_kind == EXCHANGE,
            File.deleted_at.is_(None),
        )
        .order_by(File.id)
    )
    yield from session.execute(query)
