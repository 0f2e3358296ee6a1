"""Each partner's dates side by side, how partners count their weeks, and dates set by hand."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.modules import do_set_counting, do_set_dates
from vsm_platform.content.modules.forms import counting_form, dates_form
from vsm_platform.content.modules.policies import may_write, require_writer, sees_all
from vsm_platform.content.modules.queries.dates import chosen_dates, dates_table
from vsm_platform.content.modules.queries.items import module_row
from vsm_platform.content.modules.routes.pages import (
    GET_AND_POST,
    MODULE,
    MODULES,
    access_of,
    actor,
    course_page,
    done,
    room,
    writer_of,
)
from vsm_platform.core.errors import NotAllowed
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import partners_of, present_partners


@room.page(f"{MODULES}/dates", policy=SIGNED_IN, methods=GET_AND_POST)
def dates(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = access_of(session, exchange_id)
    if not sees_all(access):
        raise NotAllowed
    if request.method == "POST":
        require_writer(access)
    partners = present_partners(partners_of(session, exchange_id))
    table = dates_table(session, access)
    present = {key: calendar.counting for key, calendar in table.calendars.items()}
    form = counting_form(partners, present)
    if form.validate_on_submit():
        do_set_counting(session, exchange_id, form.counting(), actor_id=actor())
        return done(gettext("Saved."), url_for("modules.dates", exchange_id=exchange_id))
    return course_page(
        session,
        "dates",
        access,
        table=table,
        form=form if may_write(access) else None,
        columns_of=partners,
    )


@room.page(f"{MODULE}/dates", policy=SIGNED_IN, methods=GET_AND_POST)
def module_dates(session: Session, exchange_id: int, module_id: int) -> ResponseReturnValue:
    """Set one module's days for single partners."""
    access = writer_of(session, exchange_id)
    row = module_row(session, exchange_id, module_id)
    partners = present_partners(partners_of(session, exchange_id))
    form = dates_form(partners, chosen_dates(session, module_id))
    if form.validate_on_submit():
        do_set_dates(session, exchange_id, module_id, form.dates(), actor_id=actor())
        return done(gettext("Saved."), url_for("modules.dates", exchange_id=exchange_id))
    table = dates_table(session, access)
    lines = next(one for one in table.modules if one.module_id == module_id)
    return course_page(
        session, "module_dates", access, form=form, module=row, module_days_of=lines.days
    )
