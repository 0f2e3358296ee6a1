"""The room, its addresses, and what its pages share; the list of imports, and the way out."""

import tempfile
from typing import BinaryIO, cast

from flask import request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.cartridges.forms import ChooseForm, UploadForm
from vsm_platform.content.cartridges.policies import require_exporter
from vsm_platform.content.cartridges.queries.imports import imports_of
from vsm_platform.content.cartridges.queries.outgoing import course_out
from vsm_platform.content.cartridges.words import STATES
from vsm_platform.content.cartridges.writing import write_cartridge
from vsm_platform.content.files.api import (
    exchange_file_choices,
    limits,
    safe_name,
    size_words,
)
from vsm_platform.content.files.errors import ContentUnavailable, StoreUnavailable
from vsm_platform.content.modules.api import may_write
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import (
    Access,
    Section,
    Tab,
    access_exchange,
    exchange_page,
    offer_tab,
)
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("cartridges", __name__)
offer_tab(
    Tab(
        Section.COURSE,
        "cartridges.overview",
        _l("Import and export"),
        order=90,
        shown=lambda access: access.teaches or access.is_administrator,
        prefix="cartridges.",
    )
)

ROW = "int(max=2147483647)"
CARTRIDGES = f"/exchanges/<{ROW}:exchange_id>/cartridges"
IMPORT = f"{CARTRIDGES}/<{ROW}:import_id>"
ENDINGS = (".imscc", ".zip", ".thincc")
ROOM_FOR_FORM = 64 << 10


@room.url_value_preprocessor
def _allow_more(endpoint: str | None, _values: object) -> None:
    """Let a cartridge come in where it is expected; all other requests are small."""
    if endpoint == "cartridges.upload":
        request.max_content_length = limits().plain + ROOM_FOR_FORM


def access_of(session: Session, exchange_id: int) -> Access:
    """The exchange with the viewer's part in it."""
    return access_exchange(session, signed_in_viewer(), exchange_id)


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    """A page of the exchange."""
    return exchange_page(session, f"cartridges/{template}.html", access, states=STATES, **values)


@room.page(CARTRIDGES, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = require_exporter(access_of(session, exchange_id))
    return overview_page(session, access, UploadForm())


def overview_page(session: Session, access: Access, form: UploadForm) -> str:
    """Ways in, what has come in, and the way out."""
    return course_page(
        session,
        "overview",
        access,
        form=form,
        choose=choose_form(session, access.exchange_id),
        imports=imports_of(session, access.exchange_id),
        may_write=may_write(access),
        largest=size_words(limits().plain),
    )


def choose_form(session: Session, exchange_id: int) -> ChooseForm:
    """The cartridges among the exchange's files."""
    form = ChooseForm()
    form.file_id.choices = [
        (line.id, f"{line.name} ({size_words(line.size)})")
        for line in exchange_file_choices(session, exchange_id)
        if line.name.lower().endswith(ENDINGS)
    ]
    return form


@room.page(f"{CARTRIDGES}/course.imscc", policy=SIGNED_IN)
def export(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The course as a cartridge."""
    access = require_exporter(access_of(session, exchange_id))
    target = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 (closed with the answer)
    try:
        write_cartridge(target, course_out(session, access))
    except StoreUnavailable:
        target.close()
        raise ContentUnavailable from None
    target.seek(0)
    answer = send_file(
        target,
        mimetype="application/zip",
        as_attachment=True,
        download_name=safe_name(f"{access.title}.imscc"),
        max_age=0,
    )
    answer.cache_control.no_store = True
    return answer
