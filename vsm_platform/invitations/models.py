"""Ways into an exchange without an LMS: links for people, guests and clients.

Of every link only a digest is kept. A code is 192 random bits and is found by the index of its
SHA-256 digest, so how long the search takes says nothing of any code.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange, Partnership, Role


class InvitationState(StrEnum):
    """Where an invitation stands; computed from its columns and the clock."""

    WAITING = "waiting"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Batch(Base):
    """A list of people who are to be invited together: a draft until it is confirmed."""

    __tablename__ = "invitation_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey(Partnership.id))
    role: Mapped[Role] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20))
    days: Mapped[int]
    """For how long the links are to be good."""
    rows: Mapped[list[list[str]]] = mapped_column(JSON)
    """Name and address of each; emptied once they are invited."""
    problems: Mapped[list[list[Any]]] = mapped_column(JSON)
    """Row, code and text of what cannot be used; codes as in ``spreadsheets``."""
    encoding: Mapped[str] = mapped_column(String(30))
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class OpenLink(Base):
    """A link that many individuals can use, up to a number of places and a day."""

    __tablename__ = "open_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey(Partnership.id))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    ends_on: Mapped[date]
    """The last day, on the clock of the partner's place."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invitation(Base):
    """A link with which one person comes into an exchange, once."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index(None, "exchange_id", "id"),
        Index(None, "partnership_id"),
        Index(None, "batch_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    partnership_id: Mapped[int] = mapped_column(ForeignKey(Partnership.id))
    role: Mapped[Role] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120), default="")
    """Whom it is for, as the faculty call the person."""
    address: Mapped[str] = mapped_column(String(320), default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the link that the faculty pass on; none where only a letter was sent."""
    letter_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the link in the letter: whoever opens it reads the address."""
    subject_kind: Mapped[str] = mapped_column(String(20), default="")
    """What a guest or client comes for, such as ``meeting`` or ``team``; empty for nothing."""
    subject_id: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey(Batch.id))
    open_link_id: Mapped[int | None] = mapped_column(ForeignKey(OpenLink.id))
    """The open link by which somebody came whom nobody had invited by name."""
    invited_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    invited_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When the last letter was written."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey(Enrolment.id), index=True)
    """Who came by it."""
    made_person: Mapped[bool] = mapped_column(default=False)
    """Whether the person is known here only since this link was opened."""
    revoked_at: Mapped[datetime | None]


class Consent(Base):
    """That a minor's guardian agreed, how that is known, and the link to the guardian's page."""

    __tablename__ = "guardian_consents"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the link that the minor hands to the guardian."""
    guardian: Mapped[str] = mapped_column(String(120), default="")
    on_paper: Mapped[bool] = mapped_column(default=False)
    received_on: Mapped[date | None]
    """The day on which the paper came."""
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who noted that it came on paper."""
    noted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
