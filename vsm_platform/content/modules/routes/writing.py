"""Modules come, change, move and go, by the hands of those who teach."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.modules import (
    do_add_module,
    do_change_module,
    do_delete_module,
    do_move_module,
    do_restore_module,
)
from vsm_platform.content.modules.forms import ModuleForm, MoveForm
from vsm_platform.content.modules.queries.items import (
    Deleted,
    deleted_items,
    deleted_modules,
    module_row,
)
from vsm_platform.content.modules.routes.pages import (
    GET_AND_POST,
    MODULE,
    MODULES,
    actor,
    course_page,
    done,
    room,
    to_overview,
    writer_of,
)
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, progress_for
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer
from vsm_platform.web.templating import date_text


def _with_weeks(form: ModuleForm, access: Access) -> ModuleForm:
    """Offer the exchange's weeks; one that was chosen before it became shorter stays."""
    weeks = progress_for(access, signed_in_viewer()).weeks
    most = max(weeks, form.first_week.data or 0, form.last_week.data or 0)
    form.offer_weeks(
        [
            (
                week,
                gettext(
                    "Week %(week)d, from %(day)s",
                    week=week,
                    day=date_text(access.starts_on + timedelta(days=7 * (week - 1))),
                ),
            )
            for week in range(1, min(most, 120) + 1)
        ]
    )
    return form


@room.page(f"{MODULES}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new_module(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = writer_of(session, exchange_id)
    form = ModuleForm(client_key=uuid4().hex, is_published=True, first_week=0, last_week=0)
    _with_weeks(form, access)
    if form.validate_on_submit():
        facts = form.facts()
        module_id = do_add_module(
            session,
            exchange_id,
            facts.title,
            week=facts.first_week,
            last_week=facts.last_week,
            intro=facts.intro,
            is_published=facts.is_published,
            actor_id=actor(),
            client_key=form.client_key.key,
        )
        address = url_for("modules.module", exchange_id=exchange_id, module_id=module_id)
        return done(gettext("Added. Now put something into it."), address)
    return course_page(session, "module_form", access, form=form, module=None)


@room.page(f"{MODULE}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit_module(session: Session, exchange_id: int, module_id: int) -> ResponseReturnValue:
    access = writer_of(session, exchange_id)
    row = module_row(session, exchange_id, module_id)
    form = ModuleForm(
        title=row.title,
        intro=row.intro,
        first_week=row.first_week or 0,
        last_week=row.last_week or 0,
        is_published=row.is_published,
    )
    _with_weeks(form, access)
    if form.validate_on_submit():
        do_change_module(session, exchange_id, module_id, form.facts(), actor_id=actor())
        return done(gettext("Saved."), to_overview(exchange_id))
    return course_page(session, "module_form", access, form=form, module=row)


@room.page(f"{MODULE}/move", policy=SIGNED_IN, methods=("POST",))
def move_module(session: Session, exchange_id: int, module_id: int) -> ResponseReturnValue:
    writer_of(session, exchange_id)
    up = MoveForm().direction.data == "up"
    do_move_module(session, exchange_id, module_id, "up" if up else "down")
    address = url_for("modules.overview", exchange_id=exchange_id, _anchor=f"module-{module_id}")
    return redirect(address, 303)


@room.page(f"{MODULE}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete_module(session: Session, exchange_id: int, module_id: int) -> ResponseReturnValue:
    """Take a module out, after a question."""
    access = writer_of(session, exchange_id)
    row = module_row(session, exchange_id, module_id)
    if Form().validate_on_submit():
        do_delete_module(session, exchange_id, module_id, actor_id=actor())
        message = gettext("Deleted. You find it under “Deleted” if you want it back.")
        return done(message, to_overview(exchange_id))
    return course_page(session, "delete_module", access, module=row)


@room.page(f"{MODULE}/restore", policy=SIGNED_IN, methods=("POST",))
def restore_module(session: Session, exchange_id: int, module_id: int) -> ResponseReturnValue:
    writer_of(session, exchange_id)
    do_restore_module(session, exchange_id, module_id, actor_id=actor())
    return done(gettext("It is back where it stood."), to_overview(exchange_id))


@room.page(f"{MODULES}/deleted", policy=SIGNED_IN)
def deleted(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What was deleted, and can be put back."""
    access = writer_of(session, exchange_id)
    return course_page(
        session,
        "deleted",
        access,
        lines=[
            *_restorable("module", deleted_modules(session, exchange_id), exchange_id),
            *_restorable("item", deleted_items(session, exchange_id), exchange_id),
        ],
    )


def _restorable(
    what: str, deleted: list[Deleted], exchange_id: int
) -> Iterator[tuple[Deleted, str]]:
    """Each with the address that puts it back."""
    for one in deleted:
        values: dict[str, Any] = {"exchange_id": exchange_id, f"{what}_id": one.id}
        yield one, url_for(f"modules.restore_{what}", **values)
