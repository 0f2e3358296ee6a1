"""A topic's page, what is new in it, and the small steps on it: reading, reacting, switching."""

from flask import Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.actions.common import locked_topic
from vsm_platform.discussion.actions.drafts import reply_place
from vsm_platform.discussion.actions.moderating import do_switch
from vsm_platform.discussion.actions.reading import do_mark_read, do_react, own_reactions
from vsm_platform.discussion.drawing import draw_posts, drawn
from vsm_platform.discussion.forms import PressForm, ReplyForm, new_key
from vsm_platform.discussion.models import ReactionKind
from vsm_platform.discussion.queries.access import Standing, TopicView, access_topic
from vsm_platform.discussion.queries.posts import (
    draft_at,
    events_since,
    files_on,
    new_numbers,
    page_of_post,
    pages_of,
    posts_on_page,
)
from vsm_platform.discussion.routes.overview import page_number
from vsm_platform.discussion.routes.pages import (
    TOPIC,
    bucket,
    course_page,
    page_tag,
    room,
    tagged,
    unchanged,
    wants_json,
)
from vsm_platform.discussion.spaces import post_path, topic_path
from vsm_platform.exchanges.api import Partner, partners_of, require_open, short_names
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import signed_in_viewer


@room.page(TOPIC, policy=SIGNED_IN)
def topic(session: Session, exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """A topic with one page of its posts, and the form for an answer."""
    viewer = signed_in_viewer()
    standing, view = access_topic(session, viewer, exchange_id, topic_id)
    page = min(page_number(), pages_of(view.row.last_number))
    draft = draft_at(session, exchange_id, viewer.person_id, reply_place(topic_id, 0))
    kept = (draft.saved_at, draft.text) if draft else None
    tag = page_tag(viewer, standing, tuple(view.row), view.place_name, page, kept, _locale())
    same = unchanged(tag)
    if same is not None:
        return same
    partners = partners_of(session, exchange_id)
    html = course_page(
        session,
        "topic",
        standing,
        partners=partners,
        topic=view,
        page=page,
        pages=pages_of(view.row.last_number),
        posts=_posts(session, standing, view, page, partners),
        new=new_numbers(session, topic_id, viewer.person_id, view.seen) if view.has_new else [],
        mine=_mine(session, view, viewer.person_id),
        draft=draft,
        form=reply_form(view, text=draft.text) if draft else None,
        new_key=new_key,
        base=topic_path(exchange_id, topic_id),
    )
    return tagged(html, tag)


def _locale() -> str:
    return current_language()


def reply_form(view: TopicView, *, to: int = 0, text: str = "") -> ReplyForm:
    """A form for an answer; what was sent is in it already."""
    form = ReplyForm(text=text, to=str(to), seen=str(view.row.last_number), client_key=new_key())
    if not view.row.may_be_anonymous:
        del form.is_anonymous
    return form


def _posts(
    session: Session,
    standing: Standing,
    view: TopicView,
    page: int,
    partners: tuple[Partner, ...],
) -> Markup:
    zone = signed_in_viewer().timezone or "UTC"
    can_write = may_add(standing, view)
    key = (view.id, view.row.version, page, standing.teaches, can_write, zone, _locale(), bucket())
    html = drawn().get(key)
    if html is None:
        rows = posts_on_page(session, view.id, page)
        html = draw_posts(
            rows,
            base=topic_path(standing.access.exchange_id, view.id),
            zone=zone,
            names=short_names(partners),
            teaches=standing.teaches,
            can_write=can_write,
            attached=files_on(session, rows),
        )
        drawn().put(key, html)
    return html


def may_add(standing: Standing, view: TopicView) -> bool:
    """Whether the viewer can add to a topic now."""
    return standing.access.may_write and (standing.teaches or not view.row.is_closed)


def _mine(session: Session, view: TopicView, person_id: int) -> str:
    """What the viewer has given, for the script: ``12:thanks 15:agree``."""
    given = sorted(own_reactions(session, view.id, person_id))
    return " ".join(f"{number}:{kind}" for number, kind in given)


@room.page(f"{TOPIC}/new", policy=SIGNED_IN)
def first_new_post(session: Session, exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """Leads to the first post that is new to the viewer, or else to the newest."""
    viewer = signed_in_viewer()
    _standing, view = access_topic(session, viewer, exchange_id, topic_id)
    new = new_numbers(session, topic_id, viewer.person_id, view.seen)
    number = new[0] if new and view.seen else (1 if new else view.row.last_number)
    return redirect(post_place(session, exchange_id, topic_id, number), 303)


def post_place(session: Session, exchange_id: int, topic_id: int, number: int) -> str:
    """The address of a post among the others."""
    page = page_of_post(session, topic_id, number)
    query = f"?page={page}" if page > 1 else ""
    return f"{topic_path(exchange_id, topic_id)}{query}#p{number}"


@room.page(f"{TOPIC}/since/<int(max=2147483647):event_number>", policy=SIGNED_IN)
def since(
    session: Session, exchange_id: int, topic_id: int, event_number: int
) -> ResponseReturnValue:
    """What happened in a topic after a numbered event, for who lost the line."""
    _standing, view = access_topic(session, signed_in_viewer(), exchange_id, topic_id)
    events = events_since(session, topic_id, event_number)
    answer: Response = jsonify(
        version=view.row.version,
        events=[
            {"number": one.number, "kind": one.kind, "post": one.post_number} for one in events
        ],
    )
    return answer


@room.page(f"{TOPIC}/react", policy=SIGNED_IN, methods=("POST",))
def react(session: Session, exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """Say one word to a post, or take it back: the button pressed says which and to which."""
    standing, view = access_topic(session, signed_in_viewer(), exchange_id, topic_id)
    require_open(standing.access)
    kind = next((one for one in ReactionKind if one in request.form), None)
    number = request.form.get(kind or "", 0, type=int)
    if kind is None or not 0 < number <= view.row.last_number:
        raise NotFound
    is_given = do_react(session, standing, topic_id, number, kind)
    if wants_json():
        return jsonify(given=is_given)
    return redirect(post_place(session, exchange_id, topic_id, number), 303)


@room.page(f"{TOPIC}/read", policy=SIGNED_IN, methods=("POST",), while_looking=True)
def mark_read(session: Session, exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """The viewer has read up to a post."""
    standing, view = access_topic(session, signed_in_viewer(), exchange_id, topic_id)
    form = PressForm()
    number = form.number.data if form.validate() and form.number.data else view.row.last_number
    if not standing.access.seen_as:
        topic_row = locked_topic(session, exchange_id, topic_id)
        do_mark_read(session, topic_row, standing.person_id, number)
    if wants_json():
        return jsonify(seen=number)
    return redirect(topic_path(exchange_id, topic_id), 303)


@room.page(f"{TOPIC}/switch", policy=SIGNED_IN, methods=("POST",))
def switch(session: Session, exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """Pin, close or resolve a topic, or the contrary: the button pressed says which."""
    standing, _view = access_topic(session, signed_in_viewer(), exchange_id, topic_id)
    require_open(standing.access)
    word = "off" if "off" in request.form else "on"
    do_switch(session, standing, topic_id, request.form.get(word, ""), on=word == "on")
    return redirect(topic_path(exchange_id, topic_id), 303)


def to_post(exchange_id: int, topic_id: int, number: int) -> ResponseReturnValue:
    """Back to the page of a post."""
    return redirect(post_path(exchange_id, topic_id, number), 303)
