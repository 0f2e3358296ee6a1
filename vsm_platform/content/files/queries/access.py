"""A place or a file with what the viewer may do there: what every page of files begins with."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.files.errors import FileInfected, FileNotScanned
from vsm_platform.content.files.models import (
    OPEN_STATES,
    Blob,
    File,
    FileVersion,
    Folder,
    ScanState,
)
from vsm_platform.content.files.owners import EXCHANGE, Owner, rights_in
from vsm_platform.content.files.policies import DEEPEST, Place
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, access_exchange


def exchange_owner(exchange_id: int) -> Owner:
    """Whom the exchange's own files belong to."""
    return Owner(EXCHANGE, exchange_id)


def access_place(
    session: Session,
    viewer: Viewer,
    exchange_id: int,
    owner: Owner | None = None,
    folder_id: int | None = None,
) -> Place:
    """A folder, or the topmost place of an owner, by default of the exchange itself.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    # Guests and clients come as far as the owner's rule, which knows what is theirs.
    access = access_exchange(session, viewer, exchange_id, visitors=True)
    return _place(session, access, viewer, owner, folder_id)


def _place(
    session: Session,
    access: Access,
    viewer: Viewer,
    owner: Owner | None,
    folder_id: int | None,
) -> Place:
    way = _way_to(session, access.exchange_id, folder_id) if folder_id else ()
    found = Owner(way[-1].owner_kind, way[-1].owner_id) if way else None
    if owner and found and owner != found:
        raise NotFound
    owner = found or owner or exchange_owner(access.exchange_id)
    rights = rights_in(session, access, owner)
    return Place(access, viewer.person_id, owner, rights, way[-1] if way else None, way[:-1])


def _way_to(session: Session, exchange_id: int, folder_id: int) -> tuple[Folder, ...]:
    """The folder and those it lies in, from the topmost."""
    way: list[Folder] = []
    wanted: int | None = folder_id
    while wanted is not None and len(way) <= DEEPEST:
        folder = session.get(Folder, wanted)
        if folder is None or folder.exchange_id != exchange_id:
            raise NotFound
        way.insert(0, folder)
        wanted = folder.parent_id
    return tuple(way)


@dataclass(frozen=True, slots=True)
class FileAccess:
    """A file, where it lies, and what the viewer may do with it."""

    place: Place
    file: File

    @property
    def may_change(self) -> bool:
        return self.place.may_change(self.file.created_by_id)


def access_file(
    session: Session, viewer: Viewer, exchange_id: int, file_id: int, *, deleted: bool = False
) -> FileAccess:
    """A file with the place where it lies.

    Raises:
        NotFound: there is none in this exchange, it is deleted, or the viewer may not know of it.
    """
    access = access_exchange(session, viewer, exchange_id, visitors=True)
    file = session.get(File, file_id)
    if file is None or file.exchange_id != exchange_id or (file.deleted_at is not None) != deleted:
        raise NotFound
    owner = Owner(file.owner_kind, file.owner_id)
    return FileAccess(_place(session, access, viewer, owner, file.folder_id), file)


@dataclass(frozen=True, slots=True)
class Content:
    """A version's content, ready to be sent."""

    digest: str
    size: int
    media_type: str


def access_content(session: Session, found: FileAccess, number: int | None = None) -> Content:
    """The content of a file's newest or another version, if the viewer may have it now.

    Raises:
        NotFound: there is no such version.
        FileNotScanned: the scanner has not seen it, and another put it here.
        FileInfected: the scanner found something.
    """
    return content_of(session, found.file, found.place.person_id, number)


def content_of(session: Session, file: File, person_id: int, number: int | None = None) -> Content:
    """The same for this person, of a file that the person may see."""
    query = (
        select(FileVersion.uploaded_by_id, Blob)
        .join(Blob, Blob.digest == FileVersion.digest)
        .where(
            FileVersion.file_id == file.id,
            FileVersion.number == (file.number if number is None else number),
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    uploader, blob = row
    if blob.scan_state == ScanState.INFECTED:
        raise FileInfected
    if blob.scan_state not in OPEN_STATES and uploader != person_id:
        raise FileNotScanned
    return Content(blob.digest, blob.size, blob.media_type)
