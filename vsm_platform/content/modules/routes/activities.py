"""The library of activities: to browse, to read, and to take a copy into a module."""

from uuid import uuid4

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from vsm_platform.content.modules.actions.items import do_add_page
from vsm_platform.content.modules.forms import LibraryForm, TakeForm
from vsm_platform.content.modules.library import Activity, Mode, activities, find_activity
from vsm_platform.content.modules.models import Kind
from vsm_platform.content.modules.queries.items import module_row
from vsm_platform.content.modules.routes.pages import (
    GET_AND_POST,
    MODULES,
    actor,
    course_page,
    drawn,
    room,
    writer_of,
)
from vsm_platform.content.modules.routes.reading import modules_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.web.languages import current_language

MODES = {
    Mode.LIVE: _l("at the same hour"),
    Mode.OWN_TIME: _l("each in their own time"),
    Mode.BOTH: _l("at the same hour or each in their own time"),
}
TIMES = {
    "beginning": _l("for the beginning"),
    "middle": _l("for the middle"),
    "end": _l("for the end"),
}


@room.page(f"{MODULES}/activities", policy=SIGNED_IN)
def library(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = writer_of(session, exchange_id)
    form = LibraryForm(request.args)
    wishes = form.data if form.validate() else {}
    found = activities(
        current_language(),
        minutes=int(wishes["minutes"]) if wishes.get("minutes") else None,
        people=int(wishes["people"]) if wishes.get("people") else None,
        mode=Mode(wishes["mode"]) if wishes.get("mode") else None,
    )
    asked = {name: value for name, value in request.args.items() if name == "module"}
    return course_page(
        session,
        "library",
        access,
        form=form,
        found=found,
        modes=MODES,
        times_of_course=TIMES,
        asked=asked,
    )


@room.page(f"{MODULES}/activities/<key>", policy=SIGNED_IN, methods=GET_AND_POST)
def activity(session: Session, exchange_id: int, key: str) -> ResponseReturnValue:
    """Read one, and take a copy of it into a module."""
    access = writer_of(session, exchange_id)
    found = find_activity(key, current_language())
    if found is None:
        raise NotFound
    modules = modules_of(session, access)
    form = TakeForm(client_key=uuid4().hex, module=request.args.get("module", type=int))
    form.module.choices = [SelectChoice(one.module_id, one.title) for one in modules]
    if modules and form.validate_on_submit():
        module_row(session, exchange_id, form.module.data)
        item_id = _take(session, form, found)
        address = url_for("modules.edit_item", exchange_id=exchange_id, item_id=item_id)
        return redirect(address, 303)
    return course_page(
        session,
        "activity",
        access,
        form=form if modules else None,
        activity=found,
        text=drawn(found.markdown),
        modes=MODES,
        times_of_course=TIMES,
    )


def _take(session: Session, form: TakeForm, activity: Activity) -> int:
    return do_add_page(
        session,
        form.module.data,
        activity.title,
        f"{activity.purpose}\n\n{activity.markdown}",
        kind=Kind.ACTIVITY,
        language=activity.language,
        minutes=activity.minutes,
        is_published=False,
        actor_id=actor(),
        client_key=form.client_key.key,
    )
