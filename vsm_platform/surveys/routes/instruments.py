"""The questionnaires of an exchange: shown, put in order, copied, put away, taken in and taken away."""

import json
from collections.abc import Callable

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import (
    access_exchange,
    find_language,
    require_not_archived,
)
from vsm_platform.invitations.api import read_table
from vsm_platform.surveys.actions.common import locked_instrument
from vsm_platform.surveys.actions.instruments import (
    do_add_instrument,
    do_copy_instrument,
    do_delete_instrument,
    do_put_away,
)
from vsm_platform.surveys.instrument_forms import DocumentForm, NewInstrumentForm, TakeForm
from vsm_platform.surveys.instruments import editing, tables
from vsm_platform.surveys.instruments.answers import options_for
from vsm_platform.surveys.instruments.checking import (
    DocumentRefused,
    Flaw,
    Problem,
    read_document,
)
from vsm_platform.surveys.instruments.document import Document, as_json
from vsm_platform.surveys.instruments.translations import missing_by_language
from vsm_platform.surveys.policies import require_asker
from vsm_platform.surveys.queries.instruments import asked_instrument, versions_of
from vsm_platform.surveys.queries.surveys import document_of
from vsm_platform.surveys.routes.building import keep
from vsm_platform.surveys.routes.pages import (
    GET_AND_POST,
    INSTRUMENT,
    INSTRUMENTS,
    actor_id,
    course_page,
    question,
    room,
    shown_language,
    text_direction,
)
from vsm_platform.surveys.words import flaw_text
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language, language_name
from vsm_platform.web.room import signed_in_viewer

LONGEST_FILE = 200_000
"""Bytes; the longest questionnaire of words in a dozen languages is below that."""


@room.page(INSTRUMENT, policy=SIGNED_IN, methods=GET_AND_POST)
def instrument(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    """All parts and questions; its buttons put them in order and copy them."""
    access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    document = document_of(session, shown.version_id)
    form = DocumentForm(seen=shown.seen)
    if form.validate_on_submit():
        require_not_archived(access)
        step, _, key = request.form.get("do", "").partition(":")
        if step not in _STEPS:
            raise NotFound
        place = f"question-{key}" if step in {"up", "down", "copy"} else f"part-{key}"
        return keep(session, shown, form, _STEPS[step](document, key), place=place)
    return course_page(
        session, "instrument", access, instrument=shown, document=document, form=form,
        missing=missing_by_language(document), versions=versions_of(session, instrument_id),
    )  # fmt: skip


_STEPS: dict[str, Callable[[Document, str], Document]] = {
    "up": lambda document, key: editing.move_question(document, key, -1),
    "down": lambda document, key: editing.move_question(document, key, 1),
    "copy": editing.copy_question,
    "add_part": lambda document, _key: editing.add_section(document, "", ""),
    "part_up": lambda document, key: editing.move_section(document, key, -1),
    "part_down": lambda document, key: editing.move_section(document, key, 1),
    "part_copy": editing.copy_section,
}


@room.page(f"{INSTRUMENT}/preview", policy=SIGNED_IN)
def preview(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    """What people will see, in each language; nothing is kept of what is tried here."""
    access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    document = document_of(session, shown.version_id)
    language = shown_language(document)
    return course_page(
        session, "preview", access, instrument=shown, document=document, language=language,
        text_direction=text_direction(language), answers={}, typed={}, wrong={},
        own_keys={one.key for one in document.questions()},
        options={one.key: options_for(one, "preview") for one in document.questions()},
        missing=missing_by_language(document),
    )  # fmt: skip


@room.page(f"{INSTRUMENT}/copy", policy=SIGNED_IN, methods=("POST",))
def copy_instrument(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    """Begin another questionnaire with what this one asks."""
    access, _shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    require_not_archived(access)
    made = do_copy_instrument(session, exchange_id, instrument_id, actor_id=actor_id())
    flash(gettext("This is the copy. What you change here changes nothing elsewhere."), "success")
    return _to(exchange_id, made)


@room.page(f"{INSTRUMENT}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete_instrument(
    session: Session, exchange_id: int, instrument_id: int
) -> ResponseReturnValue:
    """Delete a questionnaire, or put it away where it was asked; after a question."""
    access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    require_not_archived(access)
    if Form().validate_on_submit():
        is_gone = do_delete_instrument(session, exchange_id, instrument_id, actor_id=actor_id())
        kept = gettext("It is put away. What was asked with it, and the results, stay.")
        flash(gettext("The questionnaire is deleted.") if is_gone else kept, "success")
        return redirect(url_for("surveys.overview", exchange_id=exchange_id), 303)
    return question("delete_instrument", access, instrument=shown)


@room.page(f"{INSTRUMENT}/offer", policy=SIGNED_IN, methods=("POST",))
def offer_instrument(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    """Offer a questionnaire again that was put away."""
    access, _shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    require_not_archived(access)
    found = locked_instrument(session, exchange_id, instrument_id)
    do_put_away(session, found, is_hidden=False, actor_id=actor_id())
    flash(gettext("It can be asked again."), "success")
    return _to(exchange_id, instrument_id)


def _to(exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    address = url_for("surveys.instrument", exchange_id=exchange_id, instrument_id=instrument_id)
    return redirect(address, 303)


# Files ----------------------------------------------------------------------------------------


@room.page(f"{INSTRUMENT}/questionnaire.json", policy=SIGNED_IN)
def as_file(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    _access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    data = as_json(document_of(session, shown.version_id)) | {"lineage": shown.lineage}
    headers = {"Content-Disposition": "attachment; filename=questionnaire.json"}
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return Response(text, mimetype="application/json", headers=headers)


@room.page(f"{INSTRUMENT}/questionnaire.csv", policy=SIGNED_IN)
def as_table(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    _access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    document = document_of(session, shown.version_id)
    return csv_response("questionnaire", tables.header(document), tables.rows(document))


@room.page(f"{INSTRUMENTS}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new_instrument(session: Session, exchange_id: int) -> ResponseReturnValue:
    """An empty questionnaire to begin with."""
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    require_not_archived(access)
    form = NewInstrumentForm(language=language_name(current_language()))
    if form.validate_on_submit():
        document = editing.new_document(find_language(form.language.data) or "en", form.title.data)
        made = do_add_instrument(session, exchange_id, document, actor_id=actor_id())
        flash(gettext("It is there. Now add its questions."), "success")
        return _to(exchange_id, made)
    return course_page(session, "new_instrument", access, form=form)


@room.page(f"{INSTRUMENTS}/take", policy=SIGNED_IN, methods=GET_AND_POST)
def take(session: Session, exchange_id: int) -> ResponseReturnValue:
    """A questionnaire from a file or a pasted text."""
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    require_not_archived(access)
    form, problems = TakeForm(), []
    if form.validate_on_submit():
        given = form.file.data.read(LONGEST_FILE + 1) if form.file.data else b""
        try:
            document, lineage = _read(given or (form.pasted.data or "").encode())
        except DocumentRefused as refused:
            problems = [flaw_text(one) for one in refused.problems[:20]]
        else:
            made = do_add_instrument(
                session, exchange_id, document, lineage=lineage, actor_id=actor_id()
            )
            flash(gettext("It is there. Look whether everything came as you meant it."), "success")
            return _to(exchange_id, made)
    return course_page(session, "take", access, form=form, problems=problems)


def _read(given: bytes) -> tuple[Document, str]:
    """A document with what it is a copy of, where the file says so."""
    if len(given) > LONGEST_FILE:
        raise DocumentRefused([Problem(Flaw.LENGTH, "")])
    text = given.decode("utf-8-sig", "replace").strip()
    if not text.startswith("{"):
        rows = read_table(given, as_written=True).rows
        return tables.read_rows([cells for _number, cells in rows]), ""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    lineage = data.get("lineage", "") if isinstance(data, dict) else ""
    return read_document(data), lineage[:40] if isinstance(lineage, str) else ""
