"""When people meet live: meetings, whom they are for, their guests, and each person's calendar.

Every occurrence of a repeating meeting is a row of its own, so that one of them can be moved,
cancelled or recorded without the others.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.content.meetings.wall_clock import WallTime
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange, Partnership

OPENS_BEFORE = timedelta(minutes=15)


class Audience(StrEnum):
    """Whom a meeting is for. Those who teach see all of them."""

    EVERYBODY = "everybody"
    PARTNERS = "partners"
    """The people of the partnerships in ``meeting_partners``."""
    TEAM = "team"
    """One team, whose people ``ports.teams`` knows."""


class Meeting(Base):
    """One meeting at one time."""

    __tablename__ = "meetings"
    __table_args__ = (Index(None, "exchange_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    """Names it in calendars for as long as it exists (RFC 5545, 3.8.4.7)."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Grows with every change, so that calendars follow (RFC 5545, 3.8.7.4)."""
    series: Mapped[str] = mapped_column(String(36), default="", index=True)
    """What the occurrences of one repeating meeting share; empty where it does not repeat."""
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    agenda: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    """IANA name of the zone on whose clock it was planned."""
    wall_start: Mapped[str] = mapped_column(String(16))
    """That clock's day and time, such as ``2026-10-02T13:00``: a class at one in Tokyo stays there,
    whatever happens to the clocks of others."""
    audience: Mapped[Audience] = mapped_column(String(12), default=Audience.EVERYBODY)
    team_id: Mapped[int | None]
    """The team, where it is one team's; of the teams room, which stands apart."""
    leader_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    link: Mapped[str] = mapped_column(String(1000), default="")
    """Where it happens: an https address, for those alone who take part."""
    passcode: Mapped[str] = mapped_column(String(100), default="")
    dial_in: Mapped[str] = mapped_column(String(500), default="")
    """How to come in by telephone."""
    recording_link: Mapped[str] = mapped_column(String(1000), default="")
    recording_text: Mapped[str] = mapped_column(Text, default="")
    """A transcript or a summary."""
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    @property
    def ends_at(self) -> datetime:
        """When it is over; aware."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def wall(self) -> WallTime:
        """When it is on the planner's wall."""
        wall = datetime.fromisoformat(self.wall_start)
        return WallTime(wall.date(), wall.time(), self.zone)

    def is_open_at(self, present: datetime) -> bool:
        """Whether one can come in: from a quarter of an hour before it begins to its end."""
        return self.starts_at - OPENS_BEFORE <= present <= self.ends_at and not self.cancelled_at

    def has_begun_at(self, present: datetime) -> bool:
        """Whether people could come in by then; a cancelled one never begins."""
        return self.starts_at - OPENS_BEFORE <= present and not self.cancelled_at

    @property
    def has_recording(self) -> bool:
        """Whether there is something to watch or to read afterwards."""
        return bool(self.recording_link or self.recording_text)


class MeetingPartner(Base):
    """That a meeting is for the people of a partnership."""

    __tablename__ = "meeting_partners"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey(Meeting.id, ondelete="CASCADE"), primary_key=True
    )
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey(Partnership.id, ondelete="CASCADE"), primary_key=True, index=True
    )


class MeetingGuest(Base):
    """That a guest was invited to a meeting; of the exchange they see nothing else."""

    __tablename__ = "meeting_guests"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey(Meeting.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    invited_at: Mapped[datetime]


class MeetingAttendance(Base):
    """That somebody was at a meeting, as those who teach have noted it."""

    __tablename__ = "meeting_attendance"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey(Meeting.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    noted_at: Mapped[datetime]


class Calendar(Base):
    """A person's own calendar address, which opens without a sign-in."""

    __tablename__ = "calendars"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """By which the address is recognised."""
    closed_token: Mapped[bytes] = mapped_column(LargeBinary)
    """The address's secret, encrypted, so that its owner can be shown it again."""
    created_at: Mapped[datetime]
