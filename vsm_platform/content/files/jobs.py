"""Work that waits for disks, buckets and scanners, outside of any unit of work.

Each handler may be killed at any point and is then run again: a content is put under its digest, and
an upload becomes a file once.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError

from vsm_platform.content.files.actions.storing import keep_for
from vsm_platform.content.files.actions.tidying import (
    BIN,
    deleted_before,
    do_forget_contents,
    do_forget_uploads,
    do_note_verdict,
    do_purge,
    known_contents,
    uploads_among,
)
from vsm_platform.content.files.actions.uploads import do_end_upload, do_take_in
from vsm_platform.content.files.errors import StoreUnavailable
from vsm_platform.content.files.models import INTAKE, SCAN, TIDY, Blob, Upload
from vsm_platform.content.files.places import scanner, staging, store
from vsm_platform.content.files.scanning import ScannerUnavailable
from vsm_platform.content.files.storage import Beat, quietly
from vsm_platform.core import clock
from vsm_platform.core.courier import Handler, Outcome, again, delivered, later, refused
from vsm_platform.core.errors import AppError
from vsm_platform.core.logs import get_logger
from vsm_platform.core.outbox import Claimed, keep_lease
from vsm_platform.core.unit_of_work import Database

GRACE = timedelta(days=1)
"""A content without a file is left alone for so long: its file may just be made."""
EVERY = timedelta(days=1)
BEAT_SECONDS = 20.0
BATCH = 500


def _heart(database: Database, claimed: Claimed) -> Beat:
    """Says now and then that this process still works on a delivery."""
    last = [time.monotonic()]

    def beat() -> None:
        if time.monotonic() - last[0] > BEAT_SECONDS:
            last[0] = time.monotonic()
            with database.unit_of_work(writes=True) as session:
                keep_lease(session, claimed)

    return beat


def take_in(database: Database, upload_id: int, beat: Beat = quietly) -> int | None:
    """Put a whole upload into the store and make its file; gives the file's id.

    Raises:
        StoreUnavailable: the store does not answer; nothing is lost.
        AppError: the owner's room does not take such a content, which is gone.
    """
    with database.unit_of_work(writes=False) as session:
        upload = session.get(Upload, upload_id)
        if upload is None or upload.file_id is not None:
            return upload.file_id if upload else None
    with staging().locked(upload_id) as path:
        with database.unit_of_work(writes=False) as session:
            upload = session.get(Upload, upload_id)
            if upload is None or upload.file_id is not None:
                # Another did it while this one waited for the lock.
                staging().drop(upload_id)
                return upload.file_id if upload else None
            kind, name = upload.owner_kind, upload.name
        try:
            kept = keep_for(kind, name, path, beat)
        except AppError:
            # Its owner's room does not take it, so it is no use to keep it for another try.
            with database.unit_of_work(writes=True) as session:
                do_end_upload(session, session.get_one(Upload, upload_id))
            raise
        with database.unit_of_work(writes=True) as session:
            return do_take_in(session, upload_id, kept)


def intake(database: Database, claimed: Claimed) -> Outcome:
    """Take in a whole upload (``files.intake``)."""
    try:
        take_in(database, claimed.payload["upload"], _heart(database, claimed))
    except StoreUnavailable as trouble:
        return later(f"store {trouble}", holds_channel=True)
    except AppError as refusal:
        return refused(refusal.code)
    return delivered()


class _Followed:
    """A content whose reading keeps the lease."""

    def __init__(self, content: BinaryIO, beat: Beat) -> None:
        self._content = content
        self._beat = beat

    def read(self, size: int = -1) -> bytes:
        self._beat()
        return self._content.read(size)


def scan(database: Database, claimed: Claimed) -> Outcome:
    """Let the scanner look at a content (``files.scan``)."""
    digest, looks = claimed.payload["digest"], scanner()
    with database.unit_of_work(writes=False) as session:
        blob = session.get(Blob, digest)
        size = blob.size if blob else 0
    if blob is None:
        return delivered()
    if looks is None:
        return later("no scanner is set", holds_channel=True)
    try:
        with store().open(digest, size) as content:
            verdict = looks.scan(_Followed(content, _heart(database, claimed)))
    except StoreUnavailable as trouble:
        return later(f"store {trouble}")
    except ScannerUnavailable as trouble:
        return later(f"scanner {trouble}", holds_channel=True)
    return delivered(lambda session: do_note_verdict(session, digest, verdict))


def tidy(database: Database, _claimed: Claimed) -> Outcome:
    """Forget what is over, once a day (``files.tidy``)."""
    with database.unit_of_work(writes=True) as session:
        gone = do_forget_uploads(session)
    for upload_id in gone:
        staging().drop(upload_id)
    _purge(database)
    try:
        _sweep(database)
    except StoreUnavailable as trouble:
        return again(clock.now() + timedelta(hours=1), f"store {trouble}")
    _sweep_staging(database)
    return again(clock.now() + EVERY)


def _purge(database: Database) -> None:
    with database.unit_of_work(writes=False) as session:
        over = deleted_before(session, clock.now() - BIN)
    for file_id in over:
        try:
            with database.unit_of_work(writes=True) as session:
                do_purge(session, file_id)
        except IntegrityError:
            # Another room still holds on to it.
            get_logger().info("file_kept", file=file_id)
    with database.unit_of_work(writes=True) as session:
        do_forget_contents(session)


def _sweep(database: Database) -> None:
    """Remove contents that no file has, and that nobody has put lately."""
    for digests in _batches(store().digests()):
        with database.unit_of_work(writes=False) as session:
            known = known_contents(session, digests)
        for digest in set(digests) - known:
            store().remove(digest, clock.now() - GRACE)


def _batches(digests: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(digests)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _sweep_staging(database: Database) -> None:
    for path, upload_id in staging().left_behind(clock.now() - GRACE):
        with database.unit_of_work(writes=False) as session:
            is_needed = upload_id is not None and uploads_among(session, [upload_id])
        if not is_needed:
            path.unlink(missing_ok=True)


HANDLERS: dict[str, Handler] = {INTAKE: intake, SCAN: scan, TIDY: tidy}
