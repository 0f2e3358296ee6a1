"""What a page said before: who saved what when, and bringing it back."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.words import do_restore_version
from vsm_platform.content.modules.queries.items import item_row, version_of, versions_of
from vsm_platform.content.modules.routes.pages import (
    ITEM,
    ROW,
    actor,
    course_page,
    done,
    drawn,
    room,
    writer_of,
)
from vsm_platform.core.permissions import SIGNED_IN

VERSIONS = f"{ITEM}/versions"


@room.page(VERSIONS, policy=SIGNED_IN)
def versions(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    access = writer_of(session, exchange_id)
    row = item_row(session, exchange_id, item_id)
    kept = versions_of(session, item_id)
    return course_page(session, "versions", access, item=row, versions=kept)


@room.page(f"{VERSIONS}/<{ROW}:number>", policy=SIGNED_IN)
def version(session: Session, exchange_id: int, item_id: int, number: int) -> ResponseReturnValue:
    """One of them, as it was."""
    access = writer_of(session, exchange_id)
    row = item_row(session, exchange_id, item_id)
    kept = version_of(session, item_id, number)
    return course_page(session, "version", access, item=row, version=kept, text=drawn(kept.text))


@room.page(f"{VERSIONS}/<{ROW}:number>/restore", policy=SIGNED_IN, methods=("POST",))
def restore_version(
    session: Session, exchange_id: int, item_id: int, number: int
) -> ResponseReturnValue:
    writer_of(session, exchange_id)
    item_row(session, exchange_id, item_id)
    do_restore_version(session, exchange_id, item_id, number, actor_id=actor())
    address = url_for("modules.item", exchange_id=exchange_id, item_id=item_id)
    return done(gettext("It says again what it said then."), address)
