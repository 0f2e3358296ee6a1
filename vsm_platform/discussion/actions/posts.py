"""Opening topics, changing and deleting posts: no word is lost."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.api import Merge, merge
from vsm_platform.core import clock
from vsm_platform.core.errors import NotAllowed
from vsm_platform.discussion.actions.adding import Sent, Words, add_post
from vsm_platform.discussion.actions.attaching import do_forget_files_of, do_take_files
from vsm_platform.discussion.actions.common import (
    count_replies,
    do_ensure_space,
    html_of,
    locked_topic,
    note_event,
    post_of,
    record,
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
from vsm_platform.discussion.actions.translations import do_forget_translations
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
    add_post(session, standing, topic, words, Sent(new_place(place), client_key))
    # Its numbers were counted past the session.
    session.expire(topic)
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
    _finish(session, standing, topic, post)
    note_event(session, topic, EventKind.EDITED, number)
    return None


def _finish(session: Session, standing: Standing, topic: Topic, post: Post) -> None:
    """What follows from changed words: files come along, people are told, they can be found."""
    session.flush()
    own = topic.exchange_id, standing.person_id, edit_place(topic.id, post.number)
    do_take_files(session, *own, post)
    do_index(session, topic, post)
    do_mention(session, standing, topic, post)
    do_drop_draft(session, *own)


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
