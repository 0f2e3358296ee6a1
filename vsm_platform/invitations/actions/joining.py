"""Coming in by a link: a person is made or recognised, enrolled, and the link is used up."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import (
    Person,
    do_add_person,
    do_keep_address,
    do_welcome,
    person_of_address,
)
from vsm_platform.core import clock
from vsm_platform.exchanges.api import VISITORS, Partnership, Role, do_enrol_invited
from vsm_platform.invitations.actions.common import record
from vsm_platform.invitations.errors import InvitationUsed, NoPlacesLeft
from vsm_platform.invitations.models import Invitation, OpenLink
from vsm_platform.invitations.visits import open_subject


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody says on coming in."""

    display_name: str
    timezone: str
    language: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """Who came in, and where that leads."""

    person_id: int
    exchange_id: int
    role: Role
    is_minor: bool


def do_join(
    session: Session,
    invitation: Invitation,
    newcomer: Newcomer,
    *,
    person_id: int | None,
    by_letter: bool,
) -> Joined:
    """Use an invitation up.

    Args:
        session: the unit of work.
        invitation: as ``access_invitation`` gives it.
        newcomer: what the person says; of somebody who is known only the age counts.
        person_id: who is signed in and goes on under that name; None makes a new person.
        by_letter: whether the letter's own link was opened, so that the address is shown to be
            the person's.

    Raises:
        InvitationUsed: somebody was faster.
        AlreadyTakesPart: the person is in the exchange already.
    """
    _use_up(session, invitation)
    person = _person(session, invitation, newcomer, person_id)
    invitation.enrolment_id = do_enrol_invited(
        session,
        partnership_id=invitation.partnership_id,
        person_id=person.id,
        role=Role(invitation.role),
        is_minor=newcomer.is_minor,
    )
    invitation.made_person = person_id is None
    address = invitation.address if by_letter and person_id is None else ""
    if address and person_of_address(session, address) is None:
        do_keep_address(session, person.id, address)
    _record_use(session, invitation, person.id)
    _open_subject(session, invitation)
    return Joined(person.id, invitation.exchange_id, Role(invitation.role), newcomer.is_minor)


def _open_subject(session: Session, invitation: Invitation) -> None:
    """Let the newcomer see what the invitation was for, where it names something."""
    if invitation.subject_kind and invitation.subject_id and invitation.enrolment_id:
        open_subject(
            session,
            invitation.exchange_id,
            (invitation.subject_kind, invitation.subject_id),
            invitation.enrolment_id,
            actor_id=invitation.invited_by_id,
        )


def _use_up(session: Session, invitation: Invitation) -> None:
    """Of two who use it at once, the database lets one."""
    use = update(Invitation).where(
        Invitation.id == invitation.id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    used = session.execute(use.values(used_at=clock.now()).returning(Invitation.id))
    if used.one_or_none() is None:
        raise InvitationUsed
    session.refresh(invitation)


def _person(
    session: Session, invitation: Invitation, newcomer: Newcomer, person_id: int | None
) -> Person:
    is_visitor = invitation.role in VISITORS
    partnership = session.get_one(Partnership, invitation.partnership_id)
    home = None if is_visitor else partnership.institution_id
    if person_id is not None:
        known = session.get_one(Person, person_id)
        if known.institution_id is None and not known.is_administrator:
            known.institution_id = home
        return known
    person = do_add_person(session, institution_id=home, locale=newcomer.language)
    do_welcome(
        session,
        person.id,
        display_name=newcomer.display_name,
        timezone=newcomer.timezone,
        language=newcomer.language,
    )
    return person


def _record_use(session: Session, invitation: Invitation, person_id: int) -> None:
    record(
        session,
        "used",
        invitation.exchange_id,
        invitation.partnership_id,
        person_id,
        invitation=invitation.id,
        person=person_id,
    )


def do_join_openly(
    session: Session, link: OpenLink, title: str, newcomer: Newcomer, *, person_id: int | None
) -> Joined:
    """Take one of an open link's places; it stands among the invitations from then on.

    Raises:
        NoPlacesLeft: somebody took the last one.
        AlreadyTakesPart: the person is in the exchange already.
    """
    take = update(OpenLink).where(
        OpenLink.id == link.id, OpenLink.taken < OpenLink.places, OpenLink.revoked_at.is_(None)
    )
    taken = session.execute(take.values(taken=OpenLink.taken + 1).returning(OpenLink.id))
    if taken.one_or_none() is None:
        raise NoPlacesLeft(places=link.places, exchange=title)
    present = clock.now()
    invitation = Invitation(
        exchange_id=link.exchange_id,
        partnership_id=link.partnership_id,
        role=Role.STUDENT,
        name=newcomer.display_name,
        language=newcomer.language,
        open_link_id=link.id,
        invited_by_id=link.made_by_id,
        invited_at=present,
        expires_at=present,
    )
    session.add(invitation)
    session.flush()
    return do_join(session, invitation, newcomer, person_id=person_id, by_letter=False)
