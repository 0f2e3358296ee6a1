"""How faculty make an achievement: what it is, in which languages, by which rule, and for whom to see."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.credentials.actions.achievements import (
    do_add_achievement,
    do_change_achievement,
    do_delete_achievement,
    do_publish_achievement,
    do_set_rule,
    do_set_words,
)
from vsm_platform.credentials.conditions import condition_kinds, condition_titles
from vsm_platform.credentials.forms.describing import (
    WordsForm,
    achievement_form,
    condition_form,
    words_values,
)
from vsm_platform.credentials.queries.achievements import IssuerView, issuers_for
from vsm_platform.credentials.routes.pages import (
    ACHIEVEMENT,
    CREDENTIALS,
    GET_AND_POST,
    ROW,
    actor_id,
    course_page,
    managed,
    manager,
    room,
    to_achievement,
)
from vsm_platform.exchanges.api import Access, Exchange, find_language, partners_of
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import language_name, offered_languages


def _issuers(session: Session, access: Access) -> list[IssuerView]:
    query = select(Exchange.alliance_id).where(Exchange.id == access.exchange_id)
    partners = partners_of(session, access.exchange_id)
    return issuers_for(session, partners, access.partnership_id, session.scalar(query))


@room.page(f"{CREDENTIALS}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = manager(session, exchange_id)
    form = achievement_form(session, access, _issuers(session, access), None)
    if form.validate_on_submit():
        made = do_add_achievement(session, exchange_id, form.facts(access), actor_id=actor_id())
        flash(gettext("It is there. Next: who gets it."), "success")
        address = url_for("credentials.rule", exchange_id=exchange_id, achievement_id=made)
        return redirect(address, 303)
    return course_page(session, "edit", access, form=form, one=None)


@room.page(f"{ACHIEVEMENT}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    access, one = managed(session, exchange_id, achievement_id)
    form = achievement_form(session, access, _issuers(session, access), one)
    if form.validate_on_submit():
        facts = form.facts(access)
        do_change_achievement(session, exchange_id, achievement_id, facts, actor_id=actor_id())
        flash(gettext("Saved. What was issued before stays as it is."), "success")
        return to_achievement(exchange_id, achievement_id)
    return course_page(session, "edit", access, form=form, one=one)


@room.page(f"{ACHIEVEMENT}/words/<language>", policy=SIGNED_IN, methods=GET_AND_POST)
def words(
    session: Session, exchange_id: int, achievement_id: int, language: str
) -> ResponseReturnValue:
    """The same in another language; empty texts take the language away."""
    access, one = managed(session, exchange_id, achievement_id)
    tag = find_language(language)
    if tag is None or tag == one.version.language:
        raise NotFound
    form = WordsForm(**words_values(one.version.texts.get(tag, {})))
    if request.method == "POST" and "remove" in request.form and Form().validate():
        do_set_words(session, exchange_id, achievement_id, tag, None, actor_id=actor_id())
        return to_achievement(exchange_id, achievement_id)
    if form.validate_on_submit():
        said = form.words()
        do_set_words(session, exchange_id, achievement_id, tag, said, actor_id=actor_id())
        flash(gettext("Saved."), "success")
        return to_achievement(exchange_id, achievement_id)
    original = one.version.texts[one.version.language]
    return course_page(session, "words", access, form=form, one=one, tag=tag, original=original)


@room.page(f"{ACHIEVEMENT}/languages", policy=SIGNED_IN, methods=("POST",), writes=False)
def add_language(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    """Go to the page of the chosen language."""
    managed(session, exchange_id, achievement_id)
    tag = find_language(request.form.get("language", "")) or ""
    if not tag or not Form().validate():
        flash(gettext("We do not know this language."), "error")
        return to_achievement(exchange_id, achievement_id)
    address = url_for(
        "credentials.words", exchange_id=exchange_id, achievement_id=achievement_id, language=tag
    )
    return redirect(address, 303)


@room.page(f"{ACHIEVEMENT}/rule", policy=SIGNED_IN, methods=GET_AND_POST)
def rule(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    """The conditions, one added at a time."""
    access, one = managed(session, exchange_id, achievement_id)
    form = condition_form(session, exchange_id, achievement_id)
    if form.validate_on_submit():
        conditions = [*one.version.rule, form.condition()]
        do_set_rule(session, exchange_id, achievement_id, conditions, actor_id=actor_id())
        flash(gettext("Added."), "success")
        return _to_rule(exchange_id, achievement_id)
    return course_page(
        session,
        "rule",
        access,
        form=form,
        one=one,
        kinds=condition_kinds(),
        titles=condition_titles(session, exchange_id, one.version.rule),
    )


@room.page(f"{ACHIEVEMENT}/rule/<{ROW}:place>/remove", policy=SIGNED_IN, methods=("POST",))
def remove_condition(
    session: Session, exchange_id: int, achievement_id: int, place: int
) -> ResponseReturnValue:
    _access, one = managed(session, exchange_id, achievement_id)
    if Form().validate() and place < len(one.version.rule):
        conditions = [item for at, item in enumerate(one.version.rule) if at != place]
        do_set_rule(session, exchange_id, achievement_id, conditions, actor_id=actor_id())
    return _to_rule(exchange_id, achievement_id)


def _to_rule(exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    address = url_for("credentials.rule", exchange_id=exchange_id, achievement_id=achievement_id)
    return redirect(address, 303)


@room.page(f"{ACHIEVEMENT}/publish", policy=SIGNED_IN, methods=("POST",))
def publish(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    """Show it to students, or with ``hide`` hide it again: nothing is lost either way."""
    managed(session, exchange_id, achievement_id)
    if Form().validate():
        shows = "hide" not in request.args
        do_publish_achievement(
            session, exchange_id, achievement_id, is_published=shows, actor_id=actor_id()
        )
        said = gettext("Students now see it, and how far they are.")
        hidden = gettext("Students no longer see it. Who has it keeps it.")
        flash(said if shows else hidden, "success")
    return to_achievement(exchange_id, achievement_id)


@room.page(f"{ACHIEVEMENT}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    access, one = managed(session, exchange_id, achievement_id)
    if Form().validate_on_submit():
        do_delete_achievement(session, exchange_id, achievement_id, actor_id=actor_id())
        flash(gettext("It is deleted."), "success")
        return redirect(url_for("credentials.overview", exchange_id=exchange_id), 303)
    return course_page(session, "delete", access, one=one)


room.add_app_template_filter(language_name)
room.add_app_template_global(offered_languages, "offered_languages")
