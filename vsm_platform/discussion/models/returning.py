"""What calls people back, and what faculty have said about the discussion of their exchange.

Letters, feeds, translations, and the rule by which taking part is scored.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Exchange
from vsm_platform.teams.api import Team

DIGESTS = "discussion.digests"
"""The task, one for each exchange, that tells people by letter what is new."""
PARTICIPATION = "discussion.participation"
"""The task, one for each exchange with a rule, that scores who takes part."""


class Rhythm(StrEnum):
    """How often a letter tells what is new."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class LetterChoice(Base):
    """Which letters of discussions somebody wants, where the person has said so."""

    __tablename__ = "discussion_letters"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    mentions: Mapped[bool]
    """At once, where somebody names the person."""
    rhythm: Mapped[Rhythm] = mapped_column(String(10), default=Rhythm.WEEKLY)
    """How often a letter tells what is new, in every exchange without a choice of its own."""


class DigestChoice(Base):
    """That somebody wants another rhythm of letters in one exchange than in all others."""

    __tablename__ = "discussion_digest_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), primary_key=True, index=True)
    rhythm: Mapped[Rhythm] = mapped_column(String(10))


class Digest(Base):
    """How far letters have told somebody what is new, so that nothing is told twice."""

    __tablename__ = "discussion_digests"

    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    slot: Mapped[date]
    """The person's own day for which a letter was last written, or found to be needless."""
    told_until: Mapped[datetime]
    """Posts up to this moment were told."""


class Feed(Base):
    """Somebody's secret address at which a feed reader finds what is new in one exchange."""

    __tablename__ = "discussion_feeds"

    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the address's secret part, by which it is found."""
    closed_token: Mapped[bytes] = mapped_column(LargeBinary)
    """The same, encrypted, so that the page can show it again."""
    created_at: Mapped[datetime]


class Translation(Base):
    """What a machine made of a text, kept by the text itself; it goes when a post's words go."""

    __tablename__ = "post_translations"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the post's HTML."""
    target: Mapped[str] = mapped_column(String(20), primary_key=True)
    """BCP 47 tag."""
    provider: Mapped[str] = mapped_column(String(120))
    """Its name as readers are told it."""
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class TranslationConsent(Base):
    """That a member agrees that what the team says to itself is sent out to be translated."""

    __tablename__ = "translation_consents"

    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    given_at: Mapped[datetime]


class CourseTalk(Base):
    """What the faculty of an exchange have said about its discussion, where they have."""

    __tablename__ = "discussion_courses"

    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), primary_key=True)
    translates: Mapped[bool] = mapped_column(default=False)
    """Whether posts may be sent to the installation's translator."""
    posts_a_week: Mapped[int] = mapped_column(default=0)
    """Posts that the rule of participation asks for; with no answers either there is no rule."""
    answers_a_week: Mapped[int] = mapped_column(default=0)
    """Answers to somebody else's post."""
    weeks: Mapped[int] = mapped_column(default=0)
    """How many weeks count, each student's best; 0 for all."""
    ruled_at: Mapped[datetime | None]
    """When the rule was last changed."""
