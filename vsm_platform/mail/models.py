"""Letters on their way out; each is removed once it was handed over, for it names a person."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.core.db import Base

LETTER = "mail.letter"
"""The kind of the deliveries that carry letters (``core.outbox``)."""


class Letter(Base):
    """An e-mail that waits to be sent; the delivery that carries it holds its id alone."""

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(320))
    """An address (RFC 5321)."""
    language: Mapped[str] = mapped_column(String(20), default="")
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    """Plain text."""
    reply_to: Mapped[str] = mapped_column(String(320), default="")
    stop_url: Mapped[str] = mapped_column(String(500), default="")
    """Where one click stops letters of this kind (RFC 8058); empty for letters that answer something."""
    attachment_name: Mapped[str] = mapped_column(String(120), default="")
    attachment_type: Mapped[str] = mapped_column(String(80), default="")
    attachment: Mapped[str] = mapped_column(Text, default="")
    """A text file, such as an iCalendar invitation; empty for none."""
    created_at: Mapped[datetime]
