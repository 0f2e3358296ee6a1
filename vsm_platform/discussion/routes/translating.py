"""A post with its translation below it, and who allows that texts are sent out for it."""

from collections.abc import Sequence

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.actions.translations import (
    do_agree,
    do_allow_translating,
    do_count_translation,
    do_keep_translation,
)
from vsm_platform.discussion.drawing import Row, offer_below_posts
from vsm_platform.discussion.errors import NoTranslation, NotTranslated
from vsm_platform.discussion.forms import LANGUAGES, CourseForm, TargetForm
from vsm_platform.discussion.models import Post, SpaceKind, Topic
from vsm_platform.discussion.policies import require_coordinator
from vsm_platform.discussion.queries.access import (
    Standing,
    TopicView,
    access_space,
    standing_in,
)
from vsm_platform.discussion.queries.translations import (
    course_talk,
    digest_of,
    in_other_languages,
    is_translated,
    translates_topic,
    translation_of,
)
from vsm_platform.discussion.routes.pages import (
    DISCUSSION,
    GET_AND_POST,
    POST,
    SPACE,
    course_page,
    done,
    room,
)
from vsm_platform.discussion.routes.posts import drawn_post, found_post, writable_post
from vsm_platform.discussion.routes.topics import post_place
from vsm_platform.discussion.spaces import post_path, space_path, topic_path
from vsm_platform.discussion.translating import TranslatorFailed, translated, translator
from vsm_platform.exchanges.api import Access, require_open
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language, language_name, offered_languages
from vsm_platform.web.room import database, signed_in_viewer

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
_LINK = Markup('<p class="say"><a href="{address}">{words}</a></p>')


def _links(session: Session, topic_id: int, rows: Sequence[Row]) -> dict[int, Markup]:
    """Below each post in another language than the reader's: the way to its translation."""
    wanted = in_other_languages(rows, current_language())
    if not wanted or not translates_topic(session, topic_id):
        return {}
    path = topic_path(session.get_one(Topic, topic_id).exchange_id, topic_id)
    return {
        number: _LINK.format(
            address=f"{path}/posts/{number}/in/{current_language()}", words=gettext("Translate")
        )
        for number in wanted
    }


offer_below_posts("translating", _links)


def languages_of(access: Access) -> list[str]:
    """Into which languages a post of an exchange can be translated."""
    tags = [*access.languages, *offered_languages(), *LANGUAGES]
    return list(dict.fromkeys(tag.replace("_", "-") for tag in tags))


def _readable(
    session: Session, exchange_id: int, topic_id: int, number: int, target: str
) -> tuple[Standing, TopicView, Post]:
    """A post whose words the viewer can read, and a language that there is."""
    standing, topic, post = found_post(session, exchange_id, topic_id, number)
    is_hidden = post.hidden_at and not standing.teaches
    if post.deleted_at or is_hidden or target not in languages_of(standing.access):
        raise NotFound
    return standing, topic, post


@room.page(f"{POST}/in/<target>", policy=SIGNED_IN)
def translation(
    session: Session, exchange_id: int, topic_id: int, post_number: int, target: str
) -> ResponseReturnValue:
    """A post with what a machine has made of it, or with the button that asks a machine."""
    standing, topic, post = _readable(session, exchange_id, topic_id, post_number, target)
    machine = translator()
    allowed = machine is not None and is_translated(session, exchange_id, topic.place)
    form = TargetForm(target=target)
    form.offer(languages_of(standing.access))
    return course_page(
        session,
        "translation",
        standing,
        topic=topic,
        drawn=drawn_post(session, standing, topic_id, post_number),
        place=post_place(session.connection(), exchange_id, topic_id, post_number),
        found=translation_of(session, post.html, target) if allowed else None,
        allowed=allowed,
        provider=machine.name if machine else "",
        target=target,
        language=language_name(target),
        written="rtl" if target.partition("-")[0] in RIGHT_TO_LEFT else "ltr",
        action=f"{post_path(exchange_id, topic_id, post_number)}/translate",
        form=form,
    )


@room.page(f"{POST}/translate", policy=SIGNED_IN, methods=("POST",), transaction=False)
def translate(exchange_id: int, topic_id: int, post_number: int) -> ResponseReturnValue:
    """Ask the machine; nobody waits for the database meanwhile."""
    form, where = TargetForm(), (exchange_id, topic_id, post_number)
    form.offer([request.form.get("target", "")])
    if not form.validate():
        raise NotFound
    target = form.target.data
    with database().unit_of_work(writes=True) as session:
        post = _allowed(session, *where, target)
        html, source = post.html, post.language
        is_known = translation_of(session, html, target) is not None
        if not is_known:
            do_count_translation(session, writable_post(session, *where)[0])
    if not is_known:
        _translate(where, html, source, target)
    return redirect(f"{post_path(*where)}/in/{target}", 303)


def _allowed(session: Session, exchange_id: int, topic_id: int, number: int, target: str) -> Post:
    standing, topic, post = _readable(session, exchange_id, topic_id, number, target)
    require_open(standing.access)
    if not is_translated(session, exchange_id, topic.place):
        raise NotTranslated
    return post


def _translate(where: tuple[int, int, int], html: str, source: str, target: str) -> None:
    machine = translator()
    name = machine.name if machine else ""
    try:
        found = translated(html, source, target)
    except TranslatorFailed:
        raise NoTranslation(provider=name) from None
    with database().unit_of_work(writes=True) as session:
        # Meanwhile the post may have been deleted, and a member may have withdrawn.
        post = _allowed(session, *where, target)
        if digest_of(post.html) == digest_of(html):
            do_keep_translation(session, html, target, name, found)


@room.page(f"{DISCUSSION}/translating", policy=SIGNED_IN, methods=GET_AND_POST)
def translating(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Whether posts of the course may be sent out to be translated."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    require_coordinator(standing.access)
    talk, machine = course_talk(session, exchange_id), translator()
    form = CourseForm(translates=talk.translates)
    if form.validate_on_submit():
        do_allow_translating(session, standing, on=form.translates.data and machine is not None)
        return done(gettext("Saved."), f"{request.path}")
    name = machine.name if machine else ""
    return course_page(session, "translating", standing, form=form, provider=name)


@room.page(f"{SPACE}/translating", policy=SIGNED_IN, methods=("POST",))
def agree(
    session: Session, exchange_id: int, space_kind: str, space_ref: int
) -> ResponseReturnValue:
    """A member lets the team's texts be translated, or no longer does."""
    standing, view = access_space(session, signed_in_viewer(), exchange_id, space_kind, space_ref)
    require_open(standing.access)
    if view.place.kind != SpaceKind.TEAM or not Form().validate():
        raise NotFound
    do_agree(session, standing, space_ref, on=request.form.get("step") == "yes")
    return done(gettext("Saved."), space_path(exchange_id, view.place))
