"""Whether there is room for a file; asked before anything of it is sent."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.content.files.errors import ExchangeFull, FileTooLarge, PersonFull
from vsm_platform.content.files.limits import Limits, size_words
from vsm_platform.content.files.models import Blob, File, FileVersion, Upload


def require_size(size: int, largest: int) -> None:
    """Go on, if a file of this size is taken.

    Raises:
        FileTooLarge: it is larger than a file may be.
    """
    if size > largest:
        raise FileTooLarge(size=size_words(size), largest=size_words(largest))


def require_room(
    session: Session,
    exchange_id: int,
    size: int,
    bounds: Limits,
    *,
    person_id: int | None,
) -> None:
    """Go on, if so many more bytes have room.

    What is under way counts as if it had arrived, and what is deleted until it is purged.

    Args:
        session: the unit of work.
        exchange_id: where the file goes.
        size: of the file.
        bounds: the limits that hold.
        person_id: whose own room is asked for too; None for those who teach, and the system.

    Raises:
        ExchangeFull: all files of the exchange leave no room.
        PersonFull: this person's own ones do not.
    """
    free = bounds.exchange - _used(session, exchange_id, None)
    if size > free:
        raise ExchangeFull(**_room_words(bounds.exchange, free, size))
    if person_id is not None:
        free = bounds.person - _used(session, exchange_id, person_id)
        if size > free:
            raise PersonFull(**_room_words(bounds.person, free, size))


def _room_words(whole: int, free: int, size: int) -> dict[str, str]:
    return {
        "whole": size_words(whole),
        "free": size_words(max(free, 0)),
        "size": size_words(size),
    }


def _used(session: Session, exchange_id: int, person_id: int | None) -> int:
    stored = (
        select(func.coalesce(func.sum(Blob.size), 0))
        .select_from(FileVersion)
        .join(File, File.id == FileVersion.file_id)
        .join(Blob, Blob.digest == FileVersion.digest)
        .where(File.exchange_id == exchange_id)
    )
    coming = select(func.coalesce(func.sum(Upload.length), 0)).where(
        Upload.exchange_id == exchange_id, Upload.file_id.is_(None)
    )
    if person_id is not None:
        stored = stored.where(FileVersion.uploaded_by_id == person_id)
        coming = coming.where(Upload.person_id == person_id)
    return int(session.scalar(stored) or 0) + int(session.scalar(coming) or 0)
