"""Institutions, and how each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.institutions.models import Deployment, Institution, Registration, State


class Standing(StrEnum):
    """Whether an institution's people can come in, and what is missing where they cannot."""

    CONNECTED = "connected"
    NO_LMS = "no_lms"
    STOPPED = "stopped"
    """Every deployment, or the registration behind it, is suspended."""
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """An institution in a list: its row, and how many of its deployments work."""

    institution: Institution
    deployments: int
    working: int

    @property
    def standing(self) -> Standing:
        if self.institution.state != State.ACTIVE:
            return Standing.SUSPENDED
        if self.working:
            return Standing.CONNECTED
        return Standing.STOPPED if self.deployments else Standing.NO_LMS


def access_institution(session: Session, institution_id: int) -> Institution:
    """The institution, for an administrator.

    Raises:
        NotFound: there is none.
    """
    institution = session.get(Institution, institution_id)
    if institution is None:
        raise NotFound
    return institution


def list_institutions(session: Session) -> Sequence[Institution]:
    """All institutions by name, suspended ones too."""
    return session.scalars(select(Institution).order_by(func.lower(Institution.name))).all()


def list_institution_lines(session: Session) -> list[InstitutionLine]:
    """All institutions by name with how they stand, in one query."""
    works = case(
        ((Deployment.state == State.ACTIVE) & (Registration.state == State.ACTIVE), 1), else_=0
    )
    query = (
        select(Institution, func.count(Deployment.id), func.coalesce(func.sum(works), 0))
        .outerjoin(Deployment, Deployment.institution_id == Institution.id)
        .outerjoin(Registration, Registration.id == Deployment.registration_id)
        .group_by(Institution.id)
        .order_by(func.lower(Institution.name))
    )
    return [InstitutionLine(*row) for row in session.execute(query)]
