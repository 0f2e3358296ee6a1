"""Invitations with which an LMS's administrator registers the LMS, and what comes of them.

What the LMS does with an invitation has no person as its actor: whoever holds the link acts for
the LMS, and nothing counts before an administrator here has approved it.
"""

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.secrets import digest, new_code
from vsm_platform.institutions.actions.saving import unique_or
from vsm_platform.institutions.errors import (
    InvitationTired,
    InvitationUsed,
    OtherLmsInvited,
    RegistrationTaken,
)
from vsm_platform.institutions.models import (
    ATTEMPTS_LIMIT,
    INVITATION_LIFE,
    Decision,
    Institution,
    Registration,
    RegistrationInvitation,
    State,
)
from vsm_platform.institutions.registering import COLUMNS, Answer


def do_invite_lms(
    session: Session,
    institution: Institution,
    platform: str,
    *,
    renews: Registration | None = None,
    actor_id: int | None,
) -> str:
    """Invite an institution's LMS to register itself, or to renew its registration.

    Returns:
        The code, which is known only now: the database keeps its digest.
    """
    code = new_code()
    invitation = RegistrationInvitation(
        digest=digest(code),
        institution_id=institution.id,
        platform=platform,
        renews_id=renews.id if renews else None,
        made_by=actor_id,
        made_at=clock.now(),
        expires_at=clock.now() + INVITATION_LIFE,
    )
    session.add(invitation)
    session.flush()
    _record(session, "lms_invited", invitation, actor_id, platform=platform)
    return code


def do_revoke_invitation(
    session: Session, invitation: RegistrationInvitation, *, actor_id: int | None
) -> None:
    """Let the link open nothing from now on; one that was used or revoked stays as it is."""
    if invitation.used_at is None and invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        _record(session, "invitation_revoked", invitation, actor_id)


def do_note_opened(session: Session, invitation: RegistrationInvitation, origin: str) -> None:
    """An LMS opened the link; the log gets a line for the first time only."""
    if invitation.opened_at is None:
        _record(session, "invitation_opened", invitation, None, origin=origin)
    invitation.opened_at = invitation.opened_at or clock.now()
    invitation.opened_from = origin


def do_count_attempt(session: Session, invitation: RegistrationInvitation) -> None:
    """This server is about to ask an LMS because of this invitation.

    Raises:
        InvitationTired: it has done so too often.
    """
    counted = update(RegistrationInvitation).where(
        RegistrationInvitation.id == invitation.id,
        RegistrationInvitation.attempts < ATTEMPTS_LIMIT,
    )
    values = {"attempts": RegistrationInvitation.attempts + 1}
    if not _changed_one(session, counted.values(values)):
        raise InvitationTired


def do_note_failure(session: Session, invitation_id: int, code: str) -> None:
    """The registration failed, and the invitation stays good."""
    invitation = session.get_one(RegistrationInvitation, invitation_id)
    if invitation.used_at is None:
        invitation.outcome = code
        _record(session, "registration_failed", invitation, None, code=code)


def do_take_answer(session: Session, invitation_id: int, answer: Answer) -> Registration:
    """Keep what the LMS registered until an administrator decides, and use the invitation up.

    Raises:
        InvitationUsed: another registration with the same link was faster.
        OtherLmsInvited: the invitation is for another LMS's registration.
    """
    invitation = session.get_one(RegistrationInvitation, invitation_id)
    _use_up(session, invitation)
    if invitation.renews_id is not None:
        renewed = session.get_one(Registration, invitation.renews_id)
        if renewed.issuer != answer.issuer:
            raise OtherLmsInvited
    known = _find(session, answer)
    registration = known or _register(session, answer)
    if (
        known
        and known.state == State.PENDING
        and _began(session, known) == invitation.institution_id
    ):
        _fill(known, answer)
    _supersede(session, registration, invitation)
    invitation.registration_id = registration.id
    invitation.answer = answer.as_json()
    invitation.outcome = ""
    verb = "lms_registered_again" if known else "lms_registered"
    details = {"issuer": answer.issuer, "client_id": answer.client_id}
    _record(session, verb, invitation, None, registration=registration.id, **details)
    return registration


def _use_up(session: Session, invitation: RegistrationInvitation) -> None:
    """Of two who use it at once, the database lets one."""
    is_open = (
        RegistrationInvitation.used_at.is_(None),
        RegistrationInvitation.revoked_at.is_(None),
    )
    use = update(RegistrationInvitation).where(RegistrationInvitation.id == invitation.id, *is_open)
    if not _changed_one(session, use.values(used_at=clock.now())):
        raise InvitationUsed
    session.refresh(invitation)


def _changed_one(session: Session, statement: Update) -> bool:
    """Whether the statement found its row as it wants it; the database decides, not a look."""
    changed = session.execute(statement.returning(RegistrationInvitation.id))
    return changed.one_or_none() is not None


def _find(session: Session, answer: Answer) -> Registration | None:
    query = select(Registration).where(Registration.issuer == answer.issuer)
    return session.scalar(query.where(Registration.client_id == answer.client_id))


def _register(session: Session, answer: Answer) -> Registration:
    registration = Registration(
        created_at=clock.now(),
        state=State.PENDING,
        name=answer.name,
        platform=answer.platform,
        issuer=answer.issuer,
        client_id=answer.client_id,
    )
    _fill(registration, answer)
    with unique_or(RegistrationTaken(), session):
        session.add(registration)
    return registration


def _fill(registration: Registration, answer: Answer) -> None:
    for name in COLUMNS:
        setattr(registration, name, getattr(answer, name))


def _began(session: Session, registration: Registration) -> int | None:
    """The institution for which a waiting registration was made: nobody else may change it."""
    query = select(RegistrationInvitation.institution_id).where(
        RegistrationInvitation.registration_id == registration.id
    )
    first = query.order_by(RegistrationInvitation.used_at, RegistrationInvitation.id).limit(1)
    return session.scalar(first)


def _supersede(
    session: Session, registration: Registration, invitation: RegistrationInvitation
) -> None:
    """Of what an LMS says for one institution, only the last waits for a decision."""
    earlier = update(RegistrationInvitation).where(
        RegistrationInvitation.registration_id == registration.id,
        RegistrationInvitation.institution_id == invitation.institution_id,
        RegistrationInvitation.decision.is_(None),
    )
    session.execute(earlier.values(decision=Decision.SUPERSEDED, decided_at=clock.now()))


def _record(
    session: Session,
    verb: str,
    invitation: RegistrationInvitation,
    actor_id: int | None,
    **details: str | int,
) -> None:
    audit.record(
        session,
        f"institutions.{verb}",
        f"invitation:{invitation.id}",
        actor_id=actor_id,
        institution_id=invitation.institution_id,
        **{name: value for name, value in details.items() if value != ""},
    )
