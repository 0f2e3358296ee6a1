"""When people can meet: each person's own week, and where faculty asked for it.

A week is its owner's alone. What others get of it is a mask among many (``queries``), from which
teams and times are computed; no page shows it to anybody else.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Exchange


class PaintedWeek(Base):
    """The hours in which a person can meet, in every exchange; no row, and waking hours hold."""

    __tablename__ = "painted_weeks"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    zone: Mapped[str] = mapped_column(String(64))
    """IANA name of the zone on whose clock the hours are meant, whatever the profile says later."""
    hours: Mapped[str] = mapped_column(String(336))
    """A digit (``week.Level``) for each half hour, from Monday 00:00 on that clock."""
    changed_at: Mapped[datetime]


class AvailabilityRequest(Base):
    """That faculty asked the students of an exchange to say when they can meet."""

    __tablename__ = "availability_requests"

    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), primary_key=True)
    until: Mapped[date]
    """The day by whose end it is wanted."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    asked_at: Mapped[datetime]
