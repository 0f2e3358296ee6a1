"""The list of surveys, a survey's own page, and the parts on which people answer."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, Role, access_exchange, partners_of
from vsm_platform.surveys.actions.answering import do_begin, do_save_draft, do_submit
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.instruments.answers import (
    Answers,
    Posted,
    Reading,
    Wrong,
    is_met,
    options_for,
    read_answers,
    shown_sections,
)
from vsm_platform.surveys.instruments.document import Document, Section
from vsm_platform.surveys.policies import may_ask
from vsm_platform.surveys.queries.answering import Desk, Saved, desk_of, own_desks, saved_draft
from vsm_platform.surveys.queries.changes import published_changes
from vsm_platform.surveys.queries.instruments import instruments_of
from vsm_platform.surveys.queries.surveys import access_survey, document_of, surveys_of, windows_of
from vsm_platform.surveys.routes.pages import (
    GET_AND_POST,
    SURVEY,
    SURVEYS,
    course_page,
    room,
    shown_language,
    text_direction,
)
from vsm_platform.surveys.routes.standing import standing_page
from vsm_platform.surveys.sealing import vault
from vsm_platform.surveys.words import mistake_text
from vsm_platform.web.room import signed_in_viewer
from vsm_platform.web.templating import local_time

PART = f"{SURVEY}/answer/<section>"
PREFIX = "q."
"""Before the names of all fields that are answers, so that no key meets a field of ours."""


@room.page(SURVEYS, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """All surveys for those who teach; for everybody, those in which they are asked."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    partners = partners_of(session, exchange_id)
    desks = own_desks(session, access, partners)
    if not may_ask(access):
        changes = published_changes(session, exchange_id)
        return course_page(session, "own_overview", access, desks=desks, changes=changes)
    found = surveys_of(session, exchange_id, published_only=False)
    windows = windows_of(session, found, partners)
    ready = [(name, shelf.ready(name)) for name in shelf.NAMES]
    return course_page(
        session,
        "overview",
        access,
        surveys=found,
        windows=windows,
        desks=desks,
        ready=ready,
        instruments=instruments_of(session, exchange_id),
    )


@room.page(SURVEY, policy=SIGNED_IN)
def survey(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """For who is asked what it is about and, later, thanks; for faculty how it stands."""
    access, shown = access_survey(session, signed_in_viewer(), exchange_id, survey_id)
    desk = desk_of(session, access, shown, partners_of(session, exchange_id))
    if may_ask(access):
        return standing_page(session, access, shown, desk)
    if desk is None:
        raise NotFound
    return own_page(session, access, desk)


@room.page(f"{SURVEY}/own", policy=SIGNED_IN)
def own(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """The page of somebody who is asked, also for those who teach."""
    access, shown = access_survey(session, signed_in_viewer(), exchange_id, survey_id)
    desk = desk_of(session, access, shown, partners_of(session, exchange_id))
    if desk is None:
        raise NotFound
    return own_page(session, access, desk)


def own_page(session: Session, access: Access, desk: Desk) -> str:
    document = document_of(session, desk.survey.version_id)
    saved = saved_draft(session, vault(), desk)
    sections = shown_sections(document, saved.answers)
    return course_page(
        session,
        "own",
        access,
        desk=desk,
        changes=published_changes(session, access.exchange_id),
        survey=desk.survey,
        document=document,
        saved=saved,
        first=_next_part(saved.answers, sections),
        questions=sum(one.asks for one in document.questions()),
        **_language(document),
    )


def _language(document: Document) -> dict[str, str]:
    language = shown_language(document)
    return {"language": language, "text_direction": text_direction(language)}


def _next_part(answers: Answers, sections: list[Section]) -> Section | None:
    """Where somebody goes on: the first part of which nothing is answered."""
    for one in sections:
        columns = [column for question in one.questions for column in question.columns]
        if not any(column in answers for column in columns):
            return one
    return sections[-1] if sections else None


def _desk(session: Session, exchange_id: int, survey_id: int) -> tuple[Access, Desk]:
    access, shown = access_survey(session, signed_in_viewer(), exchange_id, survey_id)
    desk = desk_of(session, access, shown, partners_of(session, exchange_id))
    if desk is None:
        raise NotFound
    return access, desk


def _posted() -> Posted:
    """The answers of a form, by column."""
    found = request.form.to_dict(flat=False)
    return {
        name.removeprefix(PREFIX): values
        for name, values in found.items()
        if name.startswith(PREFIX)
    }


def _section(document: Document, key: str, answers: Answers) -> Section:
    for one in shown_sections(document, answers):
        if one.key == key:
            return one
    raise NotFound


@room.page(PART, policy=SIGNED_IN, methods=GET_AND_POST)
def answer(session: Session, exchange_id: int, survey_id: int, section: str) -> ResponseReturnValue:
    """One part of the questions; everything that can be saved is, whichever button is pressed."""
    access, desk = _desk(session, exchange_id, survey_id)
    if desk.is_done or (not desk.may_answer and request.method == "GET"):
        return to_own(desk)
    if request.method == "GET":
        document = document_of(session, desk.survey.version_id)
        saved = saved_draft(session, vault(), desk)
        here = _section(document, section, saved.answers)
        return _part(session, access, desk, document, here, saved)
    document = do_begin(session, desk)
    known = saved_draft(session, vault(), desk).answers
    here = _section(document, section, known)
    goes_on = request.form.get("go", "next") == "next"
    reading = read_answers(document, _posted(), section=here, known=known, is_draft=not goes_on)
    if not do_save_draft(session, vault(), desk, reading.answers):
        return to_own(desk)
    if goes_on and not reading.is_sound:
        saved = Saved(reading.answers, clock.now())
        return _part(session, access, desk, document, here, saved, reading.wrong)
    return _onwards(session, access, desk, document, here, reading)


def to_own(desk: Desk) -> ResponseReturnValue:
    address = url_for("surveys.own", exchange_id=desk.survey.exchange_id, survey_id=desk.survey.id)
    return redirect(address, 303)


def _part(
    session: Session,
    access: Access,
    desk: Desk,
    document: Document,
    here: Section,
    saved: Saved,
    wrong: list[Wrong] | None = None,
) -> str:
    answers = saved.answers
    sections = shown_sections(document, answers)
    at = sections.index(here)
    own_keys = {one.key for one in here.questions}
    return course_page(
        session,
        "answer",
        access,
        desk=desk,
        survey=desk.survey,
        document=document,
        section=here,
        questions=[
            one
            for one in here.questions
            if (one.condition and one.condition.question in own_keys)
            or is_met(one.condition, answers)
        ],
        own_keys=own_keys,
        answers=answers,
        saved_at=saved.at,
        typed=_posted() if wrong else {},
        wrong={one.column: mistake_text(one, document) for one in wrong or ()},
        options={
            one.key: options_for(one, f"{desk.survey.id}.{desk.me}") for one in here.questions
        },
        place=at + 1,
        number=len(sections),
        is_last=at + 1 == len(sections),
        **_language(document),
    )


def _onwards(
    session: Session,
    access: Access,
    desk: Desk,
    document: Document,
    here: Section,
    reading: Reading,
) -> ResponseReturnValue:
    go = request.form.get("go", "next")
    sections = shown_sections(document, reading.answers)
    at = sections.index(here) if here in sections else 0
    if go == "later":
        flash(gettext("Saved. You can go on whenever you like, on any device."), "success")
        return to_own(desk)
    if go == "back":
        return _to_part(desk, sections[max(at - 1, 0)].key)
    if at + 1 < len(sections):
        return _to_part(desk, sections[at + 1].key)
    return _send(session, access, desk, document, reading.answers)


def _to_part(desk: Desk, section: str) -> ResponseReturnValue:
    here = {"exchange_id": desk.survey.exchange_id, "survey_id": desk.survey.id}
    shown: dict[str, Any] = {**here, "section": section}
    if "in" in request.args:
        shown["in"] = request.args["in"]
    address = url_for("surveys.answer", **shown)
    return redirect(address, 303)


def _send(
    session: Session, access: Access, desk: Desk, document: Document, answers: Answers
) -> ResponseReturnValue:
    """Everything is looked at once more: an earlier part may have been left out."""
    for one in document.sections:
        reading = read_answers(document, _flat(answers), section=one, known=answers)
        if reading.wrong:
            flash(gettext("Something is still missing here."), "warning")
            return _to_part(desk, one.key)
    do_submit(session, vault(), desk, document, answers, access.role or Role.STUDENT)
    return to_own(desk)


def _flat(answers: Answers) -> Posted:
    return dict(answers)


@room.page(f"{PART}/draft", policy=SIGNED_IN, methods=("POST",))
def save(session: Session, exchange_id: int, survey_id: int, section: str) -> ResponseReturnValue:
    """What the script saves by itself while somebody answers."""
    _access, desk = _desk(session, exchange_id, survey_id)
    if desk.is_done:
        return jsonify(state="sent"), 409
    document = do_begin(session, desk)
    known = saved_draft(session, vault(), desk).answers
    here = _section(document, section, known)
    reading = read_answers(document, _posted(), section=here, known=known, is_draft=True)
    if not do_save_draft(session, vault(), desk, reading.answers):
        return jsonify(state="sent"), 409
    at = local_time(clock.now(), signed_in_viewer().timezone, "time")
    return jsonify(state="saved", at=gettext("Saved at %(time)s", time=at))
