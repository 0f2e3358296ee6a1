"""What a link opens, for whoever holds it.

A code is looked up by its digest: how long that takes says nothing of any code, and too many wrong
ones from one place are not looked up at all (``routes.joining``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person, person_of_address
from vsm_platform.core import clock
from vsm_platform.core.secrets import digest
from vsm_platform.exchanges.api import Enrolment, Exchange, Partnership, Role
from vsm_platform.institutions.api import Institution, State
from vsm_platform.invitations.errors import (
    ConsentLinkUnknown,
    InvitationExpired,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsed,
    NoPlacesLeft,
    RegistrationOver,
)
from vsm_platform.invitations.models import Consent, Invitation, OpenLink
from vsm_platform.web.templating import date_text


@dataclass(frozen=True, slots=True)
class Welcome:
    """What whoever opens a link is told: what this is, and who invites."""

    title: str
    description: str
    languages: Sequence[str]
    starts_on: date
    ends_on: date
    partner: str
    institution_id: int
    institution_kind: str
    timezone: str
    inviter: str
    role: Role


@dataclass(frozen=True, slots=True)
class OpenedInvitation:
    """An invitation that lets somebody in."""

    invitation: Invitation
    welcome: Welcome
    by_letter: bool
    """The letter's own link was opened: whoever did reads the address."""
    address_is_known: bool
    """Somebody comes back by that address already."""


def access_invitation(session: Session, code: str) -> OpenedInvitation:
    """The invitation of this code, for whoever holds it.

    Raises:
        InvitationUnknown, InvitationUsed, InvitationRevoked, InvitationExpired: it opens nothing.
    """
    wanted = digest(code)
    found = session.scalar(
        select(Invitation).where(
            or_(Invitation.digest == wanted, Invitation.letter_digest == wanted)
        )
    )
    if found is None:
        raise InvitationUnknown
    if found.used_at is not None:
        raise InvitationUsed
    welcome = _welcome(session, found.partnership_id, found.invited_by_id, Role(found.role))
    if found.revoked_at is not None or welcome is None:
        raise InvitationRevoked
    if clock.now() >= found.expires_at:
        raise InvitationExpired
    by_letter = found.letter_digest == wanted
    is_known = by_letter and person_of_address(session, found.address) is not None
    return OpenedInvitation(found, welcome, by_letter, is_known)


def access_open_link(session: Session, code: str) -> tuple[OpenLink, Welcome]:
    """The open link of this code, while it has places and time.

    Raises:
        InvitationUnknown, InvitationRevoked, RegistrationOver, NoPlacesLeft: it opens nothing.
    """
    link = session.scalar(select(OpenLink).where(OpenLink.digest == digest(code)))
    if link is None:
        raise InvitationUnknown
    welcome = _welcome(session, link.partnership_id, link.made_by_id, Role.STUDENT)
    if link.revoked_at is not None or welcome is None:
        raise InvitationRevoked
    if clock.today(ZoneInfo(welcome.timezone)) > link.ends_on:
        raise RegistrationOver(day=date_text(link.ends_on))
    if link.taken >= link.places:
        raise NoPlacesLeft(places=link.places, exchange=welcome.title)
    return link, welcome


def _welcome(session: Session, partnership_id: int, by_id: int, role: Role) -> Welcome | None:
    """None where the partner's institution is suspended: then nobody comes in for it."""
    query = (
        select(Exchange, Partnership, Institution)
        .join(Partnership, Partnership.exchange_id == Exchange.id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Partnership.id == partnership_id)
    )
    exchange, partnership, institution = session.execute(query).one()
    if institution.state != State.ACTIVE or partnership.left_on is not None:
        return None
    return Welcome(
        title=exchange.title,
        description=exchange.description,
        languages=exchange.languages,
        starts_on=partnership.starts_on or exchange.starts_on,
        ends_on=partnership.ends_on or exchange.ends_on,
        partner=institution.name,
        institution_id=institution.id,
        institution_kind=institution.kind,
        timezone=institution.timezone,
        inviter=session.get_one(Person, by_id).display_name,
        role=role,
    )


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """What a guardian reads."""

    enrolment: Enrolment
    child: str
    title: str
    partner: str
    institution_id: int
    guardian: str
    """Who agreed, where somebody has."""


def access_consent(session: Session, code: str) -> ConsentPage:
    """The guardian's page of this code.

    Raises:
        ConsentLinkUnknown: it opens nothing.
    """
    query = (
        select(Enrolment, Person.display_name, Exchange.title, Institution, Consent.guardian)
        .join(Consent, Consent.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Exchange, Exchange.id == Enrolment.exchange_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Consent.digest == digest(code))
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise ConsentLinkUnknown
    enrolment, child, title, institution, guardian = row
    return ConsentPage(enrolment, child, title, institution.name, institution.id, guardian)
