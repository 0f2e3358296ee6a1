"""The page of one post, with everything that can be done with it."""

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.actions.adding import Words
from vsm_platform.discussion.actions.drafts import edit_place
from vsm_platform.discussion.actions.posts import Clash, do_delete_post, do_edit_post
from vsm_platform.discussion.actions.reading import do_mark_unread
from vsm_platform.discussion.drawing import below_posts, draw_posts
from vsm_platform.discussion.forms import EditForm, ReasonForm, new_key
from vsm_platform.discussion.models import Post, ReactionKind
from vsm_platform.discussion.policies import may_edit_post
from vsm_platform.discussion.queries.access import Standing, TopicView, access_post
from vsm_platform.discussion.queries.posts import draft_at, own_reactions, post_row, versions_of
from vsm_platform.discussion.routes.pages import (
    GET_AND_POST,
    POST,
    course_page,
    done,
    room,
)
from vsm_platform.discussion.routes.topic_page import may_add
from vsm_platform.discussion.routes.topics import post_place
from vsm_platform.discussion.spaces import discussion_path, post_path, topic_path
from vsm_platform.exchanges.api import partners_of, require_open, short_names
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer


def found_post(
    session: Session, exchange_id: int, topic_id: int, number: int
) -> tuple[Standing, TopicView, Post]:
    """A post, if it is for the viewer."""
    return access_post(session, signed_in_viewer(), exchange_id, topic_id, number)


def writable_post(
    session: Session, exchange_id: int, topic_id: int, number: int
) -> tuple[Standing, TopicView, Post]:
    """The same, where something can be written now."""
    found = found_post(session, exchange_id, topic_id, number)
    require_open(found[0].access)
    return found


def may_edit(standing: Standing, post: Post) -> bool:
    """Whether the viewer may change a post."""
    may = may_edit_post(
        standing.access,
        standing.person_id,
        post.author_id,
        by_faculty=post.by_faculty and post.number == 1,
    )
    return may and post.deleted_at is None and (post.hidden_at is None or standing.teaches)


def drawn_post(session: Session, standing: Standing, topic_id: int, number: int) -> Markup:
    """One post as its topic shows it, without the ways to answer it."""
    exchange_id = standing.access.exchange_id
    rows = [post_row(session, topic_id, number)]
    return draw_posts(
        rows,
        base=topic_path(exchange_id, topic_id),
        zone=signed_in_viewer().timezone or "UTC",
        names=short_names(partners_of(session, exchange_id)),
        teaches=standing.teaches,
        can_write=False,
        below=below_posts(session, topic_id, rows),
    )


@room.page(POST, policy=SIGNED_IN)
def post(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """A post alone, with its history and what can be done."""
    return post_page(session, exchange_id, topic_id, post_number, ReasonForm())


def post_page(
    session: Session, exchange_id: int, topic_id: int, number: int, form: ReasonForm
) -> ResponseReturnValue:
    """The page, with a form for a reason that may be filled in already."""
    standing, topic, found = found_post(session, exchange_id, topic_id, number)
    is_shown = not found.deleted_at and (not found.hidden_at or standing.teaches)
    mine = own_reactions(session.connection(), topic_id, standing.person_id)
    return course_page(
        session,
        "post",
        standing,
        topic=topic,
        post=found,
        drawn=drawn_post(session, standing, topic_id, number),
        versions=versions_of(session, found.id) if is_shown else [],
        place=post_place(session.connection(), exchange_id, topic_id, number),
        base=topic_path(exchange_id, topic_id),
        may_edit=may_edit(standing, found),
        may_add=may_add(standing, topic),
        mine={kind for one, kind in mine if one == number},
        kinds=list(ReactionKind),
        form=form,
    )


@room.page(f"{POST}/place", policy=SIGNED_IN)
def among_others(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """Leads to a post among the others."""
    found_post(session, exchange_id, topic_id, post_number)
    return redirect(post_place(session.connection(), exchange_id, topic_id, post_number), 303)


@room.page(f"{POST}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """Change a post; two who change it at once both find their words."""
    standing, topic, found = writable_post(session, exchange_id, topic_id, post_number)
    if not may_edit(standing, found):
        raise NotFound
    place = edit_place(topic_id, post_number)
    draft = draft_at(session, exchange_id, standing.person_id, place)
    form, clash = _edit_form(standing, topic, found, draft.text if draft else found.text), None
    if form.validate_on_submit():
        clash = _save(session, standing, found, form)
        if clash is None:
            return redirect(
                post_place(session.connection(), exchange_id, topic_id, post_number), 303
            )
        _show_clash(form, clash)
    return course_page(
        session,
        "edit",
        standing,
        topic=topic,
        post=found,
        form=form,
        clash=clash,
        draft=draft if request.method == "GET" else None,
        place=place,
    )


def _edit_form(standing: Standing, topic: TopicView, found: Post, text: str) -> EditForm:
    form = EditForm(
        title=topic.row.title,
        text=text,
        language=found.language,
        base_version=str(found.version),
        client_key=new_key(),
    )
    if found.number > 1:
        del form.title
    form.offer_languages(standing.access.languages, found.language)
    return form


def _save(session: Session, standing: Standing, found: Post, form: EditForm) -> Clash | None:
    return do_edit_post(
        session,
        standing,
        found.topic_id,
        found.number,
        Words(form.text.data, form.language.data or ""),
        base_version=form.base_version.number,
        title=form.title.data if "title" in form else None,
        client_key=form.client_key.key,
    )


def _show_clash(form: EditForm, clash: Clash) -> None:
    """Let the form build on what stands there now; it holds both changes where they do not touch."""
    form.base_version.data, form.client_key.data = str(clash.version), new_key()
    if clash.merged.is_clean:
        form.text.data = clash.merged.text


@room.page(f"{POST}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """Take one's own post away, after a question."""
    standing, topic, found = writable_post(session, exchange_id, topic_id, post_number)
    if found.author_id != standing.person_id or found.deleted_at:
        raise NotFound
    if Form().validate_on_submit():
        do_delete_post(session, standing, topic_id, post_number)
        address = post_place(session.connection(), exchange_id, topic_id, post_number)
        return done(gettext("Deleted. What others answered stays."), address)
    back = post_path(exchange_id, topic_id, post_number)
    return course_page(session, "delete", standing, topic=topic, back=back)


@room.page(f"{POST}/unread", policy=SIGNED_IN, methods=("POST",))
def mark_unread(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """Let a post and what came after it be new again."""
    standing, _topic, _post = found_post(session, exchange_id, topic_id, post_number)
    do_mark_unread(session, topic_id, standing.person_id, post_number)
    return done(gettext("It is new for you again."), discussion_path(exchange_id))
