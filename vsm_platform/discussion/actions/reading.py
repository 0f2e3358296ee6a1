"""How far somebody has read, and what they say to a post with one word."""

from collections import Counter

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.orm import Session

from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.prepared import Prepared, connection_of, insertion
from vsm_platform.core.sessions import Bare
from vsm_platform.discussion.actions.common import locked_topic, note_event, post_of
from vsm_platform.discussion.models import (
    EventKind,
    PostReaction,
    ReactionKind,
    Topic,
    TopicRead,
)
from vsm_platform.discussion.queries.access import Standing

_READS = table_of(TopicRead)
_SEE_FIRST = insertion(_READS, "topic_id", "person_id", "seen")
_SEE = Prepared(
    _SEE_FIRST.on_conflict_do_update(
        index_elements=["topic_id", "person_id"],
        set_={"seen": _SEE_FIRST.excluded.seen},
        where=_READS.c.seen < _SEE_FIRST.excluded.seen,
    )
)
_SEE_NEXT = Prepared(
    update(_READS)
    .where(
        _READS.c.topic_id == bindparam("topic_id"),
        _READS.c.person_id == bindparam("person_id"),
        _READS.c.seen == bindparam("seen") - 1,
    )
    .values(seen=bindparam("seen"))
)


def do_mark_read(
    session: Session, topic: Topic, person_id: int, number: int, *, after: int | None = None
) -> None:
    """Note that somebody has read a topic up to a post; never back.

    Args:
        session: the unit of work.
        topic: the topic.
        person_id: the reader.
        number: the post.
        after: only if everything before the post was seen: up to this number or by an earlier mark.
    """
    session.flush()
    reached = min(number, topic.last_number)
    note_read(connection_of(session), topic.id, person_id, reached, after=after)


def note_read(
    connection: Connection | Bare,
    topic_id: int,
    person_id: int,
    number: int,
    *,
    after: int | None = None,
) -> None:
    """The same for a post that is there, by prepared statements."""
    is_all_seen = after is None or after >= number - 1
    values = {"topic_id": topic_id, "person_id": person_id, "seen": number}
    (_SEE if is_all_seen else _SEE_NEXT).all(connection, values)


def do_mark_unread(session: Session, topic_id: int, person_id: int, number: int) -> None:
    """Let a post and all after it be new again."""
    read = session.get(TopicRead, (topic_id, person_id))
    if read is not None:
        read.seen = max(0, min(read.seen, number - 1))


def do_mark_all_read(session: Session, person_id: int, space_ids: list[int]) -> None:
    """Nothing in these spaces is new any more."""
    topics = session.scalars(select(Topic).where(Topic.space_id.in_(space_ids))).all()
    for topic in topics:
        do_mark_read(session, topic, person_id, topic.last_number)


def do_react(
    session: Session, standing: Standing, topic_id: int, number: int, kind: ReactionKind
) -> bool:
    """Give a word to a post, or take it back; gives whether it is there now.

    Raises:
        NotFound: there is no such post to be read.
    """
    topic = locked_topic(session, standing.access.exchange_id, topic_id)
    post = post_of(session, topic.id, number)
    if post.deleted_at or post.hidden_at:
        raise NotFound
    given = session.get(PostReaction, (post.id, standing.person_id, kind))
    if given:
        session.delete(given)
    else:
        session.add(
            PostReaction(
                post_id=post.id, person_id=standing.person_id, kind=kind, topic_id=topic.id
            )
        )
    session.flush()
    kinds = session.scalars(select(PostReaction.kind).where(PostReaction.post_id == post.id))
    post.reactions = dict(Counter(str(one) for one in kinds))
    note_event(session, topic, EventKind.REACTED, number)
    return given is None


def do_forget_reactions(session: Session, person_id: int) -> None:
    """Take all of somebody's words back, as when the person is erased."""
    session.execute(delete(PostReaction).where(PostReaction.person_id == person_id))
