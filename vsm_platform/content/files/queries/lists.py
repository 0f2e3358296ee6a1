"""What lies in a folder, the versions of a file, and lines of files for other rooms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask_babel import LazyString
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from vsm_platform.accounts.api import Person
from vsm_platform.content.files.kinds import is_picture, kind_words, may_be_shown
from vsm_platform.content.files.models import (
    OPEN_STATES,
    Blob,
    File,
    FileVersion,
    Folder,
    ScanState,
    Upload,
)
from vsm_platform.content.files.owners import EXCHANGE, Owner
from vsm_platform.content.files.policies import Place
from vsm_platform.core import clock

PAGE = 100
"""Files on one page of a folder."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in one line, with its newest version."""

    id: int
    exchange_id: int
    name: str
    description: str
    alt_text: str
    language: str
    licence: str
    number: int
    """Of the newest version; so many there are."""
    size: int
    media_type: str
    scan_state: ScanState
    found: str
    """What the scanner calls the virus that it found."""
    created_by_id: int | None
    uploaded_by_id: int | None
    uploader: str
    uploaded_at: datetime
    deleted_at: datetime | None

    @property
    def path(self) -> str:
        """The content's address below our own; it stays for as long as the file does."""
        return content_path(self.exchange_id, self.id, self.name)

    @property
    def page_path(self) -> str:
        """The address of the page about it."""
        return f"/exchanges/{self.exchange_id}/files/{self.id}"

    @property
    def kind(self) -> LazyString | str:
        return kind_words(self.media_type)

    @property
    def is_picture(self) -> bool:
        return is_picture(self.media_type)

    @property
    def may_be_shown(self) -> bool:
        """Whether a browser shows it, instead of saving it."""
        return may_be_shown(self.media_type)

    @property
    def is_open(self) -> bool:
        """Whether all who may see it may fetch it."""
        return self.scan_state in OPEN_STATES


_FIELDS = tuple(one.name for one in fields(FileLine))
"""In the order of what ``_lines`` selects."""


def content_path(exchange_id: int, file_id: int, name: str) -> str:
    """The stable address of a file's content; the name is only for people."""
    return f"/exchanges/{exchange_id}/files/{file_id}/{quote(name, safe='')}"


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            File.id,
            File.exchange_id,
            File.name,
            File.description,
            File.alt_text,
            File.language,
            File.licence,
            File.number,
            Blob.size,
            Blob.media_type,
            Blob.scan_state,
            Blob.found,
            File.created_by_id,
            FileVersion.uploaded_by_id,
            Person.display_name,
            FileVersion.uploaded_at,
            File.deleted_at,
        )
        .join(
            FileVersion,
            (FileVersion.file_id == File.id) & (FileVersion.number == File.number),
        )
        .join(Blob, Blob.digest == FileVersion.digest)
        .outerjoin(Person, Person.id == FileVersion.uploaded_by_id)
    )


def _as_lines(session: Session, query: Select[*tuple[Any, ...]]) -> list[FileLine]:
    return [_as_line(*row) for row in session.execute(query)]


def _as_line(*row: Any) -> FileLine:
    values = dict(zip(_FIELDS, row, strict=True))
    state, uploader = ScanState(values["scan_state"]), values["uploader"] or ""
    return FileLine(**{**values, "scan_state": state, "uploader": uploader})


def file_lines(session: Session, ids: Collection[int]) -> dict[int, FileLine]:
    """These files by their ids, those not deleted; who may see them is the caller's to know."""
    query = _lines().where(File.id.in_(ids), File.deleted_at.is_(None))
    return {line.id: line for line in _as_lines(session, query)}


@dataclass(frozen=True, slots=True)
class FilePage:
    """A page of a folder's files."""

    lines: list[FileLine]
    page: int
    pages: int


def files_in(session: Session, place: Place, page: int = 1) -> FilePage:
    """The files that lie in a place, by name."""
    here = (*_of_owner(place, File), File.deleted_at.is_(None), _in_folder(place))
    total = session.scalar(select(func.count()).select_from(File).where(*here)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    query = _lines().where(*here).order_by(func.lower(File.name), File.id)
    return FilePage(_as_lines(session, query.limit(PAGE).offset((page - 1) * PAGE)), page, pages)


def _of_owner(place: Place, model: Any) -> tuple[Any, ...]:
    return (
        model.exchange_id == place.access.exchange_id,
        model.owner_kind == place.owner.kind,
        model.owner_id == place.owner.id,
    )


def _in_folder(place: Place) -> Any:
    return File.folder_id.is_(None) if place.folder is None else File.folder_id == place.folder.id


def deleted_in(session: Session, place: Place) -> list[FileLine]:
    """What was deleted of an owner's files and can be brought back, the newest first."""
    query = _lines().where(*_of_owner(place, File), File.deleted_at.is_not(None))
    lines = _as_lines(session, query.order_by(File.deleted_at.desc()).limit(PAGE))
    return [line for line in lines if place.may_change(line.created_by_id)]


@dataclass(frozen=True, slots=True)
class FolderLine:
    """A folder in one line."""

    id: int
    name: str
    is_open: bool
    files: int
    folders: int


def folders_in(session: Session, place: Place) -> list[FolderLine]:
    """The folders that lie directly in a place, by name."""
    inner = aliased(Folder)
    files = (
        select(func.count())
        .where(File.folder_id == Folder.id, File.deleted_at.is_(None))
        .scalar_subquery()
    )
    folders = select(func.count()).where(inner.parent_id == Folder.id).scalar_subquery()
    parent = Folder.parent_id
    query = (
        select(Folder.id, Folder.name, Folder.is_open, files, folders)
        .where(
            *_of_owner(place, Folder),
            parent.is_(None) if place.folder is None else parent == place.folder.id,
        )
        .order_by(func.lower(Folder.name), Folder.id)
    )
    return [FolderLine(*row) for row in session.execute(query)]


def folder_choices(session: Session, place: Place) -> list[tuple[int, str]]:
    """All folders of the owner, each with its whole way, for a list to choose from."""
    folders = session.scalars(
        select(Folder).where(*_of_owner(place, Folder)).order_by(func.lower(Folder.name))
    ).all()
    by_id = {folder.id: folder for folder in folders}

    def way(folder: Folder) -> str:
        above = by_id.get(folder.parent_id or 0)
        return f"{way(above)} / {folder.name}" if above else folder.name

    return sorted(
        ((folder.id, way(folder)) for folder in folders), key=lambda pair: pair[1].lower()
    )


def is_empty(session: Session, folder_id: int) -> bool:
    """Whether neither files nor folders lie in it or are on their way; deleted files do not count."""
    something = (
        exists().where(File.folder_id == folder_id, File.deleted_at.is_(None))
        | exists().where(Folder.parent_id == folder_id)
        | exists().where(Upload.folder_id == folder_id, Upload.file_id.is_(None))
    )
    return not session.scalar(select(something))


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a file."""

    number: int
    size: int
    media_type: str
    scan_state: ScanState
    uploader: str
    uploaded_at: datetime
    digest: str

    @property
    def is_open(self) -> bool:
        return self.scan_state in OPEN_STATES


def versions_of(session: Session, file_id: int) -> list[VersionLine]:
    """All versions, the newest first."""
    query = (
        select(
            FileVersion.number,
            Blob.size,
            Blob.media_type,
            Blob.scan_state,
            Person.display_name,
            FileVersion.uploaded_at,
            FileVersion.digest,
        )
        .join(Blob, Blob.digest == FileVersion.digest)
        .outerjoin(Person, Person.id == FileVersion.uploaded_by_id)
        .where(FileVersion.file_id == file_id)
        .order_by(FileVersion.number.desc())
    )
    return [
        VersionLine(number, size, kind, ScanState(state), name or "", uploaded, digest)
        for number, size, kind, state, name, uploaded, digest in session.execute(query)
    ]


def exchange_file_choices(session: Session, exchange_id: int) -> list[FileLine]:
    """The exchange's own files that may be fetched, by name: for a list to choose from."""
    query = (
        _lines()
        .where(
            File.exchange_id == exchange_id,
            File.owner_kind == EXCHANGE,
            File.deleted_at.is_(None),
            Blob.scan_state != ScanState.INFECTED,
        )
        .order_by(func.lower(File.name), File.id)
    )
    return _as_lines(session, query)


def file_of(session: Session, file_id: int) -> FileLine | None:
    """One file in a line, deleted or not."""
    lines = _as_lines(session, _lines().where(File.id == file_id))
    return lines[0] if lines else None


def unfinished(session: Session, place: Place) -> Sequence[Upload]:
    """What this person has begun to send to this place, and is not a file yet."""
    return unfinished_of(
        session, place.access.exchange_id, place.person_id, place.owner, place.folder_id
    )


def unfinished_of(
    session: Session, exchange_id: int, person_id: int, owner: Owner, folder_id: int | None = None
) -> Sequence[Upload]:
    """What somebody has begun to send to an owner, and is not a file yet."""
    query = select(Upload).where(
        Upload.exchange_id == exchange_id,
        Upload.person_id == person_id,
        Upload.owner_kind == owner.kind,
        Upload.owner_id == owner.id,
        Upload.file_id.is_(None),
        Upload.expires_at > clock.now(),
        Upload.folder_id.is_(None) if folder_id is None else Upload.folder_id == folder_id,
    )
    return session.scalars(query.order_by(Upload.id)).all()
