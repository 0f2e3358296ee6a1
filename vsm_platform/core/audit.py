"""The audit log: who changed what, when, for which institution.

Written in the same transaction as the change. It names people by id only; names are looked up
when the log is read, so that erasing a person also clears the log of the name.
"""

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from vsm_platform.core import clock
from vsm_platform.core.db import Base


class AuditEntry(Base):
    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime]
    actor_id: Mapped[int | None]
    """The person who acted; none for the command line and for the system itself."""
    action: Mapped[str] = mapped_column(String(60))
    """Room and verb, such as ``institutions.registration_added``."""
    institution_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(80))
    """What was acted upon, such as ``registration:7``."""
    details: Mapped[dict[str, str | int]] = mapped_column(JSON)

    __table_args__ = (Index(None, "happened_at"), Index(None, "institution_id", "happened_at"))


def record(
    session: Session,
    action: str,
    subject: str,
    *,
    actor_id: int | None,
    institution_id: int | None = None,
    **details: str | int,
) -> None:
    """Write one line into the log, within the caller's transaction."""
    session.add(
        AuditEntry(
            happened_at=clock.now(),
            actor_id=actor_id,
            action=action,
            institution_id=institution_id,
            subject=subject,
            details=details,
        )
    )
