"""One import: what would come in, how far it is, what came in; and its buttons."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.content.cartridges.actions.steps import (
    do_confirm,
    do_forget,
    do_go_on,
    do_stop,
    do_undo,
)
from vsm_platform.content.cartridges.errors import ImportNotReady
from vsm_platform.content.cartridges.models import ImportState
from vsm_platform.content.cartridges.policies import require_exporter, require_importer
from vsm_platform.content.cartridges.queries.imports import import_of
from vsm_platform.content.cartridges.routes.pages import (
    IMPORT,
    access_of,
    course_page,
    room,
)
from vsm_platform.content.cartridges.words import report_lines
from vsm_platform.content.modules.api import may_write
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.web.room import signed_in_viewer

POST = ("POST",)
ENDED = {ImportState.STOPPED, ImportState.FAILED, ImportState.DONE}


@room.page(IMPORT, policy=SIGNED_IN)
def show(session: Session, exchange_id: int, import_id: int) -> ResponseReturnValue:
    access = require_exporter(access_of(session, exchange_id))
    found = import_of(session, exchange_id, import_id)
    lines = report_lines([*found.plan["remarks"], *found.report])
    return course_page(
        session,
        "import",
        access,
        found=found,
        not_taken=[line for line in lines if not line.comes_in],
        changed=[line for line in lines if line.comes_in],
        may_write=may_write(access),
    )


@room.page(f"{IMPORT}/confirm", policy=SIGNED_IN, methods=POST)
def confirm(session: Session, exchange_id: int, import_id: int) -> ResponseReturnValue:
    require_importer(access_of(session, exchange_id))
    rest = gettext("Pages that stood in no module")
    actor = signed_in_viewer().person_id
    do_confirm(session, exchange_id, import_id, rest_title=rest, actor_id=actor)
    return _to_import(exchange_id, import_id)


@room.page(f"{IMPORT}/stop", policy=SIGNED_IN, methods=POST)
def stop(session: Session, exchange_id: int, import_id: int) -> ResponseReturnValue:
    require_importer(access_of(session, exchange_id))
    do_stop(session, exchange_id, import_id)
    return _to_import(exchange_id, import_id)


@room.page(f"{IMPORT}/go-on", policy=SIGNED_IN, methods=POST)
def go_on(session: Session, exchange_id: int, import_id: int) -> ResponseReturnValue:
    require_importer(access_of(session, exchange_id))
    do_go_on(session, exchange_id, import_id)
    return _to_import(exchange_id, import_id)


@room.page(f"{IMPORT}/leave", policy=SIGNED_IN, methods=POST)
def leave(session: Session, exchange_id: int, import_id: int) -> ResponseReturnValue:
    """Forget a cartridge before anything of it came in."""
    require_importer(access_of(session, exchange_id))
    do_forget(session, exchange_id, import_id, actor_id=signed_in_viewer().person_id)
    flash(gettext("Nothing was taken in."), "success")
    return redirect(url_for("cartridges.overview", exchange_id=exchange_id), 303)


@room.page(f"{IMPORT}/undo", policy=SIGNED_IN)
def ask_undo(session: Session, exchange_id: int, import_id: int) -> ResponseReturnValue:
    access = require_importer(access_of(session, exchange_id))
    found = import_of(session, exchange_id, import_id)
    if found.state not in ENDED:
        raise ImportNotReady
    return course_page(session, "undo", access, found=found)


@room.page(f"{IMPORT}/undo", policy=SIGNED_IN, methods=POST)
def undo(session: Session, exchange_id: int, import_id: int) -> ResponseReturnValue:
    require_importer(access_of(session, exchange_id))
    kept = do_undo(session, exchange_id, import_id, actor_id=signed_in_viewer().person_id)
    flash(gettext("What came in is taken out again."), "success")
    if kept:
        flash(
            ngettext(
                "%(num)d assignment stays, because students work on it.",
                "%(num)d assignments stay, because students work on them.",
                kept,
            )
        )
    return _to_import(exchange_id, import_id)


def _to_import(exchange_id: int, import_id: int) -> ResponseReturnValue:
    address = url_for("cartridges.show", exchange_id=exchange_id, import_id=import_id)
    return redirect(address, 303)
