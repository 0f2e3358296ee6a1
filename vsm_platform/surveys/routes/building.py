"""A questionnaire is built: its words around, its parts, its questions, and its languages."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, find_language, require_not_archived
from vsm_platform.surveys.actions.instruments import do_change_document
from vsm_platform.surveys.instrument_forms import (
    DocumentForm,
    FrameForm,
    LanguageForm,
    SectionForm,
    ticked,
)
from vsm_platform.surveys.instruments import editing
from vsm_platform.surveys.instruments.checking import DocumentRefused
from vsm_platform.surveys.instruments.document import Document, Kind, Section
from vsm_platform.surveys.instruments.translations import every_text, missing_texts
from vsm_platform.surveys.queries.instruments import InstrumentView, asked_instrument
from vsm_platform.surveys.queries.surveys import document_of
from vsm_platform.surveys.questions import question_form, question_from
from vsm_platform.surveys.routes.pages import (
    GET_AND_POST,
    INSTRUMENT,
    actor_id,
    course_page,
    question,
    room,
    text_direction,
)
from vsm_platform.surveys.words import flaw_text, tongue
from vsm_platform.web.room import signed_in_viewer


def _open(
    session: Session, exchange_id: int, instrument_id: int
) -> tuple[Access, InstrumentView, Document]:
    access, shown = asked_instrument(session, signed_in_viewer(), exchange_id, instrument_id)
    require_not_archived(access)
    return access, shown, document_of(session, shown.version_id)


def keep(
    session: Session,
    instrument: InstrumentView,
    form: DocumentForm,
    document: Document,
    *,
    place: str = "",
) -> ResponseReturnValue:
    """Keep a change that a button made, or say why it cannot be; back to the same place."""
    changed = _kept(session, instrument, form, document, place)
    if changed is not None:
        return changed
    for message in form.form_errors[:3]:
        flash(message, "warning")
    return redirect(f"{instrument.path}#{place}" if place else instrument.path, 303)


def _kept(
    session: Session,
    instrument: InstrumentView,
    form: DocumentForm,
    document: Document,
    place: str = "",
) -> ResponseReturnValue | None:
    """Keep a change; None, with what is wrong in the form, where the document is not sound."""
    try:
        sound = editing.checked(document)
    except DocumentRefused as refused:
        form.form_errors = [flaw_text(one) for one in refused.problems]
        return None
    is_new = do_change_document(
        session, instrument.exchange_id, instrument.id, sound,
        seen=form.seen_version(), actor_id=actor_id(),
    )  # fmt: skip
    made = gettext(
        "Saved as a new version, since somebody has answered the former one. "
        "Who is asked that one goes on with it."
    )
    flash(made if is_new else gettext("Saved."), "success")
    return redirect(f"{instrument.path}#{place}" if place else instrument.path, 303)


@room.page(f"{INSTRUMENT}/frame", policy=SIGNED_IN, methods=GET_AND_POST)
def frame(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    """What it is called, and what people read before and after."""
    access, shown, document = _open(session, exchange_id, instrument_id)
    first = document.languages[0]
    said = {name: document.say(getattr(document, name), first) for name in editing.FRAME}
    form = FrameForm(seen=shown.seen, **said)
    if form.validate_on_submit():
        changed = editing.change_frame(
            document, form.title.data, form.introduction.data, form.thanks.data
        )
        done = _kept(session, shown, form, changed)
        if done is not None:
            return done
    return course_page(session, "frame", access, instrument=shown, form=form)


def _section(document: Document, key: str) -> Section:
    for one in document.sections:
        if one.key == key:
            return one
    raise NotFound


@room.page(f"{INSTRUMENT}/part/<section_key>", policy=SIGNED_IN, methods=GET_AND_POST)
def edit_section(
    session: Session, exchange_id: int, instrument_id: int, section_key: str
) -> ResponseReturnValue:
    """The heading of a part, what stands below it, and after which answers it is asked."""
    access, shown, document = _open(session, exchange_id, instrument_id)
    found, first = _section(document, section_key), document.languages[0]
    form = SectionForm(
        seen=shown.seen,
        title=document.say(found.title, first),
        text=document.say(found.text, first),
        when=ticked(found.condition),
    )
    before = document.sections[: document.sections.index(found)]
    form.when.offer(document, (one for section in before for one in section.questions))
    if form.validate_on_submit():
        changed = editing.change_section(
            document, section_key, form.title.data, form.text.data, form.when.condition
        )
        done = _kept(session, shown, form, changed, f"part-{section_key}")
        if done is not None:
            return done
    return course_page(session, "section", access, instrument=shown, form=form)


@room.page(
    f"{INSTRUMENT}/question/<question_kind>/<question_key>", policy=SIGNED_IN, methods=GET_AND_POST
)
def edit_question(
    session: Session, exchange_id: int, instrument_id: int, question_kind: str, question_key: str
) -> ResponseReturnValue:
    """A question that there is, or, with the key of a part, a new one at that part's end."""
    access, shown, document = _open(session, exchange_id, instrument_id)
    key = question_key
    old = document.question(key) if request.args.get("new") is None else None
    is_part = key in {one.key for one in document.sections}
    if (
        question_kind not in set(Kind)
        or not (old or is_part)
        or (old and old.kind != question_kind)
    ):
        raise NotFound
    kind = Kind(question_kind)
    form = question_form(document, kind, key, old)
    if form.validate_on_submit():
        made = question_from(form, document, kind, old)
        changed = editing.put_question(document, key, made, old_key=old.key if old else "")
        done = _kept(session, shown, form, changed, f"question-{made.key}")
        if done is not None:
            return done
    form.seen.data = form.seen.data or shown.seen
    return course_page(session, "question", access, instrument=shown, form=form, kind=kind, old=old)


@room.page(f"{INSTRUMENT}/drop/<part_kind>/<part_key>", policy=SIGNED_IN, methods=GET_AND_POST)
def drop_part(
    session: Session, exchange_id: int, instrument_id: int, part_kind: str, part_key: str
) -> ResponseReturnValue:
    """Take a question, a part or a language away, after a question."""
    access, shown, document = _open(session, exchange_id, instrument_id)
    name, changed = _without(document, part_kind, part_key)
    form = DocumentForm(seen=shown.seen)
    if form.validate_on_submit():
        return keep(session, shown, form, changed)
    return question("drop", access, instrument=shown, form=form, name=name)


def _without(document: Document, kind: str, key: str) -> tuple[str, Document]:
    """What is to be taken away, as it is called, and the document without it.

    Raises:
        NotFound: there is no such thing, or it is the language in which all was written.
    """
    first = document.languages[0]
    if kind == "part":
        title = document.say(_section(document, key).title, first)
        name = title or gettext("This part and all of its questions")
        return name, editing.drop_section(document, key)
    if kind == "language" and key in document.languages[1:]:
        return tongue(key), editing.drop_language(document, key)
    found = document.question(key)
    if kind != "question" or found is None:
        raise NotFound
    return document.say(found.text, first), editing.drop_question(document, key)


# Languages ------------------------------------------------------------------------------------


@room.page(f"{INSTRUMENT}/languages", policy=SIGNED_IN, methods=GET_AND_POST)
def add_language(session: Session, exchange_id: int, instrument_id: int) -> ResponseReturnValue:
    """One more language, whose texts can be written then."""
    access, shown, document = _open(session, exchange_id, instrument_id)
    form = LanguageForm(seen=shown.seen)
    if form.validate_on_submit():
        language = find_language(form.language.data) or ""
        done = _kept(session, shown, form, editing.add_language(document, language))
        if done is not None:
            return done
    return course_page(session, "language", access, instrument=shown, form=form)


@room.page(f"{INSTRUMENT}/texts/<language>", policy=SIGNED_IN, methods=GET_AND_POST)
def texts(
    session: Session, exchange_id: int, instrument_id: int, language: str
) -> ResponseReturnValue:
    """Every text beside its translation, and how many are missing."""
    access, shown, document = _open(session, exchange_id, instrument_id)
    if language not in document.languages:
        raise NotFound
    form = DocumentForm(seen=shown.seen)
    if form.validate_on_submit():
        said = {
            name.removeprefix("t."): words.strip()
            for name, words in request.form.items()
            if name.startswith("t.")
        }
        return keep(session, shown, form, editing.translate(document, language, said))
    return course_page(
        session, "texts", access, instrument=shown, document=document, language=language,
        form=form, said=list(every_text(document)), text_direction=text_direction(language),
        missing=len(missing_texts(document, language)),
    )  # fmt: skip
