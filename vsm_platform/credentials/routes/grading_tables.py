"""For International Offices: how often their university gives each grade."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import OFFICE
from vsm_platform.credentials.fields import FIELDS
from vsm_platform.credentials.recognition.forms import GradingTableForm, table_form
from vsm_platform.credentials.recognition.grading import steps_of
from vsm_platform.credentials.recognition.tables import (
    TableFacts,
    access_table,
    do_delete_table,
    do_save_table,
    tables_of,
)
from vsm_platform.credentials.routes.pages import GET_AND_POST, ROW, actor_id, office_id, room
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form

TABLES = "/office/grading"
TABLE = f"{TABLES}/<{ROW}:table_id>"


@room.page(f"{TABLES}/", policy=OFFICE)
def grading_tables(session: Session) -> ResponseReturnValue:
    tables = tables_of(session, office_id())
    return render_template(
        "credentials/grading_tables.html",
        tables=[(one, steps_of(one.rows)) for one in tables],
        fields=FIELDS,
    )


def _save(session: Session, table_id: int | None, form: GradingTableForm) -> ResponseReturnValue:
    facts = TableFacts(form.name.data, form.isced.data, form.years.data or "", form.rows)
    do_save_table(session, office_id(), table_id, facts, actor_id=actor_id())
    flash(gettext("Saved."), "success")
    return redirect(url_for("credentials.grading_tables"), 303)


@room.page(f"{TABLES}/new", policy=OFFICE, methods=GET_AND_POST)
def new_grading_table(session: Session) -> ResponseReturnValue:
    form = table_form(None)
    if form.validate_on_submit():
        return _save(session, None, form)
    return render_template("credentials/grading_table.html", form=form, table=None)


@room.page(TABLE, policy=OFFICE, methods=GET_AND_POST)
def grading_table(session: Session, table_id: int) -> ResponseReturnValue:
    found = access_table(session, office_id(), table_id)
    form = table_form(found)
    if form.validate_on_submit():
        return _save(session, table_id, form)
    return render_template("credentials/grading_table.html", form=form, table=found)


@room.page(f"{TABLE}/table.csv", policy=OFFICE)
def grading_table_file(session: Session, table_id: int) -> ResponseReturnValue:
    """The table as a file, for colleagues elsewhere."""
    found = access_table(session, office_id(), table_id)
    header = [gettext("Grade"), gettext("How many"), "%", gettext("This grade or better")]
    rows = [
        [one.grade, one.number, round(one.share, 1), round(one.reaches, 1)]
        for one in steps_of(found.rows)
    ]
    return csv_response("grading-table", header, rows)


@room.page(f"{TABLE}/delete", policy=OFFICE, methods=GET_AND_POST)
def delete_grading_table(session: Session, table_id: int) -> ResponseReturnValue:
    found = access_table(session, office_id(), table_id)
    if Form().validate_on_submit():
        do_delete_table(session, office_id(), table_id, actor_id=actor_id())
        flash(gettext("It is deleted."), "success")
        return redirect(url_for("credentials.grading_tables"), 303)
    return render_template("credentials/grading_table_delete.html", table=found)
