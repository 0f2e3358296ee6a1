"""A topic's page, what is new in it, and the small steps on it: reading, reacting, switching."""

from collections.abc import Sequence

from flask import Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN, Viewer
from vsm_platform.core.sessions import Bare
from vsm_platform.discussion.actions.common import locked_topic
from vsm_platform.discussion.actions.moderating import do_switch
from vsm_platform.discussion.actions.reading import do_mark_read, do_react
from vsm_platform.discussion.forms import PressForm
from vsm_platform.discussion.models import ReactionKind
from vsm_platform.discussion.queries.access import access_topic, glance_at_topic
from vsm_platform.discussion.queries.posts import (
    events_since,
    new_numbers,
    page_of_post,
    pages_of,
)
from vsm_platform.discussion.routes.overview import page_number
from vsm_platform.discussion.routes.pages import (
    POST,
    TOPIC,
    page_tag,
    room,
    tagged,
    unchanged,
    wants_json,
)
from vsm_platform.discussion.routes.topic_page import Look, posts_of, topic_page
from vsm_platform.discussion.spaces import post_path, topic_path
from vsm_platform.exchanges.api import require_open
from vsm_platform.web.languages import current_language
from vsm_platform.web.live import offer_place
from vsm_platform.web.room import database, signed_in_viewer


@room.page(TOPIC, policy=SIGNED_IN, transaction=False)
def topic(exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """A topic with one page of its posts, and the form for an answer."""
    viewer = signed_in_viewer()
    standing, view = glance_at_topic(viewer, exchange_id, topic_id)
    look = Look(
        viewer,
        standing,
        view,
        page=min(page_number(), pages_of(view.row.last_number)),
        whole="whole" in request.args,
        locale=current_language(),
    )
    tag = page_tag(viewer, standing, view.place_name, tuple(view.row), look.page, look.whole)
    return unchanged(tag) or tagged(topic_page(look), tag)


def _hear_of_topic(session: Session, viewer: Viewer, ids: Sequence[int]) -> int:
    """The rule of a topic as a live place."""
    if len(ids) != 2:
        raise NotFound
    _standing, view = access_topic(session, viewer, *ids)
    return int(view.row.version)


offer_place("topic", _hear_of_topic)


@room.page(f"{TOPIC}/new", policy=SIGNED_IN)
def first_new_post(session: Session, exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """Leads to the first post that is new to the viewer, or else to the newest."""
    viewer = signed_in_viewer()
    _standing, view = access_topic(session, viewer, exchange_id, topic_id)
    new = new_numbers(session.connection(), topic_id, viewer.person_id, view.seen)
    number = new[0] if new and view.seen else (1 if new else view.row.last_number)
    return redirect(post_place(session.connection(), exchange_id, topic_id, number), 303)


def post_place(connection: Connection | Bare, exchange_id: int, topic_id: int, number: int) -> str:
    """The address of a post among the others."""
    return place_on_page(exchange_id, topic_id, page_of_post(connection, topic_id, number), number)


def place_on_page(exchange_id: int, topic_id: int, page: int, number: int) -> str:
    """The address of a post on a page that is known."""
    query = f"?page={page}" if page > 1 else ""
    return f"{topic_path(exchange_id, topic_id)}{query}#p{number}"


@room.page(f"{TOPIC}/since/<int(max=2147483647):event_number>", policy=SIGNED_IN, transaction=False)
def since(exchange_id: int, topic_id: int, event_number: int) -> ResponseReturnValue:
    """What happened in a topic after a numbered event, for who lost the line.

    With ``page`` it also holds the posts of that page to which it happened.
    """
    viewer = signed_in_viewer()
    standing, view = glance_at_topic(viewer, exchange_id, topic_id)
    with database().prepared(writes=False) as connection:
        events = events_since(connection, topic_id, event_number)
    told: dict[str, object] = {
        "version": view.row.version,
        "events": [
            {"number": one.number, "kind": one.kind, "post": one.post_number} for one in events
        ],
    }
    page = request.args.get("page", 0, type=int)
    if events and 0 < page <= pages_of(view.row.last_number):
        look = Look(viewer, standing, view, page=page, whole=True, locale=current_language())
        told["posts"] = posts_of(look).changed({one.post_number for one in events})
    answer: Response = jsonify(told)
    return answer


@room.page(f"{POST}/part", policy=SIGNED_IN, transaction=False)
def part(exchange_id: int, topic_id: int, post_number: int) -> ResponseReturnValue:
    """One post of a page as it stands among the others, whole."""
    viewer = signed_in_viewer()
    standing, view = glance_at_topic(viewer, exchange_id, topic_id)
    page = min(page_number(), pages_of(view.row.last_number))
    look = Look(viewer, standing, view, page=page, whole=True, locale=current_language())
    for post in posts_of(look).changed({post_number}):
        return jsonify(post)
    raise NotFound


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
    return redirect(post_place(session.connection(), exchange_id, topic_id, number), 303)


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
