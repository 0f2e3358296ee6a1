"""An institution's ways in, each as far as it has come."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vsm_platform.institutions.models import (
    Deployment,
    Institution,
    Registration,
    RegistrationInvitation,
)
from vsm_platform.institutions.progress import Connection, FirstVisits

_LIMIT = 100
"""Invitations of one institution that are looked at, the newest first."""


def connections_of(
    session: Session, institution: Institution, first_visits: FirstVisits
) -> list[Connection]:
    """The institution's registrations and its open invitations, the newest first."""
    invitations = _invitations_of(session, institution)
    latest: dict[int, RegistrationInvitation] = {}
    for invitation in invitations:
        if invitation.registration_id is not None:
            latest.setdefault(invitation.registration_id, invitation)
    deployments = _deployments(session, institution, list(latest))
    registrations = _registrations(
        session, {*latest, *(row.registration_id for row in deployments)}
    )
    visits = first_visits(session, [row.id for row in deployments if row.institution_id])
    opened = [
        Connection(invitation, None)
        for invitation in invitations
        if invitation.used_at is None and invitation.revoked_at is None
    ]
    return opened + [
        _connection(registration, latest.get(registration.id), deployments, visits)
        for registration in registrations
    ]


def connection_through(
    session: Session,
    registration: Registration,
    deployments: Sequence[Deployment],
    first_visits: FirstVisits,
) -> Connection:
    """An LMS as a whole, with its latest invitation, whichever institutions come through it."""
    query = select(RegistrationInvitation).where(
        RegistrationInvitation.registration_id == registration.id
    )
    latest = session.scalar(query.order_by(RegistrationInvitation.id.desc()).limit(1))
    # Only an invited LMS is followed step by step, so only then it matters who came.
    visits = first_visits(session, [row.id for row in deployments]) if latest else {}
    return Connection(latest, registration, deployments, visits)


def _connection(
    registration: Registration,
    invitation: RegistrationInvitation | None,
    deployments: Sequence[Deployment],
    visits: Mapping[int, datetime],
) -> Connection:
    own = [row for row in deployments if row.registration_id == registration.id]
    seen = {row.id: visits[row.id] for row in own if row.id in visits}
    return Connection(invitation, registration, own, seen)


def _invitations_of(session: Session, institution: Institution) -> Sequence[RegistrationInvitation]:
    query = select(RegistrationInvitation).where(
        RegistrationInvitation.institution_id == institution.id
    )
    return session.scalars(query.order_by(RegistrationInvitation.id.desc()).limit(_LIMIT)).all()


def _deployments(
    session: Session, institution: Institution, registration_ids: Sequence[int]
) -> Sequence[Deployment]:
    """The institution's own, and those of its LMSs that are nobody's yet."""
    is_nobodys = Deployment.institution_id.is_(None)
    query = select(Deployment).where(
        or_(
            Deployment.institution_id == institution.id,
            is_nobodys & Deployment.registration_id.in_(registration_ids),
        )
    )
    return session.scalars(query.order_by(Deployment.id)).all()


def _registrations(session: Session, ids: set[int]) -> Sequence[Registration]:
    query = select(Registration).where(Registration.id.in_(ids))
    return session.scalars(query.order_by(Registration.id.desc())).all()
