"""Institutions: added, changed, suspended and reactivated."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.institutions.actions.saving import take_over, unique_or
from vsm_platform.institutions.errors import InstitutionNameTaken
from vsm_platform.institutions.models import Institution, InstitutionKind, State


@dataclass(frozen=True, slots=True)
class InstitutionDetails:
    """What an administrator says of an institution; the columns of the same names tell more."""

    name: str
    kind: InstitutionKind = InstitutionKind.UNIVERSITY
    country: str = ""
    timezone: str = "UTC"
    place: str = ""
    notice: str = ""


def do_add_institution(
    session: Session, details: InstitutionDetails, *, actor_id: int | None
) -> Institution:
    """Add an institution, which takes part from now on.

    Raises:
        InstitutionNameTaken: another one has this name.
    """
    institution = Institution(created_at=clock.now(), state=State.ACTIVE)
    take_over(institution, details)
    institution.notice_revision = 1 if details.notice else 0
    with unique_or(InstitutionNameTaken(), session):
        session.add(institution)
    _record(session, "added", institution, actor_id)
    return institution


def do_change_institution(
    session: Session,
    institution: Institution,
    details: InstitutionDetails,
    *,
    actor_id: int | None,
) -> None:
    """Change what is said of an institution; a new notice is shown to its people again.

    Raises:
        InstitutionNameTaken: another one has this name.
    """
    with unique_or(InstitutionNameTaken(), session):
        if institution.notice != details.notice:
            institution.notice_revision += 1
        changed = take_over(institution, details)
    if changed:
        _record(session, "changed", institution, actor_id, changed=changed)


def do_suspend_institution(
    session: Session, institution: Institution, reason: str, *, actor_id: int | None
) -> None:
    """Keep the institution's people out from now on; nothing of theirs is lost."""
    _set_state(session, institution, State.SUSPENDED, "suspended", reason, actor_id)


def do_reactivate_institution(
    session: Session, institution: Institution, reason: str, *, actor_id: int | None
) -> None:
    """Let the institution's people in again."""
    _set_state(session, institution, State.ACTIVE, "reactivated", reason, actor_id)


def _set_state(
    session: Session,
    institution: Institution,
    state: State,
    verb: str,
    reason: str,
    actor_id: int | None,
) -> None:
    if institution.state != state:
        institution.state = state
        _record(session, verb, institution, actor_id, reason=reason)


def _record(
    session: Session, verb: str, institution: Institution, actor_id: int | None, **details: str
) -> None:
    audit.record(
        session,
        f"institutions.institution_{verb}",
        f"institution:{institution.id}",
        actor_id=actor_id,
        institution_id=institution.id,
        **details,
    )
