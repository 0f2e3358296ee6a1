"""What a person has decided about the own passport: its link, what the link shows, and the own key.

The passport itself is no row: it is read from enrolments and credentials whenever somebody looks.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base


class Passport(Base):
    """A person's link and key; there is none before the person first switches one on."""

    __tablename__ = "passports"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    share_code: Mapped[str] = mapped_column(String(32), unique=True)
    """128 random bits in the address of the shared page."""
    shared_at: Mapped[datetime | None]
    """Since when the link is on; none where it is off."""
    shows_all: Mapped[bool] = mapped_column(default=True)
    """Whether the link shows everything, what is still to come too."""
    exchanges: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The exchanges that it shows otherwise."""
    credentials: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The credentials that it shows otherwise."""
    key_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the private link by which the person gets here without a university; none for none."""
    key_made_at: Mapped[datetime | None]


class PassportEvent(Base):
    """That a person switched the link on or off or changed what it shows, for the record."""

    __tablename__ = "passport_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    is_on: Mapped[bool]
    shows_all: Mapped[bool]
    happened_at: Mapped[datetime]
