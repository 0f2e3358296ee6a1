"""You said, we changed: for students what was published, for those who teach all of it."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, Role, access_exchange, require_not_archived
from vsm_platform.surveys.actions.changes import (
    do_add_change,
    do_delete_change,
    do_edit_change,
)
from vsm_platform.surveys.policies import require_asker
from vsm_platform.surveys.queries.changes import (
    Change,
    changes_of,
    owners_of,
    published_changes,
)
from vsm_platform.surveys.queries.surveys import document_of, survey_view
from vsm_platform.surveys.result_forms import NOBODY, ChangeForm
from vsm_platform.surveys.routes.pages import (
    GET_AND_POST,
    ROW,
    SURVEYS,
    actor_id,
    course_page,
    room,
    row_number,
)
from vsm_platform.surveys.words import survey_title
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import signed_in_viewer

CHANGES = f"{SURVEYS}/changes"
CHANGE = f"{CHANGES}/<{ROW}:change_id>"


def _teaching(session: Session, exchange_id: int) -> Access:
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    return require_not_archived(access)


def _to_changes(exchange_id: int) -> ResponseReturnValue:
    return redirect(url_for("surveys.actions_taken", exchange_id=exchange_id), 303)


@room.page(CHANGES, policy=SIGNED_IN)
def actions_taken(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What was said, and what changes because of it."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    if not access.teaches and access.role != Role.STUDENT:
        raise NotFound
    look = changes_of if access.teaches else published_changes
    return course_page(session, "changes", access, changes=look(session, exchange_id))


def _form(session: Session, exchange_id: int, found: Change | None) -> ChangeForm:
    owners = owners_of(session, exchange_id)
    form = ChangeForm(
        data=None
        if found is None
        else {
            "said": found.said,
            "changed": found.changed,
            "owner": found.owner_id or NOBODY,
            "due_on": found.due_on,
            "is_done": found.is_done,
            "outcome": found.outcome,
            "is_published": found.published_at is not None,
        }
    )
    if found and found.owner_id and found.owner_id not in dict(owners):
        owners.append((found.owner_id, found.owner))
    form.owner.choices = [(NOBODY, gettext("Nobody yet")), *owners]
    return form


@room.page(f"{CHANGES}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new_change(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Note what follows from a result; ``survey`` and ``question`` in the address say from which."""
    access = _teaching(session, exchange_id)
    survey_id = request.args.get("survey", type=row_number)
    key = request.args.get("question", "")[:90]
    about = _about(session, exchange_id, survey_id, key)
    form = _form(session, exchange_id, None)
    if form.validate_on_submit():
        facts = form.facts(survey_id, key)
        do_add_change(session, exchange_id, facts, actor_id=actor_id())
        flash(gettext("It is noted."), "success")
        return _to_changes(exchange_id)
    return course_page(session, "change", access, form=form, change=None, about=about)


@dataclass(frozen=True, slots=True)
class _About:
    """From which result a change follows."""

    survey: str
    question: str
    path: str


def _about(session: Session, exchange_id: int, survey_id: int | None, key: str) -> _About | None:
    if survey_id is None:
        return None
    shown = survey_view(session, exchange_id, survey_id)
    document = document_of(session, shown.version_id)
    found = document.question(key)
    words = document.say(found.text, document.language_for(current_language())) if found else ""
    place = f"#{found.key}" if found else ""
    return _About(survey_title(shown), words, f"{shown.path}/results{place}")


def _change(session: Session, exchange_id: int, change_id: int) -> Change:
    for one in changes_of(session, exchange_id):
        if one.id == change_id:
            return one
    raise NotFound


@room.page(f"{CHANGE}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit_change(session: Session, exchange_id: int, change_id: int) -> ResponseReturnValue:
    access = _teaching(session, exchange_id)
    found = _change(session, exchange_id, change_id)
    form = _form(session, exchange_id, found)
    if form.validate_on_submit():
        do_edit_change(session, exchange_id, change_id, form.facts(), actor_id=actor_id())
        flash(gettext("Saved."), "success")
        return _to_changes(exchange_id)
    about = _about(session, exchange_id, found.survey_id, found.column)
    return course_page(session, "change", access, form=form, change=found, about=about)


@room.page(f"{CHANGE}/delete", policy=SIGNED_IN, methods=("POST",))
def delete_change(session: Session, exchange_id: int, change_id: int) -> ResponseReturnValue:
    _teaching(session, exchange_id)
    if Form().validate_on_submit():
        do_delete_change(session, exchange_id, change_id, actor_id=actor_id())
        flash(gettext("It is deleted."), "success")
    return _to_changes(exchange_id)
