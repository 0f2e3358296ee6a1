"""The audit log: who changed what, when, for which institution.

Written in the same transaction as the change. It names people by id only; names are looked up
when the log is read, so that erasing a person also clears the log of the name.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, Index, String, Text, cast, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from vsm_platform.core import clock
from vsm_platform.core.db import Base, table_of
from vsm_platform.core.prepared import Prepared, insertion


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


_ENTRIES = table_of(AuditEntry)
_ENTER = Prepared(
    insertion(_ENTRIES, *(column.name for column in _ENTRIES.c if column.name != "id"))
)


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
    values = {
        "happened_at": clock.now(),
        "actor_id": actor_id,
        "action": action,
        "institution_id": institution_id,
        "subject": subject,
        "details": details,
    }
    _ENTER.all(session, values)


def do_forget(session: Session, words: Sequence[str]) -> None:
    """Take names and addresses out of the details of all lines, as when a person is erased."""
    if not words:
        return
    text = cast(AuditEntry.details, Text)
    # As the column holds them: JSON writes letters beyond ASCII as their numbers.
    written = {word: json.dumps(word)[1:-1] for word in words}
    names_one = or_(*(text.icontains(one, autoescape=True) for one in written.values()))
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
    for entry in session.scalars(select(AuditEntry).where(names_one)):
        entry.details = {
            key: named.sub("…", value) if isinstance(value, str) else value
            for key, value in entry.details.items()
        }
