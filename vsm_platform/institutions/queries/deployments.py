"""Deployments: whose a launch is, and which wait for an administrator."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, select
from sqlalchemy.orm import Session

from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.prepared import Prepared
from vsm_platform.institutions.errors import DeploymentDecided
from vsm_platform.institutions.models import (
    Deployment,
    Institution,
    LmsCourse,
    Registration,
    State,
)


class KnownCourse(NamedTuple):
    """A course of the LMS, with the services that earlier launches told of (``LmsCourse``)."""

    id: int
    memberships_url: str
    line_items_url: str
    line_item_url: str
    grade_scopes: list[str]
    groups_url: str


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """A deployment and its institution, as a launch needs them.

    The institution's members are None while the deployment waits for an administrator.
    """

    id: int
    state: State
    institution_id: int | None
    institution_name: str | None
    institution_state: State | None
    institution_timezone: str | None
    course: KnownCourse | None = None
    """The course that was asked for along with it, where an earlier launch told of it."""

    @property
    def is_open(self) -> bool:
        """Whether people may come in through it now."""
        return self.state == State.ACTIVE and self.institution_state == State.ACTIVE


_DEPLOYMENTS = table_of(Deployment)
_INSTITUTIONS = table_of(Institution)
_COURSES = table_of(LmsCourse)
# Built once, on tables: every launch asks this.
_FIND = Prepared(
    select(
        _DEPLOYMENTS.c.id,
        _DEPLOYMENTS.c.state,
        _DEPLOYMENTS.c.institution_id,
        _INSTITUTIONS.c.name,
        _INSTITUTIONS.c.state,
        _INSTITUTIONS.c.timezone,
        *[_COURSES.c[name] for name in KnownCourse._fields],
    )
    .select_from(
        _DEPLOYMENTS.outerjoin(_INSTITUTIONS).outerjoin(
            _COURSES,
            and_(
                _COURSES.c.deployment_id == _DEPLOYMENTS.c.id,
                _COURSES.c.course_key == bindparam("course"),
            ),
        )
    )
    .where(
        _DEPLOYMENTS.c.registration_id == bindparam("registration"),
        _DEPLOYMENTS.c.deployment_id == bindparam("deployment"),
    )
)


def find_deployment(
    session: Session, registration_id: int, deployment_id: str, course_key: str = ""
) -> DeploymentView | None:
    """The deployment with this identifier of the LMS's, in one query; None where it is unknown."""
    if "\0" in deployment_id:
        return None
    values = {
        "registration": registration_id,
        "deployment": deployment_id,
        "course": course_key,
    }
    row = _FIND.one_or_none(session, values)
    if row is None:
        return None
    key, state, institution_id, name, institution_state, timezone, *course = row
    return DeploymentView(
        id=key,
        state=State(state),
        institution_id=institution_id,
        institution_name=name,
        institution_state=State(institution_state) if institution_state else None,
        institution_timezone=timezone,
        course=KnownCourse(*course) if course[0] is not None else None,
    )


def access_deployment(
    session: Session, registration_id: int, deployment_key: int
) -> tuple[Deployment, Registration, Institution | None]:
    """A deployment of this registration, for an administrator.

    Raises:
        NotFound: there is none.
    """
    query = (
        select(Deployment, Registration, Institution)
        .join(Registration, Registration.id == Deployment.registration_id)
        .outerjoin(Institution, Institution.id == Deployment.institution_id)
        .where(Deployment.id == deployment_key, Registration.id == registration_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    deployment, registration, institution = found
    return deployment, registration, institution


def access_waiting_deployment(
    session: Session, registration_id: int, deployment_key: int
) -> tuple[Deployment, Registration]:
    """A deployment that waits for an administrator.

    Raises:
        NotFound: there is none.
        DeploymentDecided: it does not wait any more.
    """
    deployment, registration, _owner = access_deployment(session, registration_id, deployment_key)
    if deployment.state != State.PENDING:
        raise DeploymentDecided
    return deployment, registration


def deployments_of(
    session: Session, registration: Registration
) -> list[tuple[Deployment, Institution | None]]:
    """An LMS's deployments with their institutions: those that wait first, then the oldest."""
    query = (
        select(Deployment, Institution)
        .outerjoin(Institution, Institution.id == Deployment.institution_id)
        .where(Deployment.registration_id == registration.id)
        .order_by(case((Deployment.state == State.PENDING, 0), else_=1), Deployment.id)
    )
    return list(session.execute(query))


def waiting_deployments(session: Session, limit: int = 50) -> list[tuple[Deployment, Registration]]:
    """Deployments that wait for an administrator, the oldest first."""
    query = (
        select(Deployment, Registration)
        .join(Registration, Registration.id == Deployment.registration_id)
        .where(Deployment.state == State.PENDING)
        .order_by(Deployment.first_seen_at, Deployment.id)
        .limit(limit)
    )
    return list(session.execute(query))
