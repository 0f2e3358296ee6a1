"""What the pages of surveys share: their addresses, and where they stand in an exchange."""

from babel import Locale, UnknownLocaleError
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.modules.api import ItemKind, offer_item_kind
from vsm_platform.exchanges.api import (
    Access,
    Role,
    Section,
    Tab,
    exchange_page,
    offer_agenda,
    offer_pages,
    offer_set_up_tasks,
    offer_tab,
)
from vsm_platform.surveys.actions.surveys import ITEM
from vsm_platform.surveys.instruments.document import Document
from vsm_platform.surveys.offers import (
    change_agenda,
    placed_surveys,
    survey_agenda,
    survey_pages,
    survey_tasks,
)
from vsm_platform.surveys.words import (
    ANONYMITY,
    AUDIENCES,
    KINDS,
    condition_text,
    flaw_text,
    kind_name,
    survey_title,
    tongue,
)
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("surveys", __name__)

ROW = "int(max=2147483647)"
SURVEYS = f"/exchanges/<{ROW}:exchange_id>/surveys"
SURVEY = f"{SURVEYS}/<{ROW}:survey_id>"
INSTRUMENTS = f"{SURVEYS}/questionnaires"
INSTRUMENT = f"{INSTRUMENTS}/<{ROW}:instrument_id>"
GET_AND_POST = ("GET", "POST")


def _shown(access: Access) -> bool:
    return access.teaches or access.role == Role.STUDENT


offer_tab(
    Tab(
        Section.COURSE,
        "surveys.overview",
        _l("Surveys"),
        order=60,
        shown=_shown,
        prefix="surveys.",
    )
)
offer_agenda("surveys", survey_agenda)
offer_agenda("changes", change_agenda)
offer_set_up_tasks("surveys", survey_tasks)
offer_pages("surveys", survey_pages, order=75)
offer_item_kind(ItemKind(ITEM, _l("Survey"), "task", placed_surveys))
room.add_app_template_filter(survey_title)
room.add_app_template_filter(kind_name)
room.add_app_template_filter(flaw_text)
room.add_app_template_filter(condition_text)
room.add_app_template_filter(tongue)


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    return exchange_page(
        session,
        f"surveys/{template}.html",
        access,
        anonymities=ANONYMITY,
        audiences=AUDIENCES,
        kinds=KINDS,
        **values,
    )


def question(template: str, access: Access, **values: object) -> str:
    """A page that asks before something is done."""
    return render_template(
        f"surveys/{template}.html",
        access=access,
        anonymities=ANONYMITY,
        audiences=AUDIENCES,
        **values,
    )


def shown_language(document: Document) -> str:
    """The language in which a questionnaire is shown: the one asked for, else the page's."""
    wanted = request.args.get("in", "")
    if wanted in document.languages:
        return wanted
    return document.language_for(current_language())


def text_direction(language: str) -> str:
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "auto"


def row_number(text: str) -> int:
    """The number of a row in an address or a form; what no row can have is a ``ValueError``."""
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError
    return number


def to_survey(exchange_id: int, survey_id: int) -> ResponseReturnValue:
    return redirect(url_for("surveys.survey", exchange_id=exchange_id, survey_id=survey_id), 303)


def actor_id() -> int:
    return signed_in_viewer().person_id
