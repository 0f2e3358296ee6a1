"""A person's files: taken along, and gone where they were the person's own."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from vsm_platform.accounts.api import (
    Gone,
    KeptFile,
    Part,
    listed,
    offer_erasure,
    offer_personal_data,
)
from vsm_platform.content.files.actions.editing import do_forget_file
from vsm_platform.content.files.actions.tidying import do_forget_contents
from vsm_platform.content.files.models import (
    OPEN_STATES,
    Blob,
    File,
    FileVersion,
    Folder,
    Upload,
)
from vsm_platform.content.files.places import staging, store
from vsm_platform.core.unit_of_work import after_commit
from vsm_platform.exchanges.api import Enrolment

HANDED_IN = "submission"
"""Files of these owners stay with what a team handed in; the person's own work assignments take away."""


def own_data(session: Session, person_id: int) -> Iterator[Part | KeptFile]:
    """Everything that the person has uploaded, each version, and what is under way."""
    versions = (
        select(
            File.name,
            FileVersion.number,
            File.description,
            File.alt_text,
            FileVersion.uploaded_at,
            File.deleted_at,
            Blob.digest,
            Blob.size,
            Blob.scan_state,
        )
        .join(FileVersion, FileVersion.file_id == File.id)
        .join(Blob, Blob.digest == FileVersion.digest)
        .where(FileVersion.uploaded_by_id == person_id)
        .order_by(File.id, FileVersion.number)
    )
    found = listed(session, versions)
    for one in found:
        digest, size = one.pop("digest"), one["size"]
        if one.pop("scan_state") in OPEN_STATES:
            yield KeptFile(one["name"], size, _opens(digest, size))
    yield Part("files", _l("Files"), found)
    under_way = select(Upload.name, Upload.length.label("size"), Upload.created_at)
    under_way = under_way.where(Upload.person_id == person_id, Upload.file_id.is_(None))
    yield Part("uploads", _l("Files under way"), listed(session, under_way))


def _opens(digest: str, size: int) -> Callable[[], BinaryIO]:
    return lambda: store().open(digest, size)


def do_forget(session: Session, gone: Gone) -> None:
    """Files that the person alone has made go; contents that nobody else has follow by the tidying."""
    uploads = delete(Upload).where(Upload.person_id == gone.person_id).returning(Upload.id)
    for upload_id in session.scalars(uploads).all():
        after_commit(session, partial(staging().drop, upload_id))
    for file in session.scalars(_own_files(gone.person_id)).all():
        do_forget_file(session, file)
    do_forget_contents(session)
    _take_out_names(session, gone)


def _take_out_names(session: Session, gone: Gone) -> None:
    """Files and folders that stay may be called after the person."""
    files = select(File).where(gone.named_in(File.name, File.description, File.alt_text))
    theirs = exists().where(
        FileVersion.file_id == File.id, FileVersion.uploaded_by_id == gone.person_id
    )
    for file in session.scalars(files.where(theirs)).all():
        file.name, file.description = gone.without(file.name), gone.without(file.description)
        file.alt_text = gone.without(file.alt_text)
    own = select(Enrolment.exchange_id).where(Enrolment.person_id == gone.person_id)
    folders = select(Folder).where(Folder.exchange_id.in_(own), gone.named_in(Folder.name))
    for folder in session.scalars(folders).all():
        folder.name = gone.without(folder.name)


def _own_files(person_id: int) -> Select[File]:
    version, others = aliased(FileVersion), aliased(FileVersion)
    by_somebody_else = or_(
        others.uploaded_by_id.is_(None), others.uploaded_by_id != person_id, others.by_faculty
    )
    return select(File).where(
        File.owner_kind != HANDED_IN,
        exists().where(version.file_id == File.id, version.uploaded_by_id == person_id),
        ~exists().where(others.file_id == File.id, by_somebody_else),
    )


offer_personal_data("files", own_data)
offer_erasure(
    "files",
    do_forget,
    kept=(
        _l(
            "Files of which others made a version, and what you uploaded as a teacher. Files that "
            "you alone uploaded go, from the folder of your team too."
        ),
    ),
)
