"""What faculty have set aside on their path, and what they have written to whom."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange


class SetAside(Base):
    """A step of the set-up path that this exchange does not need."""

    __tablename__ = "set_up_set_aside"

    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    """A ``SetUpTask.key``."""
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    set_aside_at: Mapped[datetime]


class Message(Base):
    """What somebody who teaches wrote to people of an exchange."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("sender_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    client_key: Mapped[str] = mapped_column(String(40))
    """Made with the form, so that a repeat after a lost answer sends nothing twice."""
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    """By language tag, the first language first: ``{"subject", "text"}``."""
    sent_at: Mapped[datetime]


class MessageRecipient(Base):
    __tablename__ = "message_recipients"

    message_id: Mapped[int] = mapped_column(
        ForeignKey(Message.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    language: Mapped[str] = mapped_column(String(20))
    """Which of the texts the person got."""
    by_mail: Mapped[bool]
    """Whether a letter went to an address too; the message can be read here in any case."""
