"""A team's own choice of a time: a poll of a few proposed slots, and what each member ticked."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange
from vsm_platform.teams.api import Team


class MeetingPoll(Base):
    """In which of these slots a team shall meet."""

    __tablename__ = "meeting_polls"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    """What the meetings will be called."""
    zone: Mapped[str] = mapped_column(String(64))
    """IANA name of the zone on whose clock the slots stay, whatever happens to other clocks."""
    minutes: Mapped[int]
    every_weeks: Mapped[int]
    """0 where the team meets once."""
    first_on: Mapped[date]
    """The first day on which the team can meet; the slots lie in the week from then on."""
    until: Mapped[date]
    slots: Mapped[list[int]] = mapped_column(JSON)
    """Minutes since Monday 00:00 on that clock, the best proposal first."""
    started_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    started_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    winner: Mapped[int | None]
    """The slot that was chosen; none while the poll is open, and where nobody ticked anything."""
    meeting_id: Mapped[int | None]
    """The first meeting that came of it; of the meetings room."""


class PollAnswer(Base):
    """What a member ticked; a row without slots says that none of them suits."""

    __tablename__ = "poll_answers"

    poll_id: Mapped[int] = mapped_column(
        ForeignKey(MeetingPoll.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    slots: Mapped[list[int]] = mapped_column(JSON)
    answered_at: Mapped[datetime]
