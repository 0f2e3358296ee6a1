"""Requests of people about their data that reach a university: found by what a letter names.

There is no list to look through. Who answers a request enters what stands in it, the whole name, the
address or the identifier in the LMS, and finds who bears exactly that: an office among the people of
its own institution, an administrator among all.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.models import EmailAddress, Erasure, Identity, Person
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.institutions.api import Institution

MOST = 20
"""People of one name."""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be meant."""

    person_id: int
    name: str
    institution: str
    created_at: datetime
    due_at: datetime | None
    """When the person will be erased, if that was asked for."""
    has_begun: bool


def _people(viewer: Viewer) -> Select[int, str, str, datetime, datetime, bool]:
    """Those for whom the viewer may answer: never administrators, never who is gone."""
    query = (
        select(
            Person.id,
            Person.display_name,
            func.coalesce(Institution.name, ""),
            Person.created_at,
            Erasure.due_at,
            Erasure.begun_at.is_not(None),
        )
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .outerjoin(Erasure, Erasure.person_id == Person.id)
        .where(Person.is_administrator.is_(False), Erasure.finished_at.is_(None))
    )
    if not viewer.is_administrator:
        query = query.where(Person.institution_id == viewer.office_of)
    return query


def people_named(session: Session, viewer: Viewer, words: str) -> list[Found]:
    """Who bears exactly this name, address or identifier; upper and lower case are the same."""
    sought = words.strip().lower()
    if not sought:
        return []
    sent = select(Identity.person_id).where(
        or_(
            func.lower(Identity.email) == sought,
            func.lower(Identity.name) == sought,
            Identity.subject == words.strip(),
        )
    )
    shown = select(EmailAddress.person_id).where(EmailAddress.address == sought)
    # SQLite knows small letters of ASCII alone, so the words count as they stand, too.
    called = or_(Person.display_name == words.strip(), func.lower(Person.display_name) == sought)
    is_meant = or_(called, Person.id.in_(sent), Person.id.in_(shown))
    query = _people(viewer).where(is_meant).order_by(Person.id).limit(MOST)
    return [Found(*row) for row in session.execute(query)]


def people_waiting(session: Session, viewer: Viewer) -> list[Found]:
    """Who is to be erased and has not been yet, the next first."""
    query = _people(viewer).where(Erasure.due_at.is_not(None))
    return [Found(*row) for row in session.execute(query.order_by(Erasure.due_at, Person.id))]


def access_request(session: Session, viewer: Viewer, person_id: int) -> Found:
    """A person for whom the viewer may answer.

    Raises:
        NotFound: there is none such, or not for this viewer.
    """
    row = session.execute(_people(viewer).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFound
    return Found(*row)
