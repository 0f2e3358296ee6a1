"""Pages and buttons that change files and folders."""

from typing import BinaryIO, cast

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session

from vsm_platform.content.files.actions.editing import (
    do_bring_back,
    do_change_folder,
    do_delete,
    do_delete_folder,
    do_describe,
    do_make_folder,
    do_move,
    do_purge_now,
    do_restore_version,
)
from vsm_platform.content.files.actions.room import require_room, require_size
from vsm_platform.content.files.actions.storing import Destination, do_add_kept, keep_sent
from vsm_platform.content.files.actions.uploads import do_end_upload, do_ensure_tidying
from vsm_platform.content.files.errors import (
    ContentUnavailable,
    NoFileChosen,
    StoreUnavailable,
)
from vsm_platform.content.files.forms import FileForm, FilesForm, FolderForm, MoveForm
from vsm_platform.content.files.limits import ROOM_FOR_FORM, limits
from vsm_platform.content.files.models import Folder
from vsm_platform.content.files.policies import Place, require, require_adder, require_changer
from vsm_platform.content.files.queries.access import FileAccess, access_file, access_place
from vsm_platform.content.files.queries.lists import file_of, folder_choices
from vsm_platform.content.files.routes.pages import (
    EXCHANGE_PAGES,
    FILES,
    FOLDER,
    GET_AND_POST,
    ROW,
    course_page,
    owner_url,
    room,
    to_place,
)
from vsm_platform.content.files.routes.uploads import (
    destination_from,
    named_place,
    own_upload,
)
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.web.forms import Form
from vsm_platform.web.room import database, signed_in_viewer

POST = ("POST",)


def _changeable(
    session: Session, exchange_id: int, file_id: int, *, is_deleted: bool = False
) -> FileAccess:
    found = access_file(session, signed_in_viewer(), exchange_id, file_id, deleted=is_deleted)
    require_changer(found.place, found.file)
    return found


def _to_file(exchange_id: int, file_id: int) -> ResponseReturnValue:
    return redirect(url_for("files.file", exchange_id=exchange_id, file_id=file_id), 303)


@room.page(f"{FILES}/add", policy=SIGNED_IN, methods=POST, transaction=False)
def add_files(exchange_id: int) -> ResponseReturnValue:
    """The plain form: files in one piece, for browsers in which no script runs.

    A weak line takes minutes for it, so nothing is locked while it comes, and who sends it is asked
    before it is read; where it goes therefore stands in the address.
    """
    bounds, viewer = limits(), signed_in_viewer()
    coming = max((request.content_length or 0) - ROOM_FOR_FORM, 0)
    with database().unit_of_work(writes=False) as session:
        to = destination_from(session, exchange_id, request.args)
        require_size(coming, bounds.plain)
        own_room = None if to.by_faculty else viewer.person_id
        require_room(session, exchange_id, coming, bounds, person_id=own_room)
    form = FilesForm()
    if not form.validate():
        raise CSRFError("The form's token is missing or too old.")
    ids = _add(to)
    flash(ngettext("%(num)d file added.", "%(num)d files added.", len(ids)), "success")
    if to.updates_id:
        return _to_file(exchange_id, to.updates_id)
    with database().unit_of_work(writes=False) as session:
        return to_place(
            access_place(session, signed_in_viewer(), exchange_id, to.owner, to.folder_id)
        )


def _add(to: Destination) -> list[int]:
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not sent:
        raise NoFileChosen
    try:
        kept = [
            keep_sent(to.owner.kind, file.filename or "", cast(BinaryIO, file.stream))
            for file in sent
        ]
    except StoreUnavailable:
        raise ContentUnavailable from None
    with database().unit_of_work(writes=True) as session:
        do_ensure_tidying(session)
        return [do_add_kept(session, to, one).id for one in kept]


@room.page(f"{FILES}/edit/<{ROW}:file_id>", policy=SIGNED_IN, methods=GET_AND_POST)
def edit(session: Session, exchange_id: int, file_id: int) -> ResponseReturnValue:
    """Rename a file, say what it is, and what a picture shows."""
    found = _changeable(session, exchange_id, file_id)
    line = file_of(session, file_id)
    if line is None:
        raise NotFound
    form = FileForm.of(found.file)
    if not line.is_picture:
        del form.alt_text
    if form.validate_on_submit():
        actor_id = signed_in_viewer().person_id
        do_describe(session, found.file, form.facts(line.alt_text), actor_id=actor_id)
        flash(gettext("Saved."), "success")
        return _to_file(exchange_id, file_id)
    return course_page(session, "edit", found.place.access, place=found.place, line=line, form=form)


@room.page(f"{FILES}/move/<{ROW}:file_id>", policy=SIGNED_IN, methods=GET_AND_POST)
def move(session: Session, exchange_id: int, file_id: int) -> ResponseReturnValue:
    """Put a file into another folder of the same owner, where the viewer may add files too."""
    found = _changeable(session, exchange_id, file_id)
    form = MoveForm(folder=str(found.file.folder_id or ""))
    form.offer(gettext("No folder"), folder_choices(session, found.place))
    if form.validate_on_submit():
        target = int(form.folder.data) if form.folder.data else None
        there = access_place(session, signed_in_viewer(), exchange_id, found.place.owner, target)
        require_adder(there)
        do_move(session, found.file, target, actor_id=signed_in_viewer().person_id)
        flash(gettext("Moved."), "success")
        return to_place(there)
    line = file_of(session, file_id)
    return course_page(session, "move", found.place.access, place=found.place, line=line, form=form)


@room.page(f"{FILES}/delete/<{ROW}:file_id>", policy=SIGNED_IN, methods=POST)
def delete(session: Session, exchange_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file away; the next page offers to undo it."""
    found = _changeable(session, exchange_id, file_id)
    do_delete(session, found.file, actor_id=signed_in_viewer().person_id)
    return to_place(found.place, deleted=file_id)


@room.page(f"{FILES}/bring-back/<{ROW}:file_id>", policy=SIGNED_IN, methods=POST)
def bring_back(session: Session, exchange_id: int, file_id: int) -> ResponseReturnValue:
    """Undo a deletion."""
    found = _changeable(session, exchange_id, file_id, is_deleted=True)
    do_bring_back(session, found.file, actor_id=signed_in_viewer().person_id)
    flash(gettext("The file is back."), "success")
    return to_place(found.place)


@room.page(f"{FILES}/purge/<{ROW}:file_id>", policy=SIGNED_IN, methods=GET_AND_POST)
def purge(session: Session, exchange_id: int, file_id: int) -> ResponseReturnValue:
    """Remove a deleted file for good, after a question."""
    found = _changeable(session, exchange_id, file_id, is_deleted=True)
    if Form().validate_on_submit():
        do_purge_now(session, found.file, actor_id=signed_in_viewer().person_id)
        flash(gettext("The file is removed for good."), "success")
        return to_place(found.place)
    return course_page(
        session, "purge", found.place.access, place=found.place, line=file_of(session, file_id)
    )


@room.page(f"{FILES}/restore/<{ROW}:file_id>/<{ROW}:number>", policy=SIGNED_IN, methods=POST)
def restore(session: Session, exchange_id: int, file_id: int, number: int) -> ResponseReturnValue:
    """Make an older version the newest again."""
    found = _changeable(session, exchange_id, file_id)
    do_restore_version(
        session,
        found.file,
        number,
        actor_id=signed_in_viewer().person_id,
        by_faculty=found.place.by_faculty,
    )
    flash(gettext("Version %(number)s is the newest again.", number=number), "success")
    return _to_file(exchange_id, file_id)


@room.page(f"{FILES}/folders", policy=SIGNED_IN, methods=POST)
def make_folder(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Make a folder in the place that the address names."""
    place = named_place(session, exchange_id, request.args)
    require(place, place.may_make_folders)
    form = FolderForm()
    if not form.validate():
        flash(gettext("A folder needs a name of at most 120 characters."), "error")
        return to_place(place)
    made = do_make_folder(
        session,
        exchange_id,
        place.owner,
        form.name.data or "",
        parent_id=place.folder_id,
        is_open=form.is_open.data,
        actor_id=signed_in_viewer().person_id,
    )
    flash(gettext("The folder is there."), "success")
    address = url_for("files.folder", exchange_id=exchange_id, folder_id=made.id)
    return redirect(address, 303)


def _own_folder(session: Session, exchange_id: int, folder_id: int) -> tuple[Place, Folder]:
    place = access_place(session, signed_in_viewer(), exchange_id, folder_id=folder_id)
    require(place, place.may_change_folder)
    if place.folder is None:
        raise NotFound
    return place, place.folder


@room.page(f"{FOLDER}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit_folder(session: Session, exchange_id: int, folder_id: int) -> ResponseReturnValue:
    """Rename a folder, and say whether students may add to it."""
    place, folder = _own_folder(session, exchange_id, folder_id)
    form = FolderForm(obj=folder)
    if form.validate_on_submit():
        do_change_folder(
            session,
            folder,
            form.name.data or "",
            is_open=form.is_open.data,
            actor_id=signed_in_viewer().person_id,
        )
        flash(gettext("Saved."), "success")
        return to_place(place)
    return course_page(session, "edit_folder", place.access, place=place, form=form)


@room.page(f"{FOLDER}/delete", policy=SIGNED_IN, methods=POST)
def delete_folder(session: Session, exchange_id: int, folder_id: int) -> ResponseReturnValue:
    """Remove a folder that is empty."""
    place, folder = _own_folder(session, exchange_id, folder_id)
    above = place.above[-1].id if place.above else None
    do_delete_folder(session, folder, actor_id=signed_in_viewer().person_id)
    flash(gettext("The folder is removed."), "success")
    if above:
        return redirect(url_for("files.folder", exchange_id=exchange_id, folder_id=above), 303)
    return redirect(owner_url(exchange_id, place.owner), 303)


@room.page(f"{EXCHANGE_PAGES}/uploads/<{ROW}:upload_id>/end", policy=SIGNED_IN, methods=POST)
def end_upload(session: Session, exchange_id: int, upload_id: int) -> ResponseReturnValue:
    """Give up an unfinished upload, by a button."""
    upload, place = own_upload(session, exchange_id, upload_id)
    do_end_upload(session, upload)
    flash(gettext("The upload is given up."), "success")
    return to_place(place)
