"""The people of an institution's International Office: invited by an administrator, one by one.

An office is bound to one institution, its people's home institution, and sees that institution's
part in exchanges. They come in by a one-time link, which an administrator renews; the first visit
leads over the welcome page, where name, clock and the institution's notice are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.actions import Visit, do_begin_visit, do_use_code, make_code
from vsm_platform.accounts.errors import CodeNotUsable, OfficeLinkNotUsable
from vsm_platform.accounts.models import CodePurpose, OneTimeCode, Person, SignIn
from vsm_platform.accounts.queries import unused_code
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.institutions.api import Institution, State

LINK_LIFE = timedelta(days=7)
"""How long an office's one-time link holds."""
OFFICE_PATH = "/office/"


@dataclass(frozen=True, slots=True)
class OfficePerson:
    """Somebody who works for an office."""

    person_id: int
    name: str
    """Empty until the person has come in."""
    last_visit_at: datetime | None


def office_people(session: Session, institution_id: int) -> list[OfficePerson]:
    """Who works for an institution's office, by name, with the last visit of each."""
    query = (
        select(Person.id, Person.display_name, func.max(SignIn.started_at))
        .outerjoin(SignIn, SignIn.person_id == Person.id)
        .where(Person.institution_id == institution_id, Person.is_office)
        .group_by(Person.id)
        .order_by(func.lower(Person.display_name), Person.id)
    )
    return [OfficePerson(*row) for row in session.execute(query)]


def office_institution(session: Session, institution_id: int) -> Institution:
    """The institution, for an administrator who looks after its office.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Institution, institution_id)
    if found is None:
        raise NotFound
    return found


def office_person(session: Session, institution_id: int, person_id: int) -> Person:
    """A person of this institution's office.

    Raises:
        NotFound: nobody of this number works there.
    """
    person = session.get(Person, person_id)
    if person is None or not person.is_office or person.institution_id != institution_id:
        raise NotFound
    return person


def do_invite_office(
    session: Session, institution_id: int, *, person_id: int | None = None, actor_id: int | None
) -> str:
    """A one-time code for a new person of an office, or for one who comes back.

    Raises:
        NotFound: no such institution, or that person does not work for its office.
    """
    office_institution(session, institution_id)
    if person_id is not None:
        office_person(session, institution_id, person_id)
    code = make_code(
        session,
        LINK_LIFE,
        purpose=CodePurpose.OFFICE,
        institution_id=institution_id,
        person_id=person_id,
        path=OFFICE_PATH,
    )
    _record(session, "office_invited", institution_id, person_id, actor_id)
    return code


def invited_office(session: Session, code: str) -> Institution:
    """The institution whose office an unused link opens, without using it up.

    Raises:
        OfficeLinkNotUsable: the link was used, has expired, never was one, or its institution or
            the person whom it was for no longer has part in this.
    """
    with _said_to_offices():
        return _office_of(session, unused_code(session, code, CodePurpose.OFFICE))


def do_admit_office(session: Session, code: str) -> Visit:
    """Use a link up and sign in whom it is for, made now where it names nobody.

    Raises:
        OfficeLinkNotUsable: as ``invited_office``.
    """
    with _said_to_offices():
        used = do_use_code(session, code, CodePurpose.OFFICE)
        institution = _office_of(session, used)
    person = session.get(Person, used.person_id) if used.person_id else None
    if person is None:
        person = Person(institution_id=institution.id, is_office=True, created_at=clock.now())
        session.add(person)
        session.flush()
    _record(session, "office_came_in", institution.id, person.id, person.id)
    return do_begin_visit(session, person)


@contextmanager
def _said_to_offices() -> Iterator[None]:
    try:
        yield
    except CodeNotUsable:
        raise OfficeLinkNotUsable from None


def _office_of(session: Session, link: OneTimeCode) -> Institution:
    institution = session.get(Institution, link.institution_id) if link.institution_id else None
    if institution is None or institution.state != State.ACTIVE:
        raise CodeNotUsable
    if link.person_id and not session.get_one(Person, link.person_id).is_office:
        raise CodeNotUsable
    return institution


def do_remove_office(
    session: Session, institution_id: int, person_id: int, *, actor_id: int
) -> None:
    """Let a person work for the office no longer; open visits end, and unused links close.

    Raises:
        NotFound: nobody of this number works there.
    """
    person = office_person(session, institution_id, person_id)
    person.is_office = False
    ends = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    session.execute(ends.values(ended_at=clock.now()))
    _record(session, "office_removed", institution_id, person_id, actor_id)


def unused_links(session: Session, institution_id: int) -> int:
    """How many links for new people of an office are under way."""
    query = select(func.count()).select_from(OneTimeCode).where(*_unused(institution_id))
    return session.scalar(query) or 0


def do_withdraw_office_links(session: Session, institution_id: int, *, actor_id: int) -> None:
    """Close every link for new people of an office that nobody has used yet."""
    withdrawn = update(OneTimeCode).where(*_unused(institution_id)).values(used_at=clock.now())
    if session.execute(withdrawn.returning(OneTimeCode.digest)).all():
        _record(session, "office_links_withdrawn", institution_id, None, actor_id)


def _unused(institution_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeCode.purpose == CodePurpose.OFFICE,
        OneTimeCode.institution_id == institution_id,
        OneTimeCode.person_id.is_(None),
        OneTimeCode.used_at.is_(None),
        OneTimeCode.expires_at > clock.now(),
    )


def _record(
    session: Session, verb: str, institution_id: int, person_id: int | None, actor_id: int | None
) -> None:
    audit.record(
        session,
        f"accounts.{verb}",
        f"person:{person_id or 'new'}",
        actor_id=actor_id,
        institution_id=institution_id,
    )
