"""How a survey stands, for those who teach: who has answered, never what."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import meeting_choices
from vsm_platform.content.modules.api import course_modules
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.core.unit_of_work import after_commit
from vsm_platform.exchanges.api import (
    Access,
    access_exchange,
    partners_of,
    present_partners,
    require_not_archived,
    require_open,
)
from vsm_platform.surveys.actions.caring import do_remind
from vsm_platform.surveys.actions.common import locked_survey
from vsm_platform.surveys.actions.instruments import do_add_instrument
from vsm_platform.surveys.actions.surveys import (
    SurveyFacts,
    do_add_survey,
    do_change_survey,
    do_delete_survey,
    do_publish_survey,
    do_put_into_module,
    facts_of,
)
from vsm_platform.surveys.errors import SurveyIncomplete
from vsm_platform.surveys.forms import Choices, ModuleForm, SurveyForm, survey_form
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.instruments.document import as_json
from vsm_platform.surveys.instruments.translations import missing_by_language
from vsm_platform.surveys.models import Anonymity, Audience
from vsm_platform.surveys.offers import forget_asking
from vsm_platform.surveys.policies import FEWEST_TOGETHER, require_asker
from vsm_platform.surveys.queries.answering import Desk
from vsm_platform.surveys.queries.instruments import instruments_of
from vsm_platform.surveys.queries.people import asked_people, standing_of
from vsm_platform.surveys.queries.surveys import (
    SurveyView,
    asked_survey,
    document_of,
    has_answers,
    is_open_anywhere,
    surveys_of,
    windows_of,
)
from vsm_platform.surveys.routes.pages import (
    GET_AND_POST,
    SURVEY,
    SURVEYS,
    actor_id,
    course_page,
    question,
    room,
    to_survey,
)
from vsm_platform.surveys.words import survey_title
from vsm_platform.teams.api import teams_of_exchange
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer


def standing_page(session: Session, access: Access, shown: SurveyView, desk: Desk | None) -> str:
    partners = partners_of(session, shown.exchange_id)
    windows = windows_of(session, [shown], partners)[shown.id]
    form = ModuleForm()
    form.offer(_modules(session, access))
    return course_page(
        session,
        "standing",
        access,
        survey=shown,
        desk=desk,
        standing=standing_of(session, shown, partners),
        windows=[
            (one, windows.get(one.partnership_id)) for one in partners if shown.asks_partner(one)
        ],
        is_open=is_open_anywhere(windows),
        module_form=form,
    )


def _modules(session: Session, access: Access) -> list[tuple[int, str]]:
    found = course_modules(session, access, signed_in_viewer(), with_others=False)
    return [(one.module_id, one.title) for one in found]


@room.page(f"{SURVEY}/module", policy=SIGNED_IN, methods=("POST",))
def put_into_module(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """Let it stand in a module too."""
    access, shown = asked_survey(session, signed_in_viewer(), exchange_id, survey_id)
    require_open(access)
    form = ModuleForm()
    form.offer(_modules(session, access))
    if form.validate_on_submit():
        title = survey_title(shown)
        do_put_into_module(session, survey_id, form.module.data, title, actor_id=actor_id())
        flash(gettext("It stands at the end of the module."), "success")
    return to_survey(exchange_id, survey_id)


@room.page(f"{SURVEYS}/take/<name>", policy=SIGNED_IN, methods=("POST",))
def take_ready(session: Session, exchange_id: int, name: str) -> ResponseReturnValue:
    """Take one of the product's questionnaires for this exchange, and plan a survey with it."""
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    require_not_archived(access)
    if name not in shelf.NAMES:
        return redirect(url_for("surveys.overview", exchange_id=exchange_id), 303)
    made = _taken(session, exchange_id, name) or do_add_instrument(
        session,
        exchange_id,
        shelf.ready(name),
        lineage=shelf.lineage_of(name),
        actor_id=actor_id(),
    )
    return redirect(url_for("surveys.new", exchange_id=exchange_id, instrument=made), 303)


def _taken(session: Session, exchange_id: int, name: str) -> int | None:
    """The same questionnaire where it was taken before and nobody has changed it: once is enough."""
    ready = as_json(shelf.ready(name))
    for one in instruments_of(session, exchange_id):
        is_it = one.lineage == shelf.lineage_of(name) and not one.is_hidden
        if is_it and as_json(document_of(session, one.version_id)) == ready:
            return one.id
    return None


def _form(session: Session, exchange_id: int, values: SurveyFacts) -> SurveyForm:
    instruments = [
        (one.id, survey_title(one))
        for one in instruments_of(session, exchange_id)
        if not one.is_hidden or one.id == values.instrument_id
    ]
    partners = present_partners(partners_of(session, exchange_id))
    teams = teams_of_exchange(session, exchange_id)
    choices = Choices(
        instruments,
        [(one.partnership_id, one.name) for one in partners],
        [(one.id, one.title) for one in teams],
        meeting_choices(session, exchange_id),
    )
    return survey_form(choices, values)


def _usual(session: Session, exchange_id: int, instrument_id: int) -> SurveyFacts:
    """What a survey with this questionnaire usually is.

    Anonymous, unless it helps to form teams, or is for colleagues, who are often fewer than five.
    """
    for one in instruments_of(session, exchange_id):
        if one.id == instrument_id:
            is_theirs = shelf.is_for_teachers(one.lineage)
            is_named = is_theirs or document_of(session, one.version_id).feeds
            promise = Anonymity.NAMED if is_named else Anonymity.ANONYMOUS
            audience = Audience.TEACHERS if is_theirs else Audience.STUDENTS
            return SurveyFacts(one.id, promise, audience)
    return SurveyFacts(0, Anonymity.ANONYMOUS)


@room.page(f"{SURVEYS}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    require_not_archived(access)
    chosen = request.args.get("instrument", 0, int)
    form = _form(session, exchange_id, _usual(session, exchange_id, chosen))
    if form.validate_on_submit():
        plans = form.plans()
        made = [do_add_survey(session, exchange_id, one, actor_id=actor_id()) for one in plans]
        if len(made) == 1:
            flash(gettext("It is there, as a draft. Publish it when you are ready."), "success")
            return to_survey(exchange_id, made[0])
        flash(gettext("They are there, as drafts. Publish them when you are ready."), "success")
        return redirect(url_for("surveys.overview", exchange_id=exchange_id), 303)
    return course_page(session, "edit", access, form=form, survey=None)


@room.page(f"{SURVEY}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    access, shown = asked_survey(session, signed_in_viewer(), exchange_id, survey_id)
    require_not_archived(access)
    facts = facts_of(locked_survey(session, exchange_id, survey_id))
    form = _form(session, exchange_id, facts)
    del form.until_week
    if form.validate_on_submit():
        do_change_survey(session, exchange_id, survey_id, form.facts(), actor_id=actor_id())
        flash(gettext("Saved."), "success")
        return to_survey(exchange_id, survey_id)
    in_use = has_answers(session, survey_id)
    return course_page(session, "edit", access, form=form, survey=shown, in_use=in_use)


@room.page(f"{SURVEY}/publish", policy=SIGNED_IN, methods=GET_AND_POST)
def publish(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """Let people see it, or with ``draft`` in the address hide it again, after a question."""
    access, shown = asked_survey(session, signed_in_viewer(), exchange_id, survey_id)
    require_not_archived(access)
    hides = "draft" in request.args
    if Form().validate_on_submit():
        do_publish_survey(
            session, exchange_id, survey_id, is_published=not hides, actor_id=actor_id()
        )
        after_commit(session, lambda: forget_asking(exchange_id))
        said = gettext("Published. People are asked as it opens at their university.")
        hidden = gettext("It is a draft again. Nobody sees it; answers are kept.")
        flash(hidden if hides else said, "success")
        return to_survey(exchange_id, survey_id)
    document = document_of(session, shown.version_id)
    return question(
        "publish", access, survey=shown, hides=hides,
        feeds=document.feeds, missing=missing_by_language(document),
        is_small=len(asked_people(session, shown)) < FEWEST_TOGETHER,
    )  # fmt: skip


@room.page(f"{SURVEYS}/drafts", policy=SIGNED_IN, methods=GET_AND_POST)
def publish_drafts(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Publish all drafts together, as those of a weekly pulse, after a question."""
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    require_not_archived(access)
    found = surveys_of(session, exchange_id, published_only=False)
    drafts = [one for one in found if not one.is_published]
    if not Form().validate_on_submit():
        return question("publish_drafts", access, drafts=drafts)
    left = [one for one in drafts if not _published(session, one)]
    after_commit(session, lambda: forget_asking(exchange_id))
    number = len(drafts) - len(left)
    flash(ngettext("%(num)d survey is published.", "%(num)d surveys are published.", number))
    for one in left:
        words = gettext("This one stays a draft, since it cannot be asked yet: %(title)s")
        flash(words % {"title": survey_title(one)}, "warning")
    return redirect(url_for("surveys.overview", exchange_id=exchange_id), 303)


def _published(session: Session, draft: SurveyView) -> bool:
    """Publish a draft; False where it cannot be asked yet."""
    try:
        with session.begin_nested():
            do_publish_survey(
                session, draft.exchange_id, draft.id, is_published=True, actor_id=actor_id()
            )
    except SurveyIncomplete:
        return False
    return True


@room.page(f"{SURVEY}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    access, shown = asked_survey(session, signed_in_viewer(), exchange_id, survey_id)
    require_not_archived(access)
    if Form().validate_on_submit():
        do_delete_survey(session, exchange_id, survey_id, actor_id=actor_id())
        flash(gettext("The survey is deleted."), "success")
        return redirect(url_for("surveys.overview", exchange_id=exchange_id), 303)
    return question("delete", access, survey=shown)


@room.page(f"{SURVEY}/remind", policy=SIGNED_IN, methods=("POST",))
def remind(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """Write to those who have not answered."""
    access, _shown = asked_survey(session, signed_in_viewer(), exchange_id, survey_id)
    require_not_archived(access)
    number = do_remind(session, exchange_id, survey_id, actor_id=actor_id())
    flash(
        ngettext(
            "%(num)d person is reminded, by e-mail where we know an address.",
            "%(num)d people are reminded, by e-mail where we know an address.",
            number,
        )
        if number
        else gettext("Everybody who can answer now has answered."),
        "success",
    )
    return to_survey(exchange_id, survey_id)
