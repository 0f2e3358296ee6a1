"""LMSs: connected, changed, disabled and enabled.

Vendors who serve all their customers under one issuer (Blackboard also under one client_id)
have one registration here, with one deployment for each institution.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.unit_of_work import after_commit
from vsm_platform.institutions.actions.deployments import do_add_deployment
from vsm_platform.institutions.actions.saving import take_over, unique_or
from vsm_platform.institutions.errors import AddressesDiffer, DeploymentNeeded, RegistrationTaken
from vsm_platform.institutions.models import Institution, Registration, State
from vsm_platform.institutions.queries import forget_registrations

_ADDRESSES = ("authorization_endpoint", "token_endpoint", "token_audience", "jwks_uri")


@dataclass(frozen=True, slots=True)
class LmsConnection:
    """What we must know of an LMS, checked; the columns of the same names tell more."""

    platform: str
    name: str
    issuer: str
    client_id: str
    authorization_endpoint: str
    token_endpoint: str
    token_audience: str
    jwks_uri: str
    frame_origins: list[str]


def do_connect_lms(
    session: Session,
    institution: Institution,
    connection: LmsConnection,
    deployment_id: str = "",
    *,
    actor_id: int | None,
) -> Registration:
    """Connect an institution's LMS: register it, or add a deployment to its registration.

    Without a deployment ID the deployment shows itself at the first launch and is then approved.

    Raises:
        AddressesDiffer: issuer and client_id are known here with other addresses.
        DeploymentNeeded: they are known here, so that only the deployment is new.
        DeploymentTaken: the deployment belongs to an institution already.
    """
    known = _find(session, connection)
    if known is None:
        registration = _register(session, institution, connection, actor_id)
    else:
        registration = known
        _share(session, registration, institution, connection, deployment_id, actor_id)
    if deployment_id:
        do_add_deployment(session, registration, deployment_id, institution, actor_id=actor_id)
    after_commit(session, forget_registrations)
    return registration


def _find(session: Session, connection: LmsConnection) -> Registration | None:
    query = select(Registration).where(Registration.issuer == connection.issuer)
    return session.scalar(query.where(Registration.client_id == connection.client_id))


def _register(
    session: Session, institution: Institution, connection: LmsConnection, actor_id: int | None
) -> Registration:
    registration = Registration(created_at=clock.now(), state=State.ACTIVE)
    take_over(registration, connection)
    with unique_or(RegistrationTaken(), session):
        session.add(registration)
    _record(session, "connected", registration, actor_id, institution.id, name=registration.name)
    return registration


def _share(
    session: Session,
    registration: Registration,
    institution: Institution,
    connection: LmsConnection,
    deployment_id: str,
    actor_id: int | None,
) -> None:
    """One more institution behind a registration: only its frame origins can be new."""
    if any(getattr(registration, name) != getattr(connection, name) for name in _ADDRESSES):
        raise AddressesDiffer(registration=registration.name)
    if not deployment_id:
        raise DeploymentNeeded(registration=registration.name)
    known = registration.frame_origins
    new = [origin for origin in connection.frame_origins if origin not in known]
    if new:
        registration.frame_origins = [*known, *new]
        origins = ", ".join(new)
        _record(session, "changed", registration, actor_id, institution.id, added=origins)


def do_change_registration(
    session: Session, registration: Registration, connection: LmsConnection, *, actor_id: int | None
) -> None:
    """Change what we know of an LMS.

    Raises:
        RegistrationTaken: another registration has this issuer and client_id.
    """
    with unique_or(RegistrationTaken(), session):
        changed = take_over(registration, connection)
    if changed:
        _record(session, "changed", registration, actor_id, changed=changed)
        after_commit(session, forget_registrations)


def do_disable_registration(
    session: Session, registration: Registration, reason: str, *, actor_id: int | None
) -> None:
    """Accept nothing from this LMS from now on, whichever institution it speaks for."""
    _set_state(session, registration, State.SUSPENDED, "disabled", reason, actor_id)


def do_enable_registration(
    session: Session, registration: Registration, reason: str, *, actor_id: int | None
) -> None:
    """Accept launches of this LMS again."""
    _set_state(session, registration, State.ACTIVE, "enabled", reason, actor_id)


def _set_state(
    session: Session,
    registration: Registration,
    state: State,
    verb: str,
    reason: str,
    actor_id: int | None,
) -> None:
    if registration.state != state:
        registration.state = state
        _record(session, verb, registration, actor_id, reason=reason)
        after_commit(session, forget_registrations)


def _record(
    session: Session,
    verb: str,
    registration: Registration,
    actor_id: int | None,
    institution_id: int | None = None,
    **details: str,
) -> None:
    audit.record(
        session,
        f"institutions.lms_{verb}",
        f"registration:{registration.id}",
        actor_id=actor_id,
        institution_id=institution_id,
        **details,
    )
