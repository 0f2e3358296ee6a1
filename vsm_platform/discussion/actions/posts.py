"""Posting, changing and deleting: each acknowledged post is there exactly once, no word is lost."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.api import Merge, merge
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.core.prepared import Prepared
from vsm_platform.discussion.actions.attaching import do_forget_files_of, do_take_files
from vsm_platform.discussion.actions.common import (
    count_replies,
    do_ensure_space,
    html_of,
    locked_topic,
    note_event,
    post_of,
    record,
    tell_event,
)
from vsm_platform.discussion.actions.drafts import (
    do_drop_draft,
    do_keep_draft,
    edit_place,
    new_place,
)
from vsm_platform.discussion.actions.indexing import do_index
from vsm_platform.discussion.actions.letters import do_plan_digests
from vsm_platform.discussion.actions.mentioning import do_mention
from vsm_platform.discussion.actions.participation import do_plan_scoring
from vsm_platform.discussion.actions.reading import do_mark_read
from vsm_platform.discussion.actions.translations import do_forget_translations
from vsm_platform.discussion.errors import TooSoon, TopicClosed
from vsm_platform.discussion.models import (
    TITLE,
    EventKind,
    Post,
    PostReaction,
    PostVersion,
    Space,
    Topic,
)
from vsm_platform.discussion.policies import Place, may_edit_post
from vsm_platform.discussion.queries.access import Standing
from vsm_platform.discussion.spaces import reply_place

_POSTS, _SPACES = table_of(Post), table_of(Space)
# Each reply runs these while everybody else who writes waits.
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
_SLOW = Prepared(select(_SPACES.c.slow_minutes).where(_SPACES.c.id == bindparam("space")))


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes."""

    text: str
    language: str = ""
    """BCP 47 tag, chosen by the writer or guessed (``languages``); empty where nobody knows."""
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What a topic is besides its prompt; the columns of the same names tell more."""

    title: str
    is_pinned: bool = False
    may_be_anonymous: bool = False


def do_open_topic(
    session: Session,
    standing: Standing,
    place: Place,
    facts: TopicFacts,
    words: Words,
    *,
    client_key: str | None = None,
) -> int:
    """Begin a topic with its prompt; gives its id. The same key sent again begins nothing new."""
    exchange_id = standing.access.exchange_id
    space = do_ensure_space(session, exchange_id, place)
    # The lock lets the same form, sent twice at once, be known.
    session.refresh(space, with_for_update=True)
    known = select(Topic.id).where(
        Topic.space_id == space.id,
        Topic.opener_id == standing.person_id,
        Topic.client_key == client_key,
    )
    found = session.scalar(known) if client_key else None
    if found:
        return found
    topic = _add_topic(session, standing, space, facts, client_key)
    _add_post(session, standing, topic, words, place=new_place(place), client_key=client_key)
    do_plan_digests(session, exchange_id)
    return topic.id


def _add_topic(
    session: Session, standing: Standing, space: Space, facts: TopicFacts, client_key: str | None
) -> Topic:
    present = clock.now()
    topic = Topic(
        exchange_id=standing.access.exchange_id,
        space_id=space.id,
        title=facts.title[:TITLE],
        opener_id=standing.person_id,
        by_faculty=standing.teaches,
        is_pinned=facts.is_pinned and standing.teaches,
        may_be_anonymous=facts.may_be_anonymous and standing.teaches,
        version=0,
        last_number=0,
        replies=0,
        is_answered=False,
        last_post_at=present,
        client_key=client_key,
        created_at=present,
    )
    session.add(topic)
    session.flush()
    return topic


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
    topic = locked_topic(session, standing.access.exchange_id, topic_id)
    found = _known(session, topic.id, standing.person_id, client_key)
    if found:
        return found
    if not standing.teaches:
        _require_may_add(session, standing, topic)
    above = _above(session, topic.id, parent) if parent > 1 else None
    place = reply_place(topic_id, parent)
    return _add_post(
        session, standing, topic, words, place=place, above=above, client_key=client_key, seen=seen
    )


def _known(session: Session, topic_id: int, person_id: int, client_key: str | None) -> int | None:
    """The number of the post that was sent with this key before."""
    if not client_key:
        return None
    values = {"topic": topic_id, "author": person_id, "key": client_key}
    found = _KNOWN.one_or_none(session, values)
    return int(found.number) if found else None


def _above(session: Session, topic_id: int, number: int) -> Any:
    """The post that is answered: number, thread, branch."""
    row = _ABOVE.one_or_none(session, {"topic": topic_id, "number": number})
    if row is None:
        raise NotFound
    return row


def _require_may_add(session: Session, standing: Standing, topic: Topic) -> None:
    if topic.is_closed:
        raise TopicClosed
    space = _SLOW.one_or_none(session, {"space": topic.space_id})
    if not space.slow_minutes:
        return
    minutes = space.slow_minutes
    present = clock.now()
    lately = select(Post.id).where(
        Post.author_id == standing.person_id,
        Post.topic_id == topic.id,
        # A clock that once ran ahead silences nobody until it is caught up.
        Post.created_at.between(present - timedelta(minutes=minutes), present),
    )
    if session.scalar(lately.limit(1)):
        raise TooSoon(minutes=minutes)


def _add_post(
    session: Session,
    standing: Standing,
    topic: Topic,
    words: Words,
    *,
    place: str,
    above: Any = None,
    client_key: str | None = None,
    seen: int = 0,
) -> int:
    number, present = topic.last_number + 1, clock.now()
    thread, branch = _order(number, above)
    post = Post(
        topic_id=topic.id,
        number=number,
        parent=above.number if above else 0,
        thread=thread,
        branch=branch,
        author_id=standing.person_id,
        partnership_id=standing.access.partnership_id,
        by_faculty=standing.teaches,
        is_anonymous=words.is_anonymous and topic.may_be_anonymous and not standing.teaches,
        text=words.text,
        html=html_of(words.text),
        language=words.language,
        reactions={},
        client_key=client_key,
        created_at=present,
    )
    session.add(post)
    topic.last_number, topic.last_post_at = number, present
    if number > 1:
        topic.replies += 1
        topic.is_answered = topic.is_answered or topic.opener_id != standing.person_id
    topic.version += 1
    _finish(session, standing, topic, post, place, is_new=True)
    do_mark_read(session, topic, standing.person_id, number, after=max(seen, number == 1))
    tell_event(session, topic, EventKind.POSTED, number)
    return number


def _finish(
    session: Session,
    standing: Standing,
    topic: Topic,
    post: Post,
    place: str,
    *,
    is_new: bool = False,
) -> None:
    """What follows from new words: files come along, people are told, they can be found."""
    session.flush()
    do_take_files(session, topic.exchange_id, standing.person_id, place, post)
    do_index(session, topic, post, is_new=is_new)
    do_mention(session, standing, topic, post)
    do_drop_draft(session, topic.exchange_id, standing.person_id, place)


def _order(number: int, above: Any) -> tuple[int, int]:
    """Thread and branch of a post: answers to answers stay on one level, to be read on a phone."""
    if number == 1:
        return 0, 0
    if above is None:
        return number, 0
    return above.thread, above.branch or number


@dataclass(frozen=True, slots=True)
class Clash:
    """The post was changed in between: by a colleague, or in another window."""

    version: int
    """What stands there now, on which the next change builds."""
    text: str
    merged: Merge
    """Both changes in one text, where they do not touch."""


def do_edit_post(
    session: Session,
    standing: Standing,
    topic_id: int,
    number: int,
    words: Words,
    *,
    base_version: int,
    title: str | None = None,
    client_key: str | None = None,
) -> Clash | None:
    """Change a post; what stood there stays among its versions.

    Returns:
        None once it is saved; else what stands between, and the words are kept as a draft.

    Raises:
        NotFound: there is no such post.
        NotAllowed: it is somebody else's.
    """
    topic = locked_topic(session, standing.access.exchange_id, topic_id)
    post = _own_post(session, standing, topic, number)
    if client_key and _was_changed_by(session, post.id, client_key):
        return None
    if base_version != post.version and post.text != words.text:
        place = edit_place(topic_id, number)
        do_keep_draft(
            session, topic.exchange_id, standing.person_id, place, title or "", words.text
        )
        return Clash(post.version, post.text, _merged(session, post, words.text, base_version))
    _change(session, post, words, client_key)
    if title and number == 1:
        topic.title = title[:TITLE]
    _finish(session, standing, topic, post, edit_place(topic_id, number))
    note_event(session, topic, EventKind.EDITED, number)
    return None


def _own_post(session: Session, standing: Standing, topic: Topic, number: int) -> Post:
    post = post_of(session, topic.id, number)
    may = may_edit_post(
        standing.access,
        standing.person_id,
        post.author_id,
        by_faculty=post.by_faculty and number == 1,
    )
    if not may or post.deleted_at or (post.hidden_at and not standing.teaches):
        raise NotAllowed
    return post


def _was_changed_by(session: Session, post_id: int, client_key: str) -> bool:
    query = select(PostVersion.id).where(
        PostVersion.post_id == post_id, PostVersion.client_key == client_key
    )
    return session.scalar(query) is not None


def _merged(session: Session, post: Post, text: str, base_version: int) -> Merge:
    query = select(PostVersion.text).where(
        PostVersion.post_id == post.id, PostVersion.number == base_version
    )
    return merge(session.scalar(query) or "", text, post.text)


def _change(session: Session, post: Post, words: Words, client_key: str | None) -> None:
    post.language = words.language or post.language
    if post.text == words.text:
        return
    session.add(
        PostVersion(
            post_id=post.id,
            number=post.version,
            text=post.text,
            written_at=post.changed_at or post.created_at,
            client_key=client_key,
        )
    )
    do_forget_translations(session, post.html)
    post.version += 1
    post.text, post.html = words.text, html_of(words.text)
    post.changed_at = clock.now()


def do_delete_post(session: Session, standing: Standing, topic_id: int, number: int) -> None:
    """Take one's own post away: its words and versions go, its place in the thread stays."""
    topic = locked_topic(session, standing.access.exchange_id, topic_id)
    post = post_of(session, topic.id, number)
    if post.author_id != standing.person_id:
        raise NotAllowed
    empty_post(session, topic, post)
    count_replies(session, topic)
    note_event(session, topic, EventKind.DELETED, number)
    record(session, "post_deleted", topic, standing.person_id, post=number)
    do_plan_scoring(session, topic.exchange_id)


def empty_post(session: Session, topic: Topic, post: Post) -> None:
    """Let a post's words and files be gone for good; what was answered stays in its place."""
    do_forget_translations(session, post.html)
    post.text = post.html = post.language = ""
    post.reactions, post.endorsed_at = {}, None
    post.deleted_at = post.deleted_at or clock.now()
    session.execute(delete(PostVersion).where(PostVersion.post_id == post.id))
    session.execute(delete(PostReaction).where(PostReaction.post_id == post.id))
    do_forget_files_of(session, post)
    do_index(session, topic, post)
