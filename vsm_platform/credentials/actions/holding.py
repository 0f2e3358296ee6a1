"""What becomes of a credential after it was issued: corrected, revoked, shared, its bearer erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.actions.achievements import present_version
from vsm_platform.credentials.actions.planning import locked_run
from vsm_platform.credentials.actions.revising import (
    IssuedDocument,
    do_revise,
    end_revisions,
    reserve_places,
    valid_from_after,
)
from vsm_platform.credentials.actions.telling import News, do_tell
from vsm_platform.credentials.errors import NotCurrent, RunNotThere
from vsm_platform.credentials.models import (
    Achievement,
    AchievementVersion,
    Credential,
    CredentialRevision,
    CredentialState,
    Issuer,
    RunState,
    ShareEvent,
)
from vsm_platform.credentials.signing import Given, mould_of, signed, signing_key
from vsm_platform.credentials.standards.entities import Json


@dataclass(frozen=True, slots=True)
class Correction:
    """What the newer form says, and why there is one."""

    name: str
    grade: str
    valid_until: datetime | None
    reason: str


def locked_credential(session: Session, exchange_id: int, credential_id: int) -> Credential:
    """A credential of an exchange, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such credential.
    """
    found = session.get(Credential, credential_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if session.get_one(Achievement, found.achievement_id).exchange_id != exchange_id:
        raise NotFound
    return found


def present_revision(session: Session, credential: Credential) -> CredentialRevision:
    """The newest form of a credential."""
    query = select(CredentialRevision).where(
        CredentialRevision.credential_id == credential.id,
        CredentialRevision.number == credential.revision,
    )
    return session.scalars(query).one()


def record(
    session: Session,
    verb: str,
    credential: Credential,
    actor_id: int | None,
    **details: str | int,
) -> None:
    """Write a line about a credential into the audit log."""
    audit.record(
        session,
        f"credentials.{verb}",
        f"credential:{credential.id}",
        actor_id=actor_id,
        institution_id=credential.institution_id,
        **details,
    )


def do_correct(
    session: Session,
    vault: Vault,
    public_url: str,
    exchange_id: int,
    credential_id: int,
    correction: Correction,
    *,
    actor_id: int | None,
) -> None:
    """Sign a newer form with the achievement's present version; a revoked one is good again.

    Raises:
        NotFound: the exchange has no such credential.
        NotCurrent: its bearer has erased their data.
        SigningKeyMissing: nothing can be signed.
    """
    credential = locked_credential(session, exchange_id, credential_id)
    if credential.person_id is None:
        raise NotCurrent
    version, document, given = _newer(session, vault, public_url, credential, correction)
    made = IssuedDocument(given, document, version.id, actor_id, correction.reason)
    do_revise(session, credential, made, ects=version.ects)
    do_tell(session, News.CORRECTED, [credential.id])
    record(session, "corrected", credential, actor_id, reason=correction.reason)


def _newer(
    session: Session, vault: Vault, public_url: str, credential: Credential, correction: Correction
) -> tuple[AchievementVersion, Json, Given]:
    """The newer form, signed, by the achievement's present version."""
    achievement = session.get_one(Achievement, credential.achievement_id)
    version = present_version(session, achievement)
    issuer = session.get_one(Issuer, credential.issuer_id)
    key = signing_key(session, vault, issuer)
    list_id, position = next(reserve_places(session, issuer.id, 1))
    given = Given(
        uuid=credential.uuid,
        subject=credential.subject,
        name=correction.name,
        grade=correction.grade,
        awarded_at=credential.awarded_at,
        valid_from=valid_from_after(present_revision(session, credential).valid_from),
        valid_until=correction.valid_until,
        list_id=list_id,
        position=position,
    )
    return version, signed(mould_of(session, achievement, version, public_url), given, key), given


def do_revoke(
    session: Session, exchange_id: int, credential_id: int, reason: str, *, actor_id: int | None
) -> None:
    """Say for good that a credential does not hold; its pages go on telling so.

    Raises:
        NotFound: the exchange has no such credential.
        NotCurrent: it is revoked already.
    """
    credential = locked_credential(session, exchange_id, credential_id)
    if credential.state != CredentialState.ISSUED:
        raise NotCurrent
    _revoke(session, [credential], reason)
    record(session, "revoked", credential, actor_id, reason=reason)


def _revoke(session: Session, credentials: Sequence[Credential], reason: str) -> None:
    end_revisions(session, [one.id for one in credentials], reason)
    for one in credentials:
        one.state = CredentialState.REVOKED
    session.flush()
    do_tell(session, News.REVOKED, [one.id for one in credentials])


def do_undo_run(
    session: Session, exchange_id: int, run_id: int, reason: str, *, actor_id: int | None
) -> int:
    """Revoke everything that a run has issued and that still holds; gives how many those are.

    Raises:
        RunNotThere: it has issued nothing, or is undone already.
    """
    run = locked_run(session, exchange_id, run_id)
    if run.state not in {RunState.RUNNING, RunState.STOPPED, RunState.DONE}:
        raise RunNotThere
    query = select(Credential).where(
        Credential.run_id == run.id, Credential.state == CredentialState.ISSUED
    )
    found = session.scalars(query.with_for_update()).all()
    _revoke(session, found, reason)
    run.state, run.reason = RunState.UNDONE, reason
    audit.record(
        session,
        "credentials.run_undone",
        f"achievement:{run.achievement_id}",
        actor_id=actor_id,
        run=run.id,
        number=len(found),
        reason=reason,
    )
    return len(found)


def do_share(session: Session, credential: Credential, *, is_on: bool) -> None:
    """Switch the page of a credential on or off for whoever has its address; that is on record."""
    if (credential.shared_at is not None) == is_on:
        return
    present = clock.now()
    credential.shared_at = present if is_on else None
    session.add(ShareEvent(credential_id=credential.id, is_on=is_on, happened_at=present))
