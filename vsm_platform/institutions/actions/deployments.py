"""Deployments: seen at a launch, added by hand, approved, suspended and reactivated.

A deployment stays with the institution that it was approved for: to move it would make one
university's courses and people the other's.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.institutions.actions.saving import unique_or
from vsm_platform.institutions.errors import DeploymentDecided, DeploymentTaken
from vsm_platform.institutions.models import Deployment, Institution, Registration, State

PENDING_LIMIT = 200
"""Unknown deployments that one registration may have waiting; an LMS that invents more is wrong."""
_ID_LENGTH = 255
_NAME_LENGTH = 200


def do_note_unknown_deployment(
    session: Session, registration_id: int, deployment_id: str, platform_name: str
) -> bool:
    """Let a deployment that showed itself at a launch wait for an administrator.

    Does nothing for one that is known, cannot be one, or comes when too many wait already.

    Returns:
        Whether the deployment is recorded, from now on or before.
    """
    if not deployment_id or len(deployment_id) > _ID_LENGTH or "\0" in deployment_id:
        return False
    if _find(session, registration_id, deployment_id):
        return True
    waiting = select(func.count()).select_from(Deployment)
    waiting = waiting.where(Deployment.registration_id == registration_id)
    waiting = waiting.where(Deployment.state == State.PENDING)
    if session.scalar(waiting) >= PENDING_LIMIT:  # type: ignore[operator]  # a count is never None
        return False
    deployment = Deployment(
        registration_id=registration_id,
        deployment_id=deployment_id,
        state=State.PENDING,
        first_seen_at=clock.now(),
        platform_name=platform_name.replace("\0", "")[:_NAME_LENGTH],
    )
    _add(session, deployment, "seen", None)
    return True


def _add(session: Session, deployment: Deployment, verb: str, actor_id: int | None) -> None:
    with unique_or(DeploymentDecided(), session):
        session.add(deployment)
    _record(session, verb, deployment, actor_id)


def do_add_deployment(
    session: Session,
    registration: Registration,
    deployment_id: str,
    institution: Institution,
    *,
    actor_id: int | None,
) -> Deployment:
    """Make a deployment known by hand; one that waits is approved.

    Raises:
        DeploymentTaken: it belongs to an institution already.
    """
    found = _find(session, registration.id, deployment_id)
    if found is None:
        deployment = Deployment(
            registration_id=registration.id,
            deployment_id=deployment_id,
            institution_id=institution.id,
            state=State.ACTIVE,
            first_seen_at=clock.now(),
        )
        _add(session, deployment, "added", actor_id)
        return deployment
    if found.institution_id is not None:
        owner = session.get_one(Institution, found.institution_id)
        raise DeploymentTaken(institution=owner.name)
    do_approve_deployment(session, found, institution, actor_id=actor_id)
    return found


def _find(session: Session, registration_id: int, deployment_id: str) -> Deployment | None:
    query = select(Deployment).where(Deployment.registration_id == registration_id)
    return session.scalar(query.where(Deployment.deployment_id == deployment_id))


def do_approve_deployment(
    session: Session, deployment: Deployment, institution: Institution, *, actor_id: int | None
) -> None:
    """Say whose deployment this is, and let its people in.

    Raises:
        DeploymentDecided: it does not wait any more.
    """
    if deployment.state != State.PENDING or deployment.institution_id is not None:
        raise DeploymentDecided
    deployment.institution_id = institution.id
    deployment.state = State.ACTIVE
    _record(session, "approved", deployment, actor_id)


def do_suspend_deployment(
    session: Session, deployment: Deployment, reason: str, *, actor_id: int | None
) -> None:
    """Keep out whoever comes through this deployment; one that waits is refused by it."""
    if deployment.state != State.SUSPENDED:
        deployment.state = State.SUSPENDED
        _record(session, "suspended", deployment, actor_id, reason=reason)


def do_reactivate_deployment(
    session: Session, deployment: Deployment, reason: str, *, actor_id: int | None
) -> None:
    """Undo a suspension: one that has an institution works again, another waits again."""
    if deployment.state == State.SUSPENDED:
        has_institution = deployment.institution_id is not None
        deployment.state = State.ACTIVE if has_institution else State.PENDING
        _record(session, "reactivated", deployment, actor_id, reason=reason)


def _record(
    session: Session, verb: str, deployment: Deployment, actor_id: int | None, **details: str
) -> None:
    audit.record(
        session,
        f"institutions.deployment_{verb}",
        f"deployment:{deployment.id}",
        actor_id=actor_id,
        institution_id=deployment.institution_id,
        registration=deployment.registration_id,
        deployment_id=deployment.deployment_id,
        **details,
    )
