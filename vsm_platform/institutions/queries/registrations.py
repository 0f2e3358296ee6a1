"""The LMSs that are registered here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.institutions.models import Deployment, Registration, State


@dataclass(frozen=True, slots=True)
class RegistrationLine:
    """An LMS in a list, with how many institutions use it and how many deployments wait."""

    registration: Registration
    institutions: int
    waiting: int


def access_registration(session: Session, registration_id: int) -> Registration:
    """The registration, for an administrator.

    Raises:
        NotFound: there is none.
    """
    registration = session.get(Registration, registration_id)
    if registration is None:
        raise NotFound
    return registration


def list_registration_lines(session: Session) -> list[RegistrationLine]:
    """All LMSs by name, in one query."""
    waits = case((Deployment.state == State.PENDING, 1), else_=0)
    query = (
        select(
            Registration,
            func.count(Deployment.institution_id.distinct()),
            func.coalesce(func.sum(waits), 0),
        )
        .outerjoin(Deployment, Deployment.registration_id == Registration.id)
        .group_by(Registration.id)
        .order_by(func.lower(Registration.name))
    )
    return [RegistrationLine(*row) for row in session.execute(query)]


def shared_registrations(session: Session, platform: str) -> Sequence[Registration]:
    """The registrations of this kind of LMS, to which another institution might belong."""
    query = select(Registration).where(Registration.platform == platform)
    return session.scalars(query.order_by(func.lower(Registration.name))).all()
