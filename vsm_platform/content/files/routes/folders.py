"""Pages that show: a folder, a file with its versions, what was deleted."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.content.files.forms import FolderForm
from vsm_platform.content.files.limits import BIN_DAYS, PIECE, limits
from vsm_platform.content.files.owners import EXCHANGE, Owner, other_owners
from vsm_platform.content.files.policies import Place
from vsm_platform.content.files.queries.access import access_file, access_place
from vsm_platform.content.files.queries.lists import (
    deleted_in,
    file_of,
    files_in,
    folders_in,
    unfinished,
    versions_of,
)
from vsm_platform.content.files.routes.pages import (
    FILE,
    FILES,
    FOLDER,
    OWNER,
    course_page,
    has_scanner,
    room,
)
from vsm_platform.content.files.uses import uses_of
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.web.room import signed_in_viewer


@room.page(FILES, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The exchange's own files, and the folders of others that the viewer may see."""
    return _folder_page(session, access_place(session, signed_in_viewer(), exchange_id))


@room.page(OWNER, policy=SIGNED_IN)
def of_owner(
    session: Session, exchange_id: int, owner_kind: str, owner_id: int
) -> ResponseReturnValue:
    """The files of a team, or of whatever else has files."""
    owner = Owner(owner_kind, owner_id)
    return _folder_page(session, access_place(session, signed_in_viewer(), exchange_id, owner))


@room.page(FOLDER, policy=SIGNED_IN)
def folder(session: Session, exchange_id: int, folder_id: int) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    return _folder_page(session, access_place(session, viewer, exchange_id, folder_id=folder_id))


def _folder_page(session: Session, place: Place) -> str:
    is_top = place.folder is None and place.owner.kind == EXCHANGE
    return course_page(
        session,
        "folder",
        place.access,
        place=place,
        shown=files_in(session, place, request.args.get("page", 1, type=int)),
        folders=folders_in(session, place),
        owners=other_owners(session, place.access) if is_top else [],
        coming=unfinished(session, place) if place.may_add else [],
        deleted=_just_deleted(session, place),
        form=FolderForm(formdata=None),
        bounds=limits(),
        piece=PIECE,
    )


def _just_deleted(session: Session, place: Place) -> object:
    """The file whose deletion can be undone right here."""
    number = request.args.get("deleted", type=int)
    line = file_of(session, number) if number and number < 1 << 31 else None
    is_here = (
        line is not None
        and line.deleted_at is not None
        and line.exchange_id == place.access.exchange_id
        and place.may_change(line.created_by_id)
    )
    return line if is_here else None


@room.page(FILE, policy=SIGNED_IN)
def file(session: Session, exchange_id: int, file_id: int) -> ResponseReturnValue:
    """Everything about one file."""
    found = access_file(session, signed_in_viewer(), exchange_id, file_id)
    return course_page(
        session,
        "file",
        found.place.access,
        place=found.place,
        line=file_of(session, file_id),
        may_change=found.may_change,
        versions=versions_of(session, file_id),
        uses=uses_of(session, exchange_id, file_id),
        bounds=limits(),
        piece=PIECE,
        has_scanner=has_scanner(),
    )


@room.page(f"{FILES}/deleted", policy=SIGNED_IN)
def deleted(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What was deleted and can be brought back; of the exchange's own files, or an owner's."""
    kind, number = request.args.get("kind", EXCHANGE), request.args.get("of", type=int)
    owner = Owner(kind, exchange_id if number is None else number)
    place = access_place(session, signed_in_viewer(), exchange_id, owner)
    return course_page(
        session,
        "deleted",
        place.access,
        place=place,
        lines=deleted_in(session, place),
        days=BIN_DAYS,
    )
