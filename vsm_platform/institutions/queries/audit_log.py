"""The audit log as administrators read it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core.audit import AuditEntry
from vsm_platform.institutions.models import Institution

PAGE_LENGTH = 50

PersonNames = Callable[[Session, Collection[int]], Mapping[int, str]]
"""Looks names of people up; given by the room above that knows them."""


def no_names(_session: Session, _ids: Collection[int]) -> Mapping[int, str]:
    """Stands in where no room knows people: the log then shows their numbers."""
    return {}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry with the names that belong to its ids now."""

    entry: AuditEntry
    institution_name: str
    actor_name: str
    """Empty for the command line, the system, and a person who was erased."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the log, counted from 1; ``total`` is the number of pages."""

    lines: list[AuditLine]
    page: int
    total: int


def audit_page(
    session: Session, names: PersonNames, *, page: int, institution_id: int | None = None
) -> AuditPage:
    """A page of the log, the newest entry first; a page beyond the end is the last one."""
    query = select(AuditEntry, Institution.name).outerjoin(
        Institution, Institution.id == AuditEntry.institution_id
    )
    number = select(func.count(AuditEntry.id))
    if institution_id is not None:
        query = query.where(AuditEntry.institution_id == institution_id)
        number = number.where(AuditEntry.institution_id == institution_id)
    total = max(1, -(-(session.scalar(number) or 0) // PAGE_LENGTH))
    page = min(max(page, 1), total)
    newest = query.order_by(AuditEntry.happened_at.desc(), AuditEntry.id.desc())
    rows = session.execute(newest.offset((page - 1) * PAGE_LENGTH).limit(PAGE_LENGTH))
    found = list(rows)
    known = names(session, {entry.actor_id for entry, _name in found if entry.actor_id})
    lines = [
        AuditLine(entry, institution or "", known.get(entry.actor_id or 0, ""))
        for entry, institution in found
    ]
    return AuditPage(lines, page, total)
