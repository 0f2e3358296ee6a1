"""Tasks for a person or a team, what is handed in, and what is said of it.

Dates are stored as they are said: a day and a time on somebody's clock. The instant follows from
the zone when it is asked for (``deadlines``), so that a change of daylight saving, or of a rule of
it, moves no deadline on the calendar of those who read it.
"""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange, Partnership
from vsm_platform.teams.api import Team, TeamSet


class Readers(StrEnum):
    """Who reads what was handed in, beside those who wrote it and faculty."""

    OWN = "own"
    EVERYBODY = "everybody"
    """All students of the exchange, once they have handed in their own."""


class Assignment(Base):
    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    instructions: Mapped[str] = mapped_column(Text, default="")
    """Markdown."""
    is_for_teams: Mapped[bool] = mapped_column(default=False)
    team_set_id: Mapped[int | None] = mapped_column(
        ForeignKey(TeamSet.id, ondelete="SET NULL"), index=True
    )
    """The set whose teams hand in; none for each person, or where none is chosen yet."""
    points: Mapped[float | None]
    """Full marks; none where it is only answered in words."""
    opens_on: Mapped[date | None]
    """It opens as this day begins on each partner's own calendar; none for at once."""
    due_on: Mapped[date | None]
    due_time: Mapped[time]
    due_zone: Mapped[str] = mapped_column(String(64), default="")
    """IANA name of the zone of the due date; empty for each partner's own."""
    accepts_late: Mapped[bool] = mapped_column(default=True)
    accepts_again: Mapped[bool] = mapped_column(default=True)
    """Whether a better version may be handed in after the first."""
    readers: Mapped[Readers] = mapped_column(String(10), default=Readers.OWN)
    published_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    """When the marks were shown to students and sent to the gradebooks at home."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class PartnerDue(Base):
    """Another due date for one partner, on that partner's own calendar and clock."""

    __tablename__ = "partner_dues"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey(Assignment.id, ondelete="CASCADE"), primary_key=True
    )
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey(Partnership.id), primary_key=True, index=True
    )
    due_on: Mapped[date]
    due_time: Mapped[time]


class Submission(Base):
    """The work of one person or one team on an assignment, from the first draft to the mark."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("assignment_id", "enrolment_id"),
        UniqueConstraint("assignment_id", "team_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey(Assignment.id))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey(Enrolment.id), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey(Team.id), index=True)
    latest: Mapped[int] = mapped_column(default=0)
    """Number of the version that is worked on; 0 while nothing is written."""
    handed_in: Mapped[int] = mapped_column(default=0)
    """Number of the version that was handed in last; 0 for none."""
    value: Mapped[float | None]
    """The mark, on the assignment's scale; for a team that of all without an exception."""
    feedback: Mapped[str] = mapped_column(Text, default="")
    marked_at: Mapped[datetime | None]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    mark_version: Mapped[int] = mapped_column(default=0)
    """Grows with every change of the mark, so that two teachers do not overwrite each other."""


class SubmissionVersion(Base):
    """What somebody wrote and when; every version stays, so that nobody's words are lost."""

    __tablename__ = "submission_versions"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        UniqueConstraint("submission_id", "key"),
        Index(None, "saved_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey(Submission.id))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    """Made for the page it was written on: the same sent twice is saved once."""
    text: Mapped[str] = mapped_column(Text, default="")
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    file_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    handed_in_at: Mapped[datetime | None]
    handed_in_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    late_seconds: Mapped[int] = mapped_column(default=0)
    """How long after its due date it was handed in, as the date stood then."""


class MarkException(Base):
    """A member's own mark, where it differs from the team's."""

    __tablename__ = "mark_exceptions"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey(Submission.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    value: Mapped[float]
    feedback: Mapped[str] = mapped_column(Text, default="")
