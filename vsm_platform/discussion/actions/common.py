"""What the actions share: locks, the numbered events of a topic, and lines in the audit log."""

from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.content.modules.api import render_markdown
from vsm_platform.core import audit, clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.prepared import Prepared, connection_of
from vsm_platform.discussion.models import EventKind, Post, Space, Topic, TopicEvent
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.spaces import live_place
from vsm_platform.web.live import tell

HEADING = 4
"""Level of the highest heading in a post, below the page's and the topic's."""

_SPACES, _EVENTS = table_of(Space), table_of(TopicEvent)
# Each post runs these while everybody else who writes waits.
_NOTE = Prepared(
    insert(_EVENTS).values({column.name: bindparam(column.name) for column in _EVENTS.c})
)
_COUNT = Prepared(
    update(_SPACES).where(_SPACES.c.id == bindparam("space")).values(version=_SPACES.c.version + 1)
)


def html_of(text: str) -> str:
    """A post's text as a page shows it; videos are links, so that nothing loads by itself."""
    return str(render_markdown(text, level=HEADING).html)


def do_ensure_space(session: Session, exchange_id: int, place: Place) -> Space:
    """The row of a space, made where nobody has used it yet."""
    query = select(Space).where(
        Space.exchange_id == exchange_id, Space.kind == place.kind, Space.ref_id == place.ref_id
    )
    found = session.scalars(query).one_or_none()
    if found:
        return found
    made = Space(exchange_id=exchange_id, kind=place.kind, ref_id=place.ref_id)
    # On PostgreSQL another transaction may be faster; then the space is there, which is the aim.
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(query).one()
    return made


def locked_topic(session: Session, exchange_id: int, topic_id: int) -> Topic:
    """The topic, with its row locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such topic.
    """
    topic = session.get(Topic, topic_id, with_for_update=True)
    if topic is None or topic.exchange_id != exchange_id:
        raise NotFound
    return topic


def post_of(session: Session, topic_id: int, number: int) -> Post:
    """A post by its number.

    Raises:
        NotFound: the topic has none with it.
    """
    query = select(Post).where(Post.topic_id == topic_id, Post.number == number)
    post = session.scalars(query).one_or_none()
    if post is None:
        raise NotFound
    return post


def note_event(session: Session, topic: Topic, kind: EventKind, post_number: int = 0) -> None:
    """Count a change of the locked topic, so that pages and whoever lost the line know of it."""
    topic.version += 1
    session.flush()
    tell_event(session, topic, kind, post_number, version=topic.version)


def tell_event(
    session: Session, topic: Any, kind: EventKind, post_number: int, *, version: int
) -> None:
    """Leave the event of a change of a topic (its row), counted already as this version.

    It comes last in the transaction, so that topics of one space wait for each other only for a moment.
    """
    connection = connection_of(session)
    event = {
        "topic_id": topic.id,
        "number": version,
        "kind": kind,
        "post_number": post_number,
        "happened_at": clock.now(),
    }
    _NOTE.all(connection, event)
    _COUNT.all(connection, {"space": topic.space_id})
    tell(session, live_place(topic.exchange_id, topic.id), version)


def count_replies(session: Session, topic: Topic) -> None:
    """Count anew what can be read below the prompt, after a post went or came back."""
    session.flush()
    shown = (
        Post.topic_id == topic.id,
        Post.number > 1,
        Post.deleted_at.is_(None),
        Post.hidden_at.is_(None),
    )
    topic.replies = session.scalar(select(func.count()).select_from(Post).where(*shown)) or 0
    by_others = select(Post.id).where(*shown, Post.author_id != topic.opener_id).limit(1)
    topic.is_answered = session.scalar(by_others) is not None


def record(session: Session, verb: str, topic: Topic, actor_id: int, **details: str | int) -> None:
    """Write a line about a topic into the audit log; words of posts are never part of it."""
    audit.record(
        session,
        f"discussion.{verb}",
        f"topic:{topic.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=topic.exchange_id,
        **details,
    )
