"""Of those who came: what visitors came for, who is under age, who may get a return code."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Identity, Person, ways_back
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import (
    Access,
    CourseLink,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
)
from vsm_platform.institutions.api import Institution
from vsm_platform.invitations.errors import NoReturnCode
from vsm_platform.invitations.models import Consent, Invitation, OpenLink
from vsm_platform.invitations.policies import own_partnership, require_inviter_of


def visitor_subjects(session: Session, enrolment_id: int, kind: str) -> list[int]:
    """What a guest or client came for: the ids of the subjects of a kind, such as ``meeting``."""
    query = select(Invitation.subject_id).where(
        Invitation.enrolment_id == enrolment_id,
        Invitation.subject_kind == kind,
        Invitation.subject_id.is_not(None),
    )
    return sorted({subject for subject in session.scalars(query) if subject is not None})


def inviters_of(session: Session, enrolment_id: int) -> list[str]:
    """Who invited somebody, by name."""
    query = (
        select(Person.display_name)
        .join(Invitation, Invitation.invited_by_id == Person.id)
        .where(Invitation.enrolment_id == enrolment_id)
        .order_by(Invitation.id)
    )
    return list(dict.fromkeys(session.scalars(query)))


@dataclass(frozen=True, slots=True)
class Minor:
    """Somebody under age in an exchange."""

    enrolment_id: int
    person_id: int
    display_name: str
    partnership_id: int
    institution: str
    consented_at: datetime | None
    guardian: str
    on_paper: bool
    received_on: date | None
    was_withdrawn: bool


def minors_in(session: Session, exchange_id: int, partnership_id: int | None = None) -> list[Minor]:
    """Everybody under age who stands in an exchange, by partner and name.

    Where anybody of them is present, nothing is recorded.
    """
    query = (
        select(Enrolment, Person.display_name, Institution.name, Consent)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .outerjoin(Consent, Consent.enrolment_id == Enrolment.id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.is_minor,
            Enrolment.state.in_((EnrolmentState.ENROLLED, EnrolmentState.COMPLETED)),
        )
        .order_by(Partnership.id, func.lower(Person.display_name), Person.id)
    )
    if partnership_id is not None:
        query = query.where(Enrolment.partnership_id == partnership_id)
    return [_minor(*row) for row in session.execute(query)]


def _minor(enrolment: Enrolment, name: str, institution: str, consent: Consent | None) -> Minor:
    return Minor(
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        display_name=name,
        partnership_id=enrolment.partnership_id,
        institution=institution,
        consented_at=enrolment.consented_at,
        guardian=consent.guardian if consent else "",
        on_paper=bool(consent and consent.on_paper),
        received_on=consent.received_on if consent else None,
        was_withdrawn=bool(consent and consent.withdrawn_at),
    )


def own_minors(session: Session, access: Access) -> list[Minor]:
    """Those under age whom the viewer looks after."""
    return minors_in(session, access.exchange_id, own_partnership(access))


def access_minor(session: Session, access: Access, enrolment_id: int) -> Enrolment:
    """Somebody under age whom the viewer looks after.

    Raises:
        NotFound: there is nobody, or another partner looks after them.
    """
    found = session.get(Enrolment, enrolment_id)
    if found is None or found.exchange_id != access.exchange_id or not found.is_minor:
        raise NotFound
    require_inviter_of(access, found.partnership_id)
    return found


def access_own_minority(session: Session, access: Access) -> tuple[Enrolment, Consent | None]:
    """The viewer's own enrolment as a minor, with the guardian's consent as far as there is one.

    Raises:
        NotFound: the viewer is of age, or not in the exchange.
    """
    found = session.get(Enrolment, access.enrolment_id) if access.enrolment_id else None
    if found is None or not found.is_minor:
        raise NotFound
    return found, session.get(Consent, found.id)


def person_to_bring_back(session: Session, invitation: Invitation) -> Person:
    """Who came by an invitation, if whoever invited them may make a return code for them.

    That would open all of the person's account, so the person must have come by this very
    invitation, have no other way back, and coordinate and administer nothing.

    Raises:
        NotFound: nobody came by it.
        NoReturnCode: one of these does not hold.
    """
    enrolment = session.get(Enrolment, invitation.enrolment_id) if invitation.enrolment_id else None
    if enrolment is None:
        raise NotFound
    person = session.get_one(Person, enrolment.person_id)
    ways = ways_back(session, person.id)
    elsewhere = select(func.count(Enrolment.id)).where(
        Enrolment.person_id == person.id,
        (Enrolment.role == Role.COORDINATOR) | (Enrolment.exchange_id != invitation.exchange_id),
    )
    from_lms = select(func.count(Identity.id)).where(Identity.person_id == person.id)
    has_more = person.is_administrator or ways.address or ways.passkeys
    if not invitation.made_person or has_more or session.scalar(elsewhere):
        raise NoReturnCode
    if session.scalar(from_lms):
        raise NoReturnCode
    return person


def partners_with_a_way_in(session: Session, exchange_id: int) -> set[int]:
    """Partnerships whose people can come in: a course is linked or somebody is invited."""
    linked = (
        select(CourseLink.partnership_id)
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .where(Partnership.exchange_id == exchange_id)
    )
    invited = select(Invitation.partnership_id).where(
        Invitation.exchange_id == exchange_id,
        Invitation.revoked_at.is_(None),
        Invitation.role.in_((Role.STUDENT, Role.FACILITATOR)),
    )
    open_to = select(OpenLink.partnership_id).where(
        OpenLink.exchange_id == exchange_id, OpenLink.revoked_at.is_(None)
    )
    return set(session.scalars(linked.union(invited, open_to)))
