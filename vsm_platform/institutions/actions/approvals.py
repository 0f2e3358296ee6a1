"""What an LMS registered, approved or refused: the whole of a new one, or an old one's changes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.unit_of_work import after_commit
from vsm_platform.institutions.actions.deployments import do_add_deployment
from vsm_platform.institutions.errors import RegistrationDecided
from vsm_platform.institutions.models import (
    Decision,
    Deployment,
    Institution,
    Registration,
    RegistrationInvitation,
    State,
)
from vsm_platform.institutions.queries import forget_registrations
from vsm_platform.institutions.registering import COLUMNS, Answer


def do_approve_registration(
    session: Session,
    registration: Registration,
    invitation: RegistrationInvitation,
    *,
    actor_id: int | None,
) -> None:
    """Accept launches of an LMS that registered itself, for the institution that was invited.

    Where the LMS told its deployment, that is the institution's from now on; otherwise it shows
    itself at the first launch.

    Raises:
        RegistrationDecided: it does not wait any more.
    """
    if registration.state != State.PENDING:
        raise RegistrationDecided
    registration.state = State.ACTIVE
    _decide(session, invitation, Decision.APPROVED, "lms_approved", actor_id)
    _add_deployment(session, registration, invitation, actor_id)
    after_commit(session, forget_registrations)


def do_refuse_registration(
    session: Session,
    registration: Registration,
    invitation: RegistrationInvitation,
    reason: str,
    *,
    actor_id: int | None,
) -> None:
    """Accept nothing from an LMS that registered itself.

    Raises:
        RegistrationDecided: it does not wait any more.
    """
    if registration.state != State.PENDING:
        raise RegistrationDecided
    registration.state = State.SUSPENDED
    _decide(session, invitation, Decision.REFUSED, "lms_refused", actor_id, reason=reason)


def do_approve_changes(
    session: Session,
    registration: Registration,
    invitation: RegistrationInvitation,
    *,
    actor_id: int | None,
) -> None:
    """Take over what an LMS said of itself when it registered again.

    Raises:
        RegistrationDecided: somebody has decided already.
    """
    answer = Answer.read(invitation.answer or {})
    changed = [name for name in COLUMNS if getattr(registration, name) != getattr(answer, name)]
    details = {"changed": ", ".join(changed)}
    _decide(session, invitation, Decision.APPROVED, "lms_changes_approved", actor_id, **details)
    for name in changed:
        setattr(registration, name, getattr(answer, name))
    _add_deployment(session, registration, invitation, actor_id)
    after_commit(session, forget_registrations)


def do_refuse_changes(
    session: Session, invitation: RegistrationInvitation, reason: str, *, actor_id: int | None
) -> None:
    """Leave the registration as it is.

    Raises:
        RegistrationDecided: somebody has decided already.
    """
    details = {"reason": reason}
    _decide(session, invitation, Decision.REFUSED, "lms_changes_refused", actor_id, **details)


def _decide(
    session: Session,
    invitation: RegistrationInvitation,
    decision: Decision,
    verb: str,
    actor_id: int | None,
    **details: str,
) -> None:
    if invitation.decision is not None or invitation.answer is None:
        raise RegistrationDecided
    invitation.decision, invitation.decided_at = decision, clock.now()
    audit.record(
        session,
        f"institutions.{verb}",
        f"registration:{invitation.registration_id}",
        actor_id=actor_id,
        institution_id=invitation.institution_id,
        invitation=invitation.id,
        **details,
    )


def _add_deployment(
    session: Session,
    registration: Registration,
    invitation: RegistrationInvitation,
    actor_id: int | None,
) -> None:
    """The deployment that the LMS told; one that was decided on already stays as it is."""
    deployment_id = Answer.read(invitation.answer or {}).deployment_id
    if not deployment_id:
        return
    query = select(Deployment.state).where(
        Deployment.registration_id == registration.id, Deployment.deployment_id == deployment_id
    )
    if session.scalar(query) in (None, State.PENDING):
        owner = session.get_one(Institution, invitation.institution_id)
        do_add_deployment(session, registration, deployment_id, owner, actor_id=actor_id)
