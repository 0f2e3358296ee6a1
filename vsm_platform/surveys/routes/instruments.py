"""The questionnaires of an exchange: built, previewed, translated, taken in and taken away."""

import json
from collections.abc import Callable

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import access_exchange, require_not_archived
from vsm_platform.invitations.api import read_table
from vsm_platform.surveys.actions.instruments import do_add_instrument, do_change_document
from vsm_platform.surveys.forms import DocumentForm, TakeForm
from vsm_platform.surveys.instruments import editing, tables
from vsm_platform.surveys.instruments.answers import options_for
from vsm_platform.surveys.instruments.checking import DocumentRefused, read_document
from vsm_platform.surveys.instruments.document import Document, Kind, as_json
from vsm_platform.surveys.instruments.translations import every_text, missing_by_language
from vsm_platform.surveys.policies import require_asker
from vsm_platform.surveys.queries.instruments import InstrumentView, asked_instrument
from vsm_platform.surveys.queries.surveys import document_of
from vsm_platform.surveys.questions import question_form, question_from
from vsm_platform.surveys.routes.pages import (
    GET_AND_POST,
    INSTRUMENT,
    INSTRUMENTS,
    actor_id,
    course_page,
    room,
    shown_language,
    text_direction,
)
from vsm_platform.surveys.words import flaw_text
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.room import signed_in_viewer

LONGEST_FILE = 200_000


def _to(instrument: InstrumentView) -> ResponseReturnValue:
    return redirect(instrument.path, 303)


def _change(
    session: Session, instrument: InstrumentView, form: DocumentForm, document: Document
) -> ResponseReturnValue:
    """Keep a change, or say why it cannot be."""
    try:
        sound = editing.checked(document)
    except DocumentRefused as refused:
        for one in refused.problems[:3]:
            flash(flaw_text(one), "warning")
        return redirect(request.url, 303)
    is_new = do_change_document(
        session, instrument.exchange_id, instrument.id, sound,
        seen=form.seen_version(), actor_id=actor_id(),
    )  # fmt: skip
    made = gettext("Saved as a new version, since somebody has answered the former one.")
    flash(made if is_new else gettext("Saved."), "success")
    return _to(instrument)


@room.page(INSTRUMENT, policy=SIGNED_IN, methods=GET_AND_POST)
def instrument(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    """All parts and questions; its buttons move questions and take them away."""
    access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    document = document_of(session, shown.version_id)
    form = DocumentForm(seen=shown.seen)
    if form.validate_on_submit():
        require_not_archived(access)
        step, _, key = request.form.get("do", "").partition(":")
        if step not in _STEPS:
            raise NotFound
        return _change(session, shown, form, _STEPS[step](document, key))
    return course_page(
        session, "instrument", access, instrument=shown, document=document, form=form,
        missing=missing_by_language(document),
    )  # fmt: skip


_STEPS: dict[str, Callable[[Document, str], Document]] = {
    "up": lambda document, key: editing.move_question(document, key, -1),
    "down": lambda document, key: editing.move_question(document, key, 1),
    "drop": editing.drop_question,
    "add_section": lambda document, _key: editing.add_section(document, "", ""),
    "drop_section": editing.drop_section,
}


@room.page(
    f"{INSTRUMENT}/question/<question_kind>/<question_key>", policy=SIGNED_IN, methods=GET_AND_POST
)
def edit_question(
    session: Session, exchange_id: int, instrument_id: int, question_kind: str, question_key: str
) -> ResponseReturnValue:
    """A question that there is, or, with the key of a part, a new one at that part's end."""
    access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    require_not_archived(access)
    document = document_of(session, shown.version_id)
    kind, key = question_kind, question_key
    old = document.question(key) if request.args.get("new") is None else None
    is_part = key in {one.key for one in document.sections}
    if kind not in set(Kind) or (old is None and not is_part) or (old and old.kind != kind):
        raise NotFound
    form = question_form(document, Kind(kind), old)
    if form.validate_on_submit():
        made = question_from(form, document, Kind(kind), old)
        changed = editing.put_question(document, key, made, old_key=old.key if old else "")
        return _change(session, shown, form, changed)
    form.seen.data = form.seen.data or shown.seen
    return course_page(
        session, "question", access, instrument=shown, form=form, kind=Kind(kind), old=old
    )


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
    )  # fmt: skip


@room.page(f"{INSTRUMENT}/texts/<language>", policy=SIGNED_IN, methods=GET_AND_POST)
def texts(
    session: Session, exchange_id: int, instrument_id: int, language: str
) -> ResponseReturnValue:
    """Every text beside its translation."""
    access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    require_not_archived(access)
    document = editing.add_language(document_of(session, shown.version_id), language)
    form = DocumentForm(seen=shown.seen)
    if form.validate_on_submit():
        said = {
            name.removeprefix("t."): words.strip()
            for name, words in request.form.items()
            if name.startswith("t.")
        }
        return _change(session, shown, form, editing.translate(document, language, said))
    return course_page(
        session, "texts", access, instrument=shown, document=document, language=language,
        form=form, said=list(every_text(document)), text_direction=text_direction(language),
    )  # fmt: skip


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


@room.page(f"{INSTRUMENTS}/take", policy=SIGNED_IN, methods=GET_AND_POST)
def take(session: Session, exchange_id: int) -> ResponseReturnValue:
    """A questionnaire from a file or a pasted text, or an empty one to begin with."""
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    require_not_archived(access)
    form, problems = TakeForm(), []
    if form.validate_on_submit():
        given = form.file.data.read(LONGEST_FILE) if form.file.data else b""
        try:
            document, lineage = _read(given or (form.pasted.data or "").encode())
        except DocumentRefused as refused:
            problems = [flaw_text(one) for one in refused.problems[:20]]
        else:
            made = do_add_instrument(
                session, exchange_id, document, lineage=lineage, actor_id=actor_id()
            )
            address = url_for("surveys.instrument", exchange_id=exchange_id, instrument_id=made)
            return redirect(address, 303)
    return course_page(session, "take", access, form=form, problems=problems)


def _read(given: bytes) -> tuple[Document, str]:
    """A document with what it is a copy of, where the file says so."""
    text = given.decode("utf-8-sig", "replace").strip()
    if not text:
        return editing.new_document("en", gettext("New questionnaire")), ""
    if text.startswith("{"):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        lineage = data.get("lineage", "") if isinstance(data, dict) else ""
        return read_document(data), lineage[:40] if isinstance(lineage, str) else ""
    return tables.read_rows([cells for _number, cells in read_table(given).rows]), ""
