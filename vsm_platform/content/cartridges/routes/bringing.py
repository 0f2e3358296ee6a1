"""A cartridge comes here: from the device, or from the exchange's files; nothing is made of it yet."""

from contextlib import closing
from typing import BinaryIO, cast

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.content.cartridges.actions.steps import do_begin
from vsm_platform.content.cartridges.forms import UploadForm
from vsm_platform.content.cartridges.plans import Plan
from vsm_platform.content.cartridges.policies import require_importer
from vsm_platform.content.cartridges.reading import read_cartridge
from vsm_platform.content.cartridges.routes.pages import (
    CARTRIDGES,
    ROOM_FOR_FORM,
    access_of,
    choose_form,
    overview_page,
    room,
)
from vsm_platform.content.cartridges.zips import SafeZip
from vsm_platform.content.files.api import (
    Destination,
    FolderRights,
    Owner,
    do_add_file,
    file_lines,
    keep,
    limits,
    offer_folder_owner,
    open_file,
    require_room,
    require_size,
    safe_name,
)
from vsm_platform.content.files.errors import ContentUnavailable, StoreUnavailable
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access
from vsm_platform.web.room import database, signed_in_viewer

OWNER = "cartridge"
"""Whose files cartridges are that were sent for an import alone: students see none of them."""


def _faculty_alone(_session: Session, access: Access, owner_id: int) -> FolderRights | None:
    if owner_id != access.exchange_id or not (access.teaches or access.is_administrator):
        return None
    return FolderRights(access.title)


offer_folder_owner(OWNER, _faculty_alone)


@room.page(f"{CARTRIDGES}/upload", policy=SIGNED_IN, methods=("POST",), transaction=False)
def upload(exchange_id: int) -> ResponseReturnValue:
    """A cartridge in one piece; who sends it is asked before it is read."""
    bounds = limits()
    coming = max((request.content_length or 0) - ROOM_FOR_FORM, 0)
    with database().unit_of_work(writes=False) as session:
        require_importer(access_of(session, exchange_id))
        require_size(coming, bounds.plain)
        require_room(session, exchange_id, coming, bounds, person_id=None)
    form = UploadForm()
    if not form.validate():
        with database().unit_of_work(writes=False) as session:
            access = require_importer(access_of(session, exchange_id))
            return overview_page(session, access, form), 400
    stream = cast(BinaryIO, form.cartridge.data.stream)
    plan = _read(stream)
    stream.seek(0)
    name = safe_name(form.cartridge.data.filename or "", "course.imscc")
    return _keep_and_begin(exchange_id, plan, name, stream)


def _keep_and_begin(
    exchange_id: int, plan: Plan, name: str, stream: BinaryIO
) -> ResponseReturnValue:
    actor = signed_in_viewer().person_id
    owner = Owner(OWNER, exchange_id)
    to = Destination(exchange_id, owner, None, None, actor, by_faculty=False, keeps_both=True)
    try:
        arrived = keep(stream)
    except StoreUnavailable:
        raise ContentUnavailable from None
    with database().unit_of_work(writes=True) as session:
        require_importer(access_of(session, exchange_id))
        file = do_add_file(session, to, name, arrived)
        import_id = do_begin(
            session,
            exchange_id,
            plan,
            file_id=file.id,
            name=name,
            is_own_file=True,
            actor_id=actor,
        )
    return _to_preview(exchange_id, import_id)


@room.page(f"{CARTRIDGES}/choose", policy=SIGNED_IN, methods=("POST",), transaction=False)
def choose(exchange_id: int) -> ResponseReturnValue:
    """A cartridge that lies in the exchange's files already."""
    with database().unit_of_work(writes=False) as session:
        require_importer(access_of(session, exchange_id))
        form = choose_form(session, exchange_id)
        if not form.validate_on_submit():
            raise NotFound
        line = file_lines(session, [form.file_id.data])[form.file_id.data]
        stream = _opened(session, line.id)
    with closing(stream):
        plan = _read(stream)
    with database().unit_of_work(writes=True) as session:
        require_importer(access_of(session, exchange_id))
        import_id = do_begin(
            session,
            exchange_id,
            plan,
            file_id=line.id,
            name=line.name,
            is_own_file=False,
            actor_id=signed_in_viewer().person_id,
        )
    return _to_preview(exchange_id, import_id)


def _opened(session: Session, file_id: int) -> BinaryIO:
    try:
        return open_file(session, file_id).stream
    except StoreUnavailable:
        raise ContentUnavailable from None


def _read(stream: BinaryIO) -> Plan:
    return read_cartridge(SafeZip(stream, largest=limits().largest))


def _to_preview(exchange_id: int, import_id: int) -> ResponseReturnValue:
    address = url_for("cartridges.show", exchange_id=exchange_id, import_id=import_id)
    return redirect(address, 303)
