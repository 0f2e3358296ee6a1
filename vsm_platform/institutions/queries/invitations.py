"""Invitations of LMSs: who may use one, which are open, and which answers wait for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.secrets import digest
from vsm_platform.institutions.errors import (
    InvitationExpired,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsed,
    RegistrationDecided,
)
from vsm_platform.institutions.models import (
    Deployment,
    Institution,
    Registration,
    RegistrationInvitation,
    State,
)
from vsm_platform.institutions.registering import COLUMNS, Answer

_Invitation = RegistrationInvitation
_WAITS = and_(_Invitation.answer.is_not(None), _Invitation.decision.is_(None))


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a registration, as it is and as the LMS says it now; lists for lists."""

    column: str
    before: list[str]
    after: list[str]


def access_usable_invitation(
    session: Session, code: str
) -> tuple[RegistrationInvitation, Institution]:
    """The invitation of this code, for whoever holds it.

    Raises:
        InvitationUnknown, InvitationUsed, InvitationRevoked, InvitationExpired: it opens nothing.
    """
    query = select(_Invitation, Institution).join(
        Institution, Institution.id == _Invitation.institution_id
    )
    found = session.execute(query.where(_Invitation.digest == digest(code))).one_or_none()
    if found is None:
        raise InvitationUnknown
    invitation, institution = found
    if invitation.used_at is not None:
        raise InvitationUsed
    if invitation.revoked_at is not None or institution.state != State.ACTIVE:
        raise InvitationRevoked
    if clock.now() >= invitation.expires_at:
        raise InvitationExpired
    return invitation, institution


def access_invitation(
    session: Session, institution_id: int, invitation_id: int
) -> RegistrationInvitation:
    """An invitation of this institution, for an administrator.

    Raises:
        NotFound: there is none.
    """
    query = select(_Invitation).where(_Invitation.institution_id == institution_id)
    found = session.scalar(query.where(_Invitation.id == invitation_id))
    if found is None:
        raise NotFound
    return found


def access_waiting_answer(
    session: Session, registration: Registration
) -> tuple[RegistrationInvitation, Institution]:
    """What an LMS registered and nobody has decided on yet, with the invited institution.

    The oldest first; while the registration itself waits, only what is said for the institution
    whose invitation made it, because it is approved for that one.

    Raises:
        RegistrationDecided: nothing waits.
    """
    query = select(_Invitation, Institution).join(
        Institution, Institution.id == _Invitation.institution_id
    )
    waiting = query.where(_Invitation.registration_id == registration.id, _WAITS)
    if registration.state == State.PENDING:
        made = select(_Invitation.institution_id).where(
            _Invitation.registration_id == registration.id
        )
        first = made.order_by(_Invitation.used_at, _Invitation.id).limit(1)
        waiting = waiting.where(_Invitation.institution_id == first.scalar_subquery())
    oldest = waiting.order_by(_Invitation.used_at, _Invitation.id).limit(1)
    found = session.execute(oldest).one_or_none()
    if found is None:
        raise RegistrationDecided
    invitation, institution = found
    return invitation, institution


def waiting_answers(
    session: Session, limit: int = 50
) -> list[tuple[RegistrationInvitation, Registration, Institution]]:
    """What LMSs registered and nobody has decided on yet, the oldest first."""
    query = (
        select(_Invitation, Registration, Institution)
        .join(Registration, Registration.id == _Invitation.registration_id)
        .join(Institution, Institution.id == _Invitation.institution_id)
        .where(_WAITS)
        .order_by(_Invitation.used_at, _Invitation.id)
        .limit(limit)
    )
    return list(session.execute(query))


def differences(registration: Registration, answer: Answer) -> list[Difference]:
    """What would change if the LMS's new answer counted."""
    found = []
    for column in COLUMNS:
        before, after = getattr(registration, column), getattr(answer, column)
        if before != after:
            found.append(Difference(column, _as_list(before), _as_list(after)))
    return found


def _as_list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def institutions_of(session: Session, registration: Registration) -> Sequence[Institution]:
    """The institutions that come through this LMS, and those whose invitation it used."""
    by_deployment = select(Deployment.institution_id).where(
        Deployment.registration_id == registration.id, Deployment.institution_id.is_not(None)
    )
    by_invitation = select(_Invitation.institution_id).where(
        _Invitation.registration_id == registration.id
    )
    query = select(Institution).where(Institution.id.in_(by_deployment.union(by_invitation)))
    return session.scalars(query.order_by(Institution.name)).all()


def invited_institution_id(session: Session, registration: Registration) -> int | None:
    """Whose invitation this LMS used, if no other institution comes in question."""
    used = select(_Invitation.id).where(_Invitation.registration_id == registration.id).limit(1)
    owners = institutions_of(session, registration)
    return owners[0].id if len(owners) == 1 and session.scalar(used) else None
