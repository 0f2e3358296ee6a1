"""Adding a post to a topic: each acknowledged one is there exactly once.

Everybody else who writes waits meanwhile, so that whatever every post needs is a prepared statement; files
and mentions, which few posts have, go the ordinary way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.prepared import Prepared, connection_of
from vsm_platform.discussion.actions.attaching import bundle_id_at, do_take_files
from vsm_platform.discussion.actions.common import html_of, tell_event
from vsm_platform.discussion.actions.drafts import do_drop_draft
from vsm_platform.discussion.actions.indexing import do_index, do_index_first
from vsm_platform.discussion.actions.mentioning import do_mention
from vsm_platform.discussion.actions.reading import note_read
from vsm_platform.discussion.errors import TooSoon, TopicClosed
from vsm_platform.discussion.models import EventKind, Post, Space, Topic
from vsm_platform.discussion.queries.access import Standing
from vsm_platform.discussion.spaces import reply_place

_POSTS, _SPACES, _TOPICS = table_of(Post), table_of(Space), table_of(Topic)
_SLOW = select(_SPACES.c.slow_minutes).where(_SPACES.c.id == _TOPICS.c.space_id).scalar_subquery()
_TOPIC = Prepared(
    select(_TOPICS, _SLOW.label("slow_minutes"))
    .where(_TOPICS.c.id == bindparam("topic"))
    .with_for_update()
)
_KNOWN = Prepared(
    select(_POSTS.c.number).where(
        _POSTS.c.topic_id == bindparam("topic"),
        _POSTS.c.author_id == bindparam("author"),
        _POSTS.c.client_key == bindparam("key"),
    )
)
_ABOVE = Prepared(
    select(_POSTS.c.number, _POSTS.c.thread, _POSTS.c.branch).where(
        _POSTS.c.topic_id == bindparam("topic"), _POSTS.c.number == bindparam("number")
    )
)
_LATELY = Prepared(
    select(_POSTS.c.id)
    .where(
        _POSTS.c.author_id == bindparam("author"),
        _POSTS.c.topic_id == bindparam("topic"),
        # A clock that once ran ahead silences nobody until it is caught up.
        _POSTS.c.created_at.between(bindparam("since"), bindparam("until")),
    )
    .limit(1)
)
_ADD = Prepared(
    insert(_POSTS)
    .values({column.name: bindparam(column.name) for column in _POSTS.c if column.name != "id"})
    .returning(_POSTS.c.id)
)
_COUNTED = ("version", "last_number", "last_post_at", "replies", "is_answered")
_COUNT = Prepared(
    update(_TOPICS)
    .where(_TOPICS.c.id == bindparam("topic"))
    .values({name: bindparam(name) for name in _COUNTED})
)
_NEW: dict[str, object] = {
    "reactions": {},
    "files": 0,
    "version": 1,
    "changed_at": None,
    "deleted_at": None,
    "hidden_at": None,
    "hidden_reason": "",
    "endorsed_at": None,
}
"""What nothing has happened to yet."""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes."""

    text: str
    language: str = ""
    """BCP 47 tag, chosen by the writer or guessed (``languages``); empty where nobody knows."""
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """How a post was sent: what the form and the page behind it know."""

    place: str
    """Where its draft was kept."""
    client_key: str | None = None
    """Made by the form, so that a post that is sent again is there once."""
    seen: int = 0
    """The newest post that the writer had before them."""


def do_reply(
    session: Session,
    standing: Standing,
    topic_id: int,
    words: Words,
    *,
    parent: int = 0,
    client_key: str | None = None,
    seen: int = 0,
) -> int:
    """Add a post to a topic; gives its number. The same key sent again adds nothing.

    Args:
        session: the unit of work.
        standing: of the writer, for whom the topic is.
        topic_id: the topic.
        words: what is written.
        parent: the number of the post that it answers, which may be deleted; 0 for the topic.
        client_key: made by the form.
        seen: the newest post that the writer had before them.

    Raises:
        NotFound: there is no such topic, or no such parent in it.
        TopicClosed: faculty have closed it, and the writer is none of them.
        TooSoon: the space is slowed down.
    """
    topic = _TOPIC.one_or_none(connection_of(session), {"topic": topic_id})
    if topic is None or topic.exchange_id != standing.access.exchange_id:
        raise NotFound
    found = _known(session, topic_id, standing.person_id, client_key)
    if found:
        return found
    if not standing.teaches:
        _require_may_add(session, standing, topic)
    above = _above(session, topic_id, parent) if parent > 1 else None
    sent = Sent(reply_place(topic_id, parent), client_key, seen)
    return add_post(session, standing, topic, words, sent, above=above)


def _known(session: Session, topic_id: int, person_id: int, client_key: str | None) -> int | None:
    """The number of the post that was sent with this key before."""
    if not client_key:
        return None
    values = {"topic": topic_id, "author": person_id, "key": client_key}
    found = _KNOWN.one_or_none(connection_of(session), values)
    return int(found.number) if found else None


def _above(session: Session, topic_id: int, number: int) -> Any:
    """The post that is answered: number, thread, branch."""
    row = _ABOVE.one_or_none(connection_of(session), {"topic": topic_id, "number": number})
    if row is None:
        raise NotFound
    return row


def _require_may_add(session: Session, standing: Standing, topic: Any) -> None:
    if topic.is_closed:
        raise TopicClosed
    if not topic.slow_minutes:
        return
    minutes, present = topic.slow_minutes, clock.now()
    own = {"author": standing.person_id, "topic": topic.id}
    lately = {**own, "since": present - timedelta(minutes=minutes), "until": present}
    if _LATELY.one_or_none(connection_of(session), lately):
        raise TooSoon(minutes=minutes)


def add_post(
    session: Session, standing: Standing, topic: Any, words: Words, sent: Sent, *, above: Any = None
) -> int:
    """Add a post to a topic whose row, or a copy of it, is locked by this unit of work; gives its number."""
    session.flush()
    connection, present = connection_of(session), clock.now()
    number: int = topic.last_number + 1
    thread, branch = _order(number, above)
    values = {
        **_NEW,
        "topic_id": topic.id,
        "number": number,
        "parent": above.number if above else 0,
        "thread": thread,
        "branch": branch,
        "author_id": standing.person_id,
        "partnership_id": standing.access.partnership_id,
        "by_faculty": standing.teaches,
        "is_anonymous": words.is_anonymous and topic.may_be_anonymous and not standing.teaches,
        "text": words.text,
        "html": html_of(words.text),
        "language": words.language,
        "client_key": sent.client_key,
        "created_at": present,
    }
    post_id = _ADD.one_or_none(connection, values).id
    _COUNT.all(connection, _counted(standing, topic, number, present))
    _finish(session, standing, topic, post_id, values, sent.place)
    after = max(sent.seen, number == 1)
    note_read(connection, topic.id, standing.person_id, number, after=after)
    tell_event(session, topic, EventKind.POSTED, number, version=topic.version + 1)
    return number


def _counted(standing: Standing, topic: Any, number: int, present: datetime) -> dict[str, object]:
    """The topic's own numbers, with one post more."""
    is_reply = number > 1
    return {
        "topic": topic.id,
        "version": topic.version + 1,
        "last_number": number,
        "last_post_at": present,
        "replies": topic.replies + is_reply,
        "is_answered": topic.is_answered or (is_reply and topic.opener_id != standing.person_id),
    }


def _finish(
    session: Session,
    standing: Standing,
    topic: Any,
    post_id: int,
    values: dict[str, Any],
    place: str,
) -> None:
    """What follows from new words: files come along, people are told, they can be found."""
    connection, own = connection_of(session), (topic.exchange_id, standing.person_id, place)
    if "@" not in values["text"] and bundle_id_at(connection, *own) is None:
        title = topic.title if values["number"] == 1 else ""
        do_index_first(connection, post_id, topic.space_id, title, values["html"])
    else:
        post = session.get_one(Post, post_id)
        do_take_files(session, *own, post)
        do_index(session, topic, post, is_new=True)
        do_mention(session, standing, topic, post)
    do_drop_draft(session, *own)


def _order(number: int, above: Any) -> tuple[int, int]:
    """Thread and branch of a post: answers to answers stay on one level, to be read on a phone."""
    if number == 1:
        return 0, 0
    if above is None:
        return number, 0
    return above.thread, above.branch or number
