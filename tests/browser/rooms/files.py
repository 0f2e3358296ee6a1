"""The pages of files, and what stands there before a browser looks at them."""

import io
import struct
import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Person
from vsm_platform.content.files.actions.editing import FileFacts, do_delete, do_describe
from vsm_platform.content.files.actions.storing import Destination
from vsm_platform.content.files.actions.uploads import UploadWish, do_begin_upload, do_note_piece
from vsm_platform.content.files.api import (
    File,
    Limits,
    do_make_folder,
    do_store,
    exchange_owner,
)
from vsm_platform.content.files.models import Blob, FileVersion, ScanState

PAGES: tuple[Page, ...] = (
    Page("files", "files.overview", "coordinator"),
    Page("files-student", "files.overview", "student"),
    Page("files-of-owner", "files.of_owner", "student"),
    Page("files-folder-open", "files.folder", "student"),
    Page("files-folder-empty", "files.folder", "coordinator"),
    Page("file", "files.file", "coordinator"),
    Page("file-student", "files.file", "student"),
    Page("file-infected", "files.file", "coordinator"),
    Page("file-edit", "files.edit", "coordinator"),
    Page("file-edit-wrong", "files.edit", "coordinator", step=send_empty),
    Page("file-move", "files.move", "coordinator"),
    Page("files-deleted", "files.deleted", "coordinator"),
    Page("file-purge", "files.purge", "coordinator"),
    Page("folder-edit", "files.edit_folder", "coordinator"),
    Page("folder-edit-wrong", "files.edit_folder", "coordinator", step=send_empty),
)
NO_PAGES: dict[str, str] = {
    "files.content": "people's files",
    "files.old_content": "people's files",
}
ROOMY = Limits(1 << 40, 1 << 40, 1 << 40, 1 << 40, 1 << 40)


def picture(width: int = 480, height: int = 270) -> bytes:
    """A sky over a sea, as PNG."""
    rows = b""
    for y in range(height):
        sea = y > height * 0.6
        colour = (11, 92 + y // 4, 107) if sea else (232 - y // 2, 161 + y // 4, 60 + y)
        rows += b"\0" + bytes(min(part, 255) for part in colour) * width
    chunks = (
        (b"IHDR", struct.pack("!2L5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def set_up(stage: Stage) -> dict[str, str | int]:
    """Make what the pages show; gives the values that their addresses need."""
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        name = stage.universities["moodle"].teacher.name
        teacher = session.scalars(select(Person).where(Person.display_name == name)).one().id
        return _fill(session, stage, teacher)


class Shelf:
    """Puts files into the stage's exchange, as its first teacher."""

    def __init__(self, session: Session, stage: Stage, teacher: int) -> None:
        self.session, self.exchange, self.teacher = session, stage.exchange_id, teacher
        self.owner = exchange_owner(stage.exchange_id)

    def put(self, name: str, content: bytes, folder_id: int | None = None) -> File:
        file_id = do_store(
            self.session,
            self.exchange,
            owner=self.owner,
            name=name,
            stream=io.BytesIO(content),
            actor_id=self.teacher,
            folder_id=folder_id,
            by_faculty=True,
        )
        return self.session.get_one(File, file_id)

    def describe(self, file: File, description: str, alt_text: str = "") -> None:
        facts = FileFacts(file.name, description, alt_text, "en", "CC BY 4.0")
        do_describe(self.session, file, facts, actor_id=self.teacher)

    def folder(self, name: str, *, parent_id: int | None = None, is_open: bool = False) -> int:
        return do_make_folder(
            self.session,
            self.exchange,
            self.owner,
            name,
            parent_id=parent_id,
            is_open=is_open,
            actor_id=self.teacher,
        ).id


def _fill(session: Session, stage: Stage, teacher: int) -> dict[str, str | int]:
    shelf = Shelf(session, stage, teacher)
    shelf.folder("Week 1: Meeting")
    opened = shelf.folder("Posters", is_open=True)
    empty = shelf.folder("Drafts", parent_id=opened, is_open=True)
    wave = shelf.put("wave in the bay.png", picture(320, 180))
    shelf.put("wave in the bay.png", picture())
    shelf.describe(wave, "", "Evening light over a calm sea.")
    shelf.put("reef.png", picture(200, 200))
    syllabus = shelf.put("Syllabus of the climate course.pdf", b"%PDF-1.7\n" + bytes(400_000))
    shelf.describe(syllabus, "What we do in which week.")
    shelf.put("measurements.csv", b"day,level\n1,2.4\n" * 900)
    shelf.put("خطة الأسبوع الأول.docx", b"PK\x03\x04" + bytes(30_000))
    shelf.put("interview with a fisher.mp3", b"ID3" + bytes(2_400_000))
    shelf.put("poster of team 4.pdf", b"%PDF-1.7\n" + bytes(90_000), opened)
    infected = shelf.put("holiday.exe", b"MZ" + bytes(5000))
    _infect(session, infected)
    old = shelf.put("old plan.txt", b"Nothing of this holds.")
    do_delete(session, old, actor_id=teacher)
    _begin(session, stage, teacher)
    _pages_show(infected=infected.id, old=old.id, empty=empty)
    return {"file_id": wave.id, "folder_id": opened, "owner_kind": shelf.owner.kind, "number": 1,
            "owner_id": shelf.owner.id, "name": "x"}  # fmt: skip


def _infect(session: Session, file: File) -> None:
    query = select(Blob).join(FileVersion, FileVersion.digest == Blob.digest)
    blob = session.scalars(query.where(FileVersion.file_id == file.id)).one()
    blob.scan_state, blob.found = ScanState.INFECTED, "Win.Test.EICAR_HDB-1"


def _begin(session: Session, stage: Stage, teacher: int) -> None:
    to = Destination(stage.exchange_id, exchange_owner(stage.exchange_id), by_faculty=True)
    wish = UploadWish(to, teacher, "lecture 1.mp4", 700_000_000)
    upload = do_begin_upload(session, wish, ROOMY)
    do_note_piece(session, upload.id, 0, 260_000_000)


def _pages_show(**ids: int) -> None:
    """Tell the pages that show something else than the first file the ids that were given."""
    by_page = {
        "file-infected": {"file_id": ids["infected"]},
        "file-purge": {"file_id": ids["old"]},
        "files-folder-empty": {"folder_id": ids["empty"]},
    }
    for page in PAGES:
        page.values.update(by_page.get(page.name, {}))
