"""What comes with posts, pictures and recordings, and what posts are found by."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.content.files.api import File
from vsm_platform.core.db import Base
from vsm_platform.discussion.models.talk import Post, Space
from vsm_platform.exchanges.api import Exchange

WORDS = 5_000
"""Characters that can be said of a picture or a recording."""
TIDY = "discussion.tidy"
"""A recurring delivery: files that were chosen for a post that never came."""


class FileKind(StrEnum):
    """What a file of a post is."""

    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"


class PostBundle(Base):
    """Files that somebody chose for a post: of a draft until it is posted, then of the post.

    A post has one for each time that files were added to it.
    """

    __tablename__ = "post_bundles"
    __table_args__ = (UniqueConstraint("exchange_id", "person_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    place: Mapped[str | None] = mapped_column(String(60))
    """The draft's place (``post_drafts``); None once it is posted."""
    post_id: Mapped[int | None] = mapped_column(ForeignKey(Post.id, ondelete="CASCADE"), index=True)
    changed_at: Mapped[datetime]


class PostFile(Base):
    """A picture or a recording of a post; its content and name are in the room of files."""

    __tablename__ = "post_files"

    file_id: Mapped[int] = mapped_column(
        ForeignKey(File.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    bundle_id: Mapped[int] = mapped_column(
        ForeignKey(PostBundle.id, ondelete="CASCADE"), index=True
    )
    kind: Mapped[FileKind] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text, default="")
    """What a picture shows, or what is said in a recording."""
    preview: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A picture of a few kilobytes (WebP), which is all that a page of posts loads."""
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    """Of the preview, in pixels."""


class PostWords(Base):
    """What is found of a post: its words as ``folding`` makes them, and their trigrams.

    A row stands there only while everybody who sees the space may read the post. SQLite finds
    trigrams by the FTS5 table ``post_grams``, which triggers keep like this one (migration 0040).
    """

    __tablename__ = "post_words"
    __table_args__ = (Index("ix_post_words_grams", "grams", postgresql_using="gin"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey(Post.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    space_id: Mapped[int] = mapped_column(ForeignKey(Space.id), index=True)
    words: Mapped[str] = mapped_column(Text)
    grams: Mapped[str | None] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))
    """PostgreSQL's; empty on SQLite."""
