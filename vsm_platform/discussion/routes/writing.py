"""Writing: new topics, answers, drafts and previews; by plain forms, and by the script."""

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.core.prepared import connection_of
from vsm_platform.discussion.actions.adding import Words, do_reply
from vsm_platform.discussion.actions.attaching import bundle_at
from vsm_platform.discussion.actions.common import html_of
from vsm_platform.discussion.actions.drafts import (
    do_drop_draft,
    do_keep_draft,
    is_place,
    new_place,
)
from vsm_platform.discussion.actions.posts import TopicFacts, do_open_topic
from vsm_platform.discussion.drawing import below_posts, draw_posts
from vsm_platform.discussion.folding import folded_html
from vsm_platform.discussion.forms import DraftForm, ReplyForm, TopicForm, new_key
from vsm_platform.discussion.languages import guess_language
from vsm_platform.discussion.models import TEXT, PostDraft
from vsm_platform.discussion.policies import require_opener
from vsm_platform.discussion.prompts import Prompt, find_prompt, language_of_library
from vsm_platform.discussion.queries.access import (
    Standing,
    access_space,
    access_topic,
    glance_at_topic,
    standing_in,
)
from vsm_platform.discussion.queries.posts import draft_at, pages_of, post_row
from vsm_platform.discussion.routes.pages import (
    DISCUSSION,
    GET_AND_POST,
    SPACE,
    TOPIC,
    course_page,
    room,
    wants_json,
)
from vsm_platform.discussion.routes.topic_page import reply_form
from vsm_platform.discussion.routes.topics import place_on_page, post_place
from vsm_platform.discussion.spaces import reply_place, topic_path
from vsm_platform.exchanges.api import partners_of, require_consent, require_open, short_names
from vsm_platform.web.forms import Form
from vsm_platform.web.room import database, signed_in_viewer


def words_of(form: Form) -> Words:
    """What was written, with what takes long done before anybody waits for the database."""
    text = form.text.data
    folded_html(html_of(text))
    is_anonymous = "is_anonymous" in form and form.is_anonymous.data
    return Words(text, guess_language(text), is_anonymous=is_anonymous)


def posted(address: str) -> ResponseReturnValue:
    """Lead to what was posted."""
    return jsonify(go=address) if wants_json() else redirect(address, 303)


@room.page(f"{SPACE}/new", policy=SIGNED_IN, methods=GET_AND_POST, transaction=False)
def new_topic(exchange_id: int, space_kind: str, space_ref: int) -> ResponseReturnValue:
    """Begin a topic."""
    asked = exchange_id, space_kind, space_ref
    # Guessed before anybody waits for the database: with the first post it takes a second.
    text = request.form.get("text", "") if request.method == "POST" else ""
    is_fit = 0 < len(text) <= TEXT
    language = guess_language(text) if is_fit and html_of(text) else ""
    with database().unit_of_work(writes=request.method == "POST") as session:
        standing, view = access_space(session, signed_in_viewer(), *asked)
        require_opener(standing.access, students_open=view.students_open)
        draft = draft_at(session, exchange_id, standing.person_id, new_place(view.place))
        prompt = _chosen_prompt(standing)
        form = _topic_form(standing, prompt or draft)
        if form.validate_on_submit():
            facts = TopicFacts(
                form.title.data,
                is_pinned="is_pinned" in form and form.is_pinned.data,
                may_be_anonymous="may_be_anonymous" in form and form.may_be_anonymous.data,
            )
            words, key = Words(form.text.data, language), form.client_key.key
            made = do_open_topic(session, standing, view.place, facts, words, client_key=key)
            return posted(topic_path(exchange_id, made))
        return course_page(
            session,
            "new_topic",
            standing,
            view=view,
            form=form,
            draft=draft,
            place=new_place(view.place),
            from_library=prompt is not None,
        )


def _chosen_prompt(standing: Standing) -> Prompt | None:
    """What a teacher has chosen from the library to begin with."""
    language = language_of_library(request.args.get("in", ""))
    return find_prompt(request.args.get("prompt", ""), language) if standing.teaches else None


def _topic_form(standing: Standing, begun: PostDraft | Prompt | None) -> TopicForm:
    form = TopicForm(
        title=begun.title if begun else "",
        text=begun.text if begun else "",
        client_key=new_key(),
    )
    del form.is_anonymous
    if not standing.teaches:
        del form.is_pinned, form.may_be_anonymous
    return form


@room.page(
    f"{TOPIC}/reply", policy=SIGNED_IN, methods=GET_AND_POST, transaction=False, in_turn=True
)
def reply(exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """Answer a topic, or a post in it."""
    form = ReplyForm()
    if form.validate_on_submit():
        return _post_reply(exchange_id, topic_id, form)
    to = form.to.number or min(max(request.args.get("to", 0, type=int), 0), 2**31 - 1)
    with database().unit_of_work(writes=False) as session:
        return _reply_page(session, exchange_id, topic_id, to)


def _post_reply(exchange_id: int, topic_id: int, form: ReplyForm) -> ResponseReturnValue:
    """All that can be done before is done before: in the transaction, all other writers wait."""
    words = words_of(form)
    standing, view = glance_at_topic(signed_in_viewer(), exchange_id, topic_id)
    require_open(require_consent(standing.access))
    with database().unit_of_work(writes=True) as session:
        number = do_reply(
            session,
            standing,
            topic_id,
            words,
            parent=form.to.number,
            client_key=form.client_key.key,
            seen=form.seen.number,
        )
        if form.to.number <= 1 and number > view.row.last_number:
            # What was added just now begins the last thread.
            address = place_on_page(exchange_id, topic_id, pages_of(number), number)
        else:
            address = post_place(connection_of(session), exchange_id, topic_id, number)
    return posted(address)


def _reply_page(session: Session, exchange_id: int, topic_id: int, to: int) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    standing, view = access_topic(session, viewer, exchange_id, topic_id)
    require_open(standing.access)
    if to > view.row.last_number:
        raise NotFound
    place = reply_place(topic_id, to)
    draft = draft_at(session, exchange_id, viewer.person_id, place)
    partners = partners_of(session, exchange_id)
    rows = [post_row(session, topic_id, to or 1)]
    above = draw_posts(
        rows,
        base=topic_path(exchange_id, topic_id),
        zone=viewer.timezone or "UTC",
        names=short_names(partners),
        teaches=standing.teaches,
        can_write=False,
        below=below_posts(session, topic_id, rows),
    )
    form = reply_form(view, to=to, text=draft.text if draft else "")
    form.validate() if request.method == "POST" else None
    return course_page(
        session,
        "reply",
        standing,
        partners=partners,
        topic=view,
        above=above,
        form=form,
        draft=draft,
        place=place,
    )


@room.page(f"{DISCUSSION}/draft", policy=SIGNED_IN, methods=("POST",))
def keep_draft(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Keep what was typed so far, or forget it where nothing is left of it."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    require_open(standing.access)
    form = DraftForm()
    if not form.validate() or not is_place(form.place.data):
        raise NotFound
    own, place = (exchange_id, standing.person_id), form.place.data
    text, title = form.text.data or "", form.title.data or ""
    if not (text or title or bundle_at(session, *own, place)):
        do_drop_draft(session, *own, place)
        return jsonify(saved_at="")
    saved_at = do_keep_draft(session, *own, place, title, text)
    return jsonify(saved_at=saved_at.isoformat())


@room.page(f"{DISCUSSION}/preview", policy=SIGNED_IN, methods=("POST",), writes=False)
def preview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """How a text would look."""
    standing_in(session, signed_in_viewer(), exchange_id)
    return html_of(request.form.get("text", "")[:20_000])
