"""What is forgotten in time: unfinished uploads, deleted files, and contents that nobody has."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from vsm_platform.content.files.actions.editing import do_forget_file
from vsm_platform.content.files.intake import note_checked
from vsm_platform.content.files.limits import BIN_DAYS
from vsm_platform.content.files.models import Blob, File, FileVersion, ScanState, Upload
from vsm_platform.content.files.scanning import Verdict
from vsm_platform.core import clock

BIN = timedelta(days=BIN_DAYS)


def do_forget_uploads(session: Session) -> Sequence[int]:
    """Remove uploads whose time is over, and those that have long been files; gives their ids."""
    present = clock.now()
    given_up = (Upload.expires_at < present) & (Upload.offset < Upload.length)
    long_done = Upload.file_id.is_not(None) & (Upload.expires_at < present)
    removed = session.execute(delete(Upload).where(given_up | long_done).returning(Upload.id))
    return [row.id for row in removed]


def deleted_before(session: Session, instant: datetime) -> Sequence[int]:
    """The files that nobody can bring back any more."""
    return session.scalars(select(File.id).where(File.deleted_at < instant)).all()


def do_purge(session: Session, file_id: int) -> None:
    """Remove a deleted file for good."""
    file = session.get(File, file_id, with_for_update=True)
    if file is not None and file.deleted_at is not None:
        do_forget_file(session, file)


def do_forget_contents(session: Session) -> None:
    """Forget contents that no version of any file has."""
    has_version = exists().where(FileVersion.digest == Blob.digest)
    session.execute(delete(Blob).where(~has_version))


def known_contents(session: Session, digests: Collection[str]) -> set[str]:
    """Which of these contents some file has."""
    return set(session.scalars(select(Blob.digest).where(Blob.digest.in_(digests))))


def uploads_among(session: Session, ids: Collection[int]) -> set[int]:
    """Which of these uploads are still there."""
    return set(session.scalars(select(Upload.id).where(Upload.id.in_(ids))))


def do_note_verdict(session: Session, digest: str, verdict: Verdict) -> None:
    """What the scanner said of a content."""
    changed = update(Blob).where(Blob.digest == digest)
    session.execute(changed.values(scan_state=ScanState(verdict.state), found=verdict.found))
    files = (
        select(File.owner_kind, File.id)
        .join(FileVersion, (FileVersion.file_id == File.id) & (FileVersion.number == File.number))
        .where(FileVersion.digest == digest)
    )
    note_checked(session, [(kind, file_id) for kind, file_id in session.execute(files)])
