"""An upload from its first word to its last byte; the bytes themselves lie in the staging area."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vsm_platform.content.files.actions.room import require_room, require_size
from vsm_platform.content.files.actions.storing import Destination, Kept, do_add_kept
from vsm_platform.content.files.errors import OffsetWrong
from vsm_platform.content.files.limits import Limits
from vsm_platform.content.files.models import INTAKE, TIDY, File, Upload
from vsm_platform.content.files.names import safe_name
from vsm_platform.content.files.owners import Owner
from vsm_platform.content.files.places import staging
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.core.unit_of_work import after_commit

KEPT = timedelta(days=7)
"""How long an upload waits for its next piece."""
STORE = "file-store"
"""The channel of everything that goes into the store."""


@dataclass(frozen=True, slots=True)
class UploadWish:
    """What somebody wants to send."""

    to: Destination
    person_id: int
    name: str
    length: int
    modified: str = ""
    """When the file was changed last, as its own computer says; to know it again."""
    largest: int | None = None
    """A limit of its own, in bytes, where one holds."""


def do_begin_upload(session: Session, wish: UploadWish, bounds: Limits) -> Upload:
    """Take note of an upload before anything of it is sent.

    Raises:
        FileTooLarge, ExchangeFull, PersonFull: there is no room for it.
    """
    require_size(wish.length, min(wish.largest or bounds.largest, bounds.largest))
    own_room = None if wish.to.by_faculty else wish.person_id
    require_room(session, wish.to.exchange_id, wish.length, bounds, person_id=own_room)
    present = clock.now()
    upload = Upload(
        exchange_id=wish.to.exchange_id,
        person_id=wish.person_id,
        by_faculty=wish.to.by_faculty,
        owner_kind=wish.to.owner.kind,
        owner_id=wish.to.owner.id,
        folder_id=wish.to.folder_id,
        updates_id=wish.to.updates_id,
        name=safe_name(wish.name),
        length=wish.length,
        offset=0,
        details={"modified": wish.modified[:40], "chosen": wish.name[:300]},
        created_at=present,
        expires_at=present + KEPT,
    )
    session.add(upload)
    session.flush()
    do_ensure_tidying(session)
    if upload.is_complete:
        _enqueue_intake(session, upload)
    return upload


def do_note_piece(session: Session, upload_id: int, offset: int, received: int) -> Upload:
    """So many bytes more are safe on the disk; the last ones let the file be taken in.

    Raises:
        NotFound: the upload was ended meanwhile.
        OffsetWrong: another piece was faster.
    """
    upload = session.get(Upload, upload_id, with_for_update=True)
    if upload is None:
        raise NotFound
    if upload.offset != offset:
        raise OffsetWrong
    upload.offset = offset + received
    upload.expires_at = clock.now() + KEPT
    if upload.is_complete:
        _enqueue_intake(session, upload)
    return upload


def _enqueue_intake(session: Session, upload: Upload) -> None:
    enqueue(
        session,
        INTAKE,
        {"upload": upload.id},
        lane=f"upload:{upload.id}",
        channel=STORE,
        exchange_id=upload.exchange_id,
    )


def do_take_in(session: Session, upload_id: int, kept: Kept) -> int | None:
    """Make a file of a whole upload, once; gives the file's id, or None where it was ended."""
    upload = session.get(Upload, upload_id, with_for_update=True)
    if upload is None:
        return None
    if upload.file_id is None:
        updated = session.get(File, upload.updates_id) if upload.updates_id else None
        file = do_add_kept(
            session,
            Destination(
                upload.exchange_id,
                Owner(upload.owner_kind, upload.owner_id),
                upload.folder_id,
                updated.id if updated else None,
                upload.person_id,
                upload.by_faculty,
            ),
            kept,
        )
        upload.file_id = file.id
    after_commit(session, lambda: staging().drop(upload_id))
    return upload.file_id


def do_end_upload(session: Session, upload: Upload) -> None:
    """Give up an upload, with what has arrived of it."""
    upload_id = upload.id
    session.delete(upload)
    after_commit(session, lambda: staging().drop(upload_id))


def do_ensure_tidying(session: Session) -> None:
    """See to it that the daily tidying goes on, from the first file on."""
    waits = exists().where(Delivery.kind == TIDY, Delivery.state == DeliveryState.WAITING)
    if not session.scalar(select(waits)):
        enqueue(
            session,
            TIDY,
            {},
            lane="files:tidy",
            channel="files",
            due_at=clock.now() + timedelta(days=1),
        )
