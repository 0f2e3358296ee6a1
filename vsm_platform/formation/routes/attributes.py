"""What is known of students: questions, and lists that say it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.formation.actions.attributes import (
    attribute_of,
    do_add_attribute,
    do_delete_attribute,
    do_take_list,
)
from vsm_platform.formation.columns import Column, understand
from vsm_platform.formation.forms import AttributeForm, ListForm
from vsm_platform.formation.listing import as_text
from vsm_platform.formation.queries.formations import criteria_of_exchange, forming_access
from vsm_platform.formation.queries.roster import attributes_of, roster, values_of
from vsm_platform.formation.routes.pages import (
    ATTRIBUTES,
    GET_AND_POST,
    ROW,
    actor_id,
    course_page,
    room,
)
from vsm_platform.formation.wishes import asked, wishes_of
from vsm_platform.invitations.api import BYTES_LIMIT, read_table
from vsm_platform.web.room import signed_in_viewer

LARGEST_REQUEST = 2 * BYTES_LIMIT + 64 * 1024
"""Bytes: the file, the pasted text, and what a form adds."""
_WITH_LISTS = frozenset({"formation.take_list", "formation.bring"})


@room.url_value_preprocessor
def _take_larger_forms(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """A list is larger than other forms; this runs before anything reads the request."""
    if endpoint in _WITH_LISTS:
        request.max_content_length = LARGEST_REQUEST
        request.max_form_memory_size = LARGEST_REQUEST


@room.page(ATTRIBUTES, policy=SIGNED_IN, methods=GET_AND_POST)
def attributes(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What is asked or was read, and of how many students it is known."""
    access = forming_access(session, signed_in_viewer(), exchange_id)
    form = AttributeForm()
    if form.validate_on_submit():
        do_add_attribute(
            session,
            exchange_id,
            label=form.label.data or "",
            question=form.question.data or "",
            options=form.answers(),
            actor_id=actor_id(),
        )
        flash(gettext("It is there. Now wish something of it."), "success")
        return _to_attributes(exchange_id)
    found = attributes_of(session, exchange_id)
    people = roster(session, exchange_id)
    values = values_of(session, found)
    known = {one.key: sum(one.key in values.get(person, {}) for person in people) for one in found}
    questions = asked(found, wishes_of(criteria_of_exchange(session, exchange_id)))
    return course_page(
        session,
        "attributes",
        access,
        form=form,
        attributes=found,
        known=known,
        students=len(people),
        asked={one.id for one in questions},
    )


def _to_attributes(exchange_id: int) -> ResponseReturnValue:
    return redirect(url_for("formation.attributes", exchange_id=exchange_id), 303)


@room.page(f"{ATTRIBUTES}/<{ROW}:attribute_id>/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete_attribute(session: Session, exchange_id: int, attribute_id: int) -> ResponseReturnValue:
    access = forming_access(session, signed_in_viewer(), exchange_id, writes=True)
    found = attribute_of(session, exchange_id, attribute_id)
    if request.method == "POST":
        do_delete_attribute(session, exchange_id, attribute_id, actor_id=actor_id())
        flash(gettext("Deleted."), "success")
        return _to_attributes(exchange_id)
    return course_page(session, "delete_attribute", access, attribute=found)


@room.page(f"{ATTRIBUTES}/list", policy=SIGNED_IN, methods=GET_AND_POST)
def take_list(session: Session, exchange_id: int) -> ResponseReturnValue:
    """A list that says something about students: shown row by row, and then kept."""
    access = forming_access(session, signed_in_viewer(), exchange_id, writes=True)
    form = ListForm()
    columns: list[Column] = []
    sheet, text = None, ""
    if form.validate_on_submit():
        table = read_table(form.upload() or form.text.data, form.encoding.data)
        text = as_text(table)
        people = roster(session, exchange_id, taught_at=access.partnership_id)
        sheet, columns = understand(table, people.values(), attributes_of(session, exchange_id))
        if form.is_seen.data and columns:
            number = do_take_list(session, exchange_id, columns, actor_id=actor_id())
            said = ngettext("%(num)d value is kept.", "%(num)d values are kept.", number)
            flash(said, "success")
            return _to_attributes(exchange_id)
    return course_page(
        session, "take_list", access, form=form, sheet=sheet, columns=columns, text=text
    )
