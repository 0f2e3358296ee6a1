"""What goes on into the next season, what a person takes along, and what an erasure leaves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.discussion.actions.attaching import do_forget_drafts_of
from vsm_platform.discussion.actions.common import (
    count_replies,
    do_ensure_space,
    html_of,
    locked_topic,
    note_event,
)
from vsm_platform.discussion.actions.indexing import do_forget_trigrams, do_index
from vsm_platform.discussion.actions.letters import do_plan_digests
from vsm_platform.discussion.actions.participation import do_copy_talk
from vsm_platform.discussion.actions.posts import empty_post
from vsm_platform.discussion.actions.reading import do_forget_reactions
from vsm_platform.discussion.actions.translations import do_forget_translations
from vsm_platform.discussion.models import (
    Digest,
    DigestChoice,
    EventKind,
    Feed,
    LetterChoice,
    Mention,
    Post,
    PostDraft,
    PostVersion,
    Report,
    Space,
    SpaceKind,
    Topic,
    TopicRead,
    TranslationConsent,
)
from vsm_platform.discussion.policies import Place
from vsm_platform.exchanges.api import Exchange


def do_copy_topics(session: Session, old_id: int, new_id: int, _days: int) -> None:
    """Let prompts that faculty wrote for all begin the talk of a new season; never an answer."""
    query = (
        select(Topic, Post, Space)
        .join(Post, (Post.topic_id == Topic.id) & (Post.number == 1))
        .join(Space, Space.id == Topic.space_id)
        .where(
            Topic.exchange_id == old_id,
            Topic.by_faculty,
            Space.kind.in_([SpaceKind.COURSE, SpaceKind.SOCIAL]),
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
        )
        .order_by(Topic.id)
    )
    for topic, prompt, space in session.execute(query).all():
        place = Place(SpaceKind(space.kind), space.ref_id)
        new_space = do_ensure_space(session, new_id, place)
        new_space.students_open, new_space.slow_minutes = space.students_open, space.slow_minutes
        _copy_topic(session, new_id, new_space.id, topic, prompt)
        do_plan_digests(session, new_id)
    do_copy_talk(session, old_id, new_id)


def _copy_topic(
    session: Session, exchange_id: int, space_id: int, old: Topic, prompt: Post
) -> None:
    present = clock.now()
    topic = Topic(
        exchange_id=exchange_id,
        space_id=space_id,
        title=old.title,
        opener_id=old.opener_id,
        by_faculty=True,
        is_pinned=old.is_pinned,
        may_be_anonymous=old.may_be_anonymous,
        version=0,
        last_number=1,
        last_post_at=present,
        created_at=present,
    )
    session.add(topic)
    session.flush()
    post = Post(
        topic_id=topic.id,
        number=1,
        author_id=prompt.author_id,
        by_faculty=True,
        text=prompt.text,
        html=prompt.html,
        language=prompt.language,
        reactions={},
        created_at=present,
    )
    session.add(post)
    do_index(session, topic, post)
    note_event(session, topic, EventKind.POSTED, 1)


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A person's own post, as their data export holds it."""

    exchange: str
    topic: str
    number: int
    text: str
    language: str
    written_at: datetime


def posts_of(session: Session, person_id: int) -> Iterator[OwnPost]:
    """Everything that somebody has posted and not deleted, in the order in which it was written."""
    query = (
        select(Exchange.title, Topic.title, Post.number, Post.text, Post.language, Post.created_at)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Exchange, Exchange.id == Topic.exchange_id)
        .where(Post.author_id == person_id, Post.deleted_at.is_(None))
        .order_by(Post.created_at, Post.id)
    )
    for row in session.execute(query):
        yield OwnPost(*row)


def do_erase_person(session: Session, person_id: int) -> None:
    """Let a person be gone: name, words, files, reactions, drafts; threads and answers stay."""
    _forget_name(session, person_id)
    do_forget_reactions(session, person_id)
    do_forget_drafts_of(session, person_id)
    own = (LetterChoice, DigestChoice, Digest, Feed, TranslationConsent)
    for table in (PostDraft, TopicRead, Mention, Report, *own):
        session.execute(delete(table).where(table.person_id == person_id))
    written = select(Post.topic_id).where(Post.author_id == person_id).distinct()
    opened = select(Topic.id).where(Topic.opener_id == person_id)
    for topic_id in sorted({*session.scalars(written), *session.scalars(opened)}):
        _erase_in_topic(session, person_id, topic_id)
    do_forget_trigrams(session)


def _erase_in_topic(session: Session, person_id: int, topic_id: int) -> None:
    topic = locked_topic(session, session.get_one(Topic, topic_id).exchange_id, topic_id)
    if topic.opener_id == person_id:
        topic.opener_id, topic.client_key = None, None
    posts = select(Post).where(Post.topic_id == topic_id, Post.author_id == person_id)
    for post in session.scalars(posts).all():
        empty_post(session, topic, post)
        post.author_id = None
    count_replies(session, topic)
    note_event(session, topic, EventKind.DELETED)


def _forget_name(session: Session, person_id: int) -> None:
    """Take the name out of what others wrote to the person (``@Diana Diaz``)."""
    name = session.get_one(Person, person_id).display_name
    if not name.strip():
        return
    called = re.compile("@" + re.escape(name), re.IGNORECASE)
    naming = select(Post).join(Mention, Mention.post_id == Post.id)
    for post in session.scalars(naming.where(Mention.person_id == person_id)).all():
        topic = locked_topic(
            session, session.get_one(Topic, post.topic_id).exchange_id, post.topic_id
        )
        do_forget_translations(session, post.html)
        post.text = called.sub("@…", post.text)
        post.html = html_of(post.text)
        for version in session.scalars(select(PostVersion).where(PostVersion.post_id == post.id)):
            version.text = called.sub("@…", version.text)
        do_index(session, topic, post)
        note_event(session, topic, EventKind.EDITED, post.number)
