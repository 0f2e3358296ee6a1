"""Where the exchange talks between its meetings: spaces, topics in them, posts in shallow threads.

Every change in a topic makes its ``version`` grow by one and leaves an event with that number, so
that a page is known to be unchanged by one integer, and whoever lost the line catches up from the
last number seen. A post's HTML is made when it is written: to draw it again costs more than all
the rest of a page.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Exchange, Partnership

TITLE, TEXT, REASON = 200, 20_000, 500
"""Characters that a title, a post and the reason of a decision about it can have."""
KEY = 40
MENTIONED = "discussion.mentioned"
"""The delivery that tells people where they were named."""


class SpaceKind(StrEnum):
    """For whom a space is, and what it is about."""

    COURSE = "course"
    """For all who take part."""
    MODULE = "module"
    """About one module, for all to whom it is open."""
    TEAM = "team"
    """For one team and the faculty."""
    SOCIAL = "social"
    """For all, about anything but the course."""


class ReactionKind(StrEnum):
    """Few and plain: what people say with one word."""

    THANKS = "thanks"
    AGREE = "agree"
    NEW = "new"
    """I did not know that."""


class EventKind(StrEnum):
    """What happened in a topic; a post's words are never part of it."""

    POSTED = "posted"
    EDITED = "edited"
    DELETED = "deleted"
    HIDDEN = "hidden"
    RESTORED = "restored"
    REACTED = "reacted"
    ENDORSED = "endorsed"
    STATE = "state"
    """The topic was pinned, closed, resolved, or the like."""


class Space(Base):
    """A space that somebody has used or set up; the others are there without a row."""

    __tablename__ = "discussion_spaces"
    __table_args__ = (UniqueConstraint("exchange_id", "kind", "ref_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    kind: Mapped[SpaceKind] = mapped_column(String(10))
    ref_id: Mapped[int] = mapped_column(default=0)
    """The module or the team; 0 for the two spaces that each exchange has once."""
    students_open: Mapped[bool] = mapped_column(default=True)
    """Whether students begin topics, or only answer."""
    slow_minutes: Mapped[int] = mapped_column(default=0)
    """A student waits so long between two posts in a topic; 0 for not at all."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with every change in it."""


class Topic(Base):
    __tablename__ = "discussion_topics"
    __table_args__ = (
        UniqueConstraint("space_id", "opener_id", "client_key"),
        Index(None, "exchange_id", "space_id", "last_post_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    space_id: Mapped[int] = mapped_column(ForeignKey(Space.id))
    title: Mapped[str] = mapped_column(String(TITLE))
    opener_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    by_faculty: Mapped[bool]
    """Whether somebody who teaches began it: such a prompt goes on into the next season."""
    is_pinned: Mapped[bool] = mapped_column(default=False)
    is_closed: Mapped[bool] = mapped_column(default=False)
    """Nobody but faculty adds to it."""
    is_resolved: Mapped[bool] = mapped_column(default=False)
    may_be_anonymous: Mapped[bool] = mapped_column(default=False)
    """Whether students can post without their names being shown to each other."""
    was_live: Mapped[bool] = mapped_column(default=False)
    """Whether it keeps what was said in a live room: that counts for nobody as taking part here."""
    version: Mapped[int] = mapped_column(default=0)
    """The number of its newest event."""
    last_number: Mapped[int] = mapped_column(default=0)
    """The number of its newest post."""
    replies: Mapped[int] = mapped_column(default=0)
    """Posts below the prompt that can be read."""
    is_answered: Mapped[bool] = mapped_column(default=False)
    """Whether somebody else than its opener has posted in it."""
    last_post_at: Mapped[datetime]
    client_key: Mapped[str | None] = mapped_column(String(KEY))
    created_at: Mapped[datetime]


class Post(Base):
    """What somebody wrote in a topic; number 1 is the prompt itself.

    ``thread`` and ``branch`` put posts in the order in which they are read: a thread bears the
    number of the post that began it, and below it a branch that of the first answer.
    """

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        UniqueConstraint("topic_id", "author_id", "client_key"),
        Index("ix_posts_thread", "topic_id", "thread", "branch", "number"),
        Index(None, "author_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey(Topic.id))
    number: Mapped[int]
    """From 1 within its topic, in the order of arrival by the server's clock."""
    parent: Mapped[int] = mapped_column(default=0)
    """The number of the post that it answers; 0 for the topic itself."""
    thread: Mapped[int] = mapped_column(default=0)
    branch: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """None once the person was erased; the words then are gone too."""
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey(Partnership.id))
    """The part of the author's institution at that time."""
    by_faculty: Mapped[bool]
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    """To the others who take the course; faculty see the name."""
    text: Mapped[str] = mapped_column(Text)
    """Markdown."""
    html: Mapped[str] = mapped_column(Text)
    """The same as a page shows it."""
    language: Mapped[str] = mapped_column(String(20), default="")
    """BCP 47 tag; empty where nobody knows."""
    reactions: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many gave which; who gave them is in ``post_reactions``."""
    files: Mapped[int] = mapped_column(default=0)
    """How many files it has (``post_files``)."""
    version: Mapped[int] = mapped_column(default=1)
    client_key: Mapped[str | None] = mapped_column(String(KEY))
    """Made by the form, so that a post that is sent again is there once."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(REASON), default="")
    endorsed_at: Mapped[datetime | None]
    """When faculty called it a good answer."""


class PostVersion(Base):
    """What stood in a post before it was changed."""

    __tablename__ = "post_versions"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey(Post.id, ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    client_key: Mapped[str | None] = mapped_column(String(KEY))
    """Of the change that replaced it, so that the same change sent again changes nothing."""


class PostDraft(Base):
    """What somebody typed and has not posted yet; nobody else sees it."""

    __tablename__ = "post_drafts"

    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    place: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Where it would go, such as ``reply:7:12`` (``actions.drafts``)."""
    title: Mapped[str] = mapped_column(String(TITLE), default="")
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]


class TopicRead(Base):
    """How far somebody has read a topic."""

    __tablename__ = "topic_reads"

    topic_id: Mapped[int] = mapped_column(
        ForeignKey(Topic.id, ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    seen: Mapped[int]
    """Posts up to this number are not new."""


class PostReaction(Base):
    __tablename__ = "post_reactions"
    __table_args__ = (Index(None, "topic_id", "person_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey(Post.id, ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    kind: Mapped[ReactionKind] = mapped_column(String(10), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey(Topic.id, ondelete="CASCADE"))


class Mention(Base):
    """That a post names somebody, who is told."""

    __tablename__ = "post_mentions"

    post_id: Mapped[int] = mapped_column(ForeignKey(Post.id, ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)


class Report(Base):
    """That somebody asks faculty to look at a post."""

    __tablename__ = "post_reports"

    post_id: Mapped[int] = mapped_column(ForeignKey(Post.id, ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(String(REASON))
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class TopicEvent(Base):
    """One change in a topic, numbered, so that nothing is missed after a lost line."""

    __tablename__ = "topic_events"

    topic_id: Mapped[int] = mapped_column(
        ForeignKey(Topic.id, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    """The topic's version that it made."""
    kind: Mapped[EventKind] = mapped_column(String(10))
    post_number: Mapped[int] = mapped_column(default=0)
    happened_at: Mapped[datetime]
