"""The posts of a topic, in the order in which they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.sessions import Bare
from vsm_platform.discussion.models import (
    Post,
    PostDraft,
    PostReaction,
    PostVersion,
    Topic,
    TopicEvent,
)
from vsm_platform.exchanges.api import Partnership

PAGE = 50
"""Posts on a page, below the prompt."""
NEW = 8
"""New posts that a page links to one by one."""
EVENTS = 200
"""Changes that a browser is told at once; after more it loads the page anew."""

_POSTS, _PEOPLE, _PARTNERSHIPS = table_of(Post), table_of(Person), table_of(Partnership)
_TOPICS = table_of(Topic)
_ROWS = (
    select(
        _POSTS.c.id,
        _POSTS.c.number,
        _POSTS.c.parent,
        _POSTS.c.branch,
        _POSTS.c.author_id,
        _POSTS.c.partnership_id,
        _POSTS.c.by_faculty,
        _POSTS.c.is_anonymous,
        _POSTS.c.html,
        _POSTS.c.language,
        _POSTS.c.reactions,
        _POSTS.c.files,
        _POSTS.c.version,
        _POSTS.c.created_at,
        _POSTS.c.deleted_at,
        _POSTS.c.hidden_at,
        _POSTS.c.hidden_reason,
        _POSTS.c.endorsed_at,
        _PEOPLE.c.display_name,
        _PARTNERSHIPS.c.colour,
    )
    .select_from(_POSTS)
    .outerjoin(_PEOPLE, _PEOPLE.c.id == _POSTS.c.author_id)
    .outerjoin(_PARTNERSHIPS, _PARTNERSHIPS.c.id == _POSTS.c.partnership_id)
    .where(_POSTS.c.topic_id == bindparam("topic"))
)
_PROMPT = _ROWS.where(_POSTS.c.number == 1)
_PAGE = (
    _ROWS.where(_POSTS.c.number > 1)
    .order_by(_POSTS.c.thread, _POSTS.c.branch, _POSTS.c.number)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_ALL = _ROWS.order_by(_POSTS.c.thread, _POSTS.c.branch, _POSTS.c.number)
_EVENTS, _REACTIONS = table_of(TopicEvent), table_of(PostReaction)
_SINCE = Prepared(
    select(_EVENTS.c.number, _EVENTS.c.kind, _EVENTS.c.post_number)
    .where(_EVENTS.c.topic_id == bindparam("topic"), _EVENTS.c.number > bindparam("number"))
    .order_by(_EVENTS.c.number)
    .limit(EVENTS)
)
_OWN_REACTIONS = Prepared(
    select(_POSTS.c.number, _REACTIONS.c.kind)
    .join(_POSTS, _POSTS.c.id == _REACTIONS.c.post_id)
    .where(
        _REACTIONS.c.topic_id == bindparam("topic"), _REACTIONS.c.person_id == bindparam("person")
    )
    .order_by(_POSTS.c.number, _REACTIONS.c.kind)
)
_NEW = Prepared(
    select(_POSTS.c.number)
    .where(
        _POSTS.c.topic_id == bindparam("topic"),
        _POSTS.c.number > bindparam("seen"),
        or_(_POSTS.c.author_id.is_(None), _POSTS.c.author_id != bindparam("person")),
        _POSTS.c.deleted_at.is_(None),
    )
    .order_by(_POSTS.c.number)
    .limit(NEW)
)
_LATER = _POSTS.alias()
_PLACE = tuple_(_POSTS.c.thread, _POSTS.c.branch, _POSTS.c.number)
_BEFORE = Prepared(
    select(
        # Numbers have no gaps. Most often a newest post is asked for, and nothing comes after it.
        (
            _TOPICS.c.last_number
            - 2
            - select(func.count())
            .where(
                _LATER.c.topic_id == _POSTS.c.topic_id,
                tuple_(_LATER.c.thread, _LATER.c.branch, _LATER.c.number) > _PLACE,
            )
            .scalar_subquery()
        ).label("posts")
    )
    .join(_TOPICS, _TOPICS.c.id == _POSTS.c.topic_id)
    .where(_POSTS.c.topic_id == bindparam("topic"), _POSTS.c.number == bindparam("number"))
)
_ONE = _ROWS.where(_POSTS.c.number == bindparam("number"))


def posts_on_page(session: Session, topic_id: int, page: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The posts of one page; on the first, the prompt is the first of them."""
    connection = session.connection()
    values = {"topic": topic_id, "limit": PAGE, "offset": (page - 1) * PAGE}
    rows = connection.execute(_PAGE, values).all()
    if page == 1:
        return [*connection.execute(_PROMPT, {"topic": topic_id}), *rows]
    return rows


def all_posts(session: Session, topic_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """All posts of a topic, the prompt first."""
    return session.connection().execute(_ALL, {"topic": topic_id}).all()


def post_row(session: Session, topic_id: int, number: int) -> Row[*tuple[Any, ...]]:
    """One post as a page shows it."""
    return session.connection().execute(_ONE, {"topic": topic_id, "number": number}).one()


def pages_of(last_number: int) -> int:
    """How many pages a topic has; deleted posts keep their places."""
    return max(1, -(-(last_number - 1) // PAGE))


def page_of_post(connection: Connection | Bare, topic_id: int, number: int) -> int:
    """The page on which a post stands."""
    if number <= 1:
        return 1
    row = _BEFORE.one_or_none(connection, {"topic": topic_id, "number": number})
    return int(row.posts if row else 0) // PAGE + 1


def new_numbers(
    connection: Connection | Bare, topic_id: int, person_id: int, seen: int
) -> list[int]:
    """The first posts that are new to somebody, in the order of their arrival."""
    values = {"topic": topic_id, "person": person_id, "seen": seen}
    return [row.number for row in _NEW.all(connection, values)]


def draft_at(session: Session, exchange_id: int, person_id: int, place: str) -> PostDraft | None:
    """What a person has typed in a place and not posted."""
    return session.get(PostDraft, (exchange_id, person_id, place))


@dataclass(frozen=True, slots=True)
class OldWords:
    """What once stood in a post."""

    number: int
    text: str
    written_at: datetime


def versions_of(session: Session, post_id: int) -> list[OldWords]:
    """What stood in a post before, the newest first."""
    query = (
        select(PostVersion.number, PostVersion.text, PostVersion.written_at)
        .where(PostVersion.post_id == post_id)
        .order_by(PostVersion.number.desc())
    )
    return [OldWords(*row) for row in session.execute(query)]


def events_since(connection: Connection | Bare, topic_id: int, number: int) -> list[Any]:
    """What happened in a topic after a certain event, in order: number, kind, post_number."""
    return _SINCE.all(connection, {"topic": topic_id, "number": number})


def own_reactions(connection: Connection | Bare, topic_id: int, person_id: int) -> list[Any]:
    """What somebody has given in a topic, as pairs of post number and word."""
    return _OWN_REACTIONS.all(connection, {"topic": topic_id, "person": person_id})
