"""Decisions are signed, corrected and withdrawn.

A correction has the same id, a later ``validFrom`` and a place of its own in the status list; the
older place is set. One decision for each credential and home university: the database refuses more.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, exists, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.actions.revising import reserve_places, valid_from_after
from vsm_platform.credentials.errors import NotCurrent, RecognitionMovedOn
from vsm_platform.credentials.models import StatusEntry, StatusList
from vsm_platform.credentials.recognition.decisions import (
    Decision,
    Given,
    House,
    Subject,
    comment_of,
    home_issuer,
    house_of,
    signed,
    subjects,
)
from vsm_platform.credentials.recognition.models import (
    Recognition,
    RecognitionPractice,
    RecognitionRevision,
    RecognitionState,
)
from vsm_platform.credentials.signing import new_uuid
from vsm_platform.credentials.standards.entities import Json


def record(
    session: Session,
    verb: str,
    institution_id: int,
    subject: str,
    actor_id: int | None,
    **details: str | int,
) -> None:
    """Write a line about recognition into the audit log."""
    audit.record(
        session,
        f"credentials.{verb}",
        subject,
        actor_id=actor_id,
        institution_id=institution_id,
        **details,
    )


def access_subject(
    session: Session, institution_id: int, credential_id: int, *, locks: bool = False
) -> Subject:
    """A credential of one of an institution's own students.

    Raises:
        NotFound: it is none, or its bearer is erased.
    """
    found = subjects(session, [credential_id], locks=locks).get(credential_id)
    if found is None or found.institution_id != institution_id or found.person_id is None:
        raise NotFound
    return found


def recognition_of(session: Session, institution_id: int, credential_id: int) -> Recognition | None:
    """What an institution has decided about a credential."""
    query = select(Recognition).where(
        Recognition.credential_id == credential_id, Recognition.institution_id == institution_id
    )
    return session.scalar(query)


def do_decide(
    session: Session,
    vault: Vault,
    public_url: str,
    institution_id: int,
    credential_id: int,
    decision: Decision,
    *,
    seen: int = 0,
    why: str = "",
    actor_id: int | None,
) -> int:
    """Sign a decision, or a newer one with the reason why; gives the recognition's id.

    Args:
        session: the unit of work.
        vault: opens the issuer's key.
        public_url: our address, for the status list.
        institution_id: the home university that decides.
        credential_id: the credential of one of its students.
        decision: what it says.
        seen: the revision that the person saw before, 0 where nothing was decided.
        why: why there is a newer decision.
        actor_id: who decides.

    Raises:
        NotFound: it is no credential of its students.
        NotCurrent: the credential is revoked or has expired.
        RecognitionMovedOn: somebody else has decided meanwhile.
        NoHomeIssuer: the university does not sign.
        SigningKeyMissing: nothing can be signed.
    """
    subject, before = _at_hand(session, institution_id, credential_id, seen)
    house = house_of(session, vault, public_url, home_issuer(session, institution_id))
    place = next(reserve_places(session, house.issuer_id, 1))
    given = given_for(session, subject, decision, before, place)
    made = store(session, house, given, signed(house, given), before, reason=why, actor_id=actor_id)
    verb = "recognition_corrected" if before else "recognition_decided"
    record(session, verb, institution_id, f"credential:{credential_id}", actor_id, reason=why)
    return made.id


def _at_hand(
    session: Session, institution_id: int, credential_id: int, seen: int
) -> tuple[Subject, Recognition | None]:
    """What is decided about, locked, and what stands there, which is what the person saw."""
    subject = access_subject(session, institution_id, credential_id, locks=True)
    if not subject.is_good:
        raise NotCurrent
    before = recognition_of(session, institution_id, credential_id)
    if (before.revision if before else 0) != seen:
        raise RecognitionMovedOn
    return subject, before


def given_for(
    session: Session,
    subject: Subject,
    decision: Decision,
    before: Recognition | None,
    place: tuple[int, int],
) -> Given:
    """Everything that the document needs, by what was decided before."""
    valid_from = valid_from_after(_newest(session, before) if before else None)
    return Given(
        uuid=before.uuid if before else new_uuid(),
        subject=subject,
        decision=decision,
        decided_at=before.decided_at if before else valid_from,
        valid_from=valid_from,
        list_id=place[0],
        position=place[1],
    )


def _newest(session: Session, before: Recognition) -> datetime:
    query = select(RecognitionRevision.valid_from).where(
        RecognitionRevision.recognition_id == before.id,
        RecognitionRevision.number == before.revision,
    )
    return session.scalars(query).one()


def store(
    session: Session,
    house: House,
    given: Given,
    document: Json,
    before: Recognition | None,
    *,
    reason: str = "",
    run_id: int | None = None,
    actor_id: int | None,
) -> Recognition:
    """Store a signed decision; an older one is no longer good."""
    subject, decision = given.subject, given.decision
    if before is not None:
        end_decisions(session, [before.id], reason)
        before.revision += 1
    found = before or Recognition(
        uuid=given.uuid,
        credential_id=subject.credential_id,
        institution_id=subject.institution_id,
        decided_at=given.decided_at,
        revision=1,
    )
    found.issuer_id, found.person_id = house.issuer_id, subject.person_id
    found.state, found.credential_revision = RecognitionState.VALID, subject.revision
    found.is_recognised, found.scheme = decision.is_recognised, decision.scheme
    found.credits, found.grade, found.reason = decision.credits, decision.grade, decision.reason
    found.run_id = run_id
    session.add(found)
    session.flush()
    revision = _revision(found, house, given, document)
    revision.reason, revision.made_by_id = reason, actor_id
    session.add(revision)
    session.flush()
    return found


def _revision(
    found: Recognition, house: House, given: Given, document: Json
) -> RecognitionRevision:
    return RecognitionRevision(
        recognition_id=found.id,
        number=found.revision,
        comment=comment_of(house.profile.name, given),
        document=json.dumps(document, ensure_ascii=False, separators=(",", ":")),
        list_id=given.list_id,
        position=given.position,
        valid_from=given.valid_from,
        valid_until=given.subject.valid_until,
    )


def end_decisions(session: Session, recognition_ids: Collection[int], why: str) -> None:
    """Say of the newest form of these decisions, in their status lists too, that it is over."""
    present, quietly = clock.now(), {"synchronize_session": False}
    newest = (
        RecognitionRevision.recognition_id.in_(recognition_ids),
        RecognitionRevision.ended_at.is_(None),
    )
    place = and_(
        RecognitionRevision.list_id == StatusEntry.list_id,
        RecognitionRevision.position == StatusEntry.position,
    )
    lists = select(RecognitionRevision.list_id).where(*newest).distinct().scalar_subquery()
    session.execute(
        update(StatusList).where(StatusList.id.in_(lists)).values(changed_at=present),
        execution_options=quietly,
    )
    session.execute(
        update(StatusEntry).where(exists().where(place, *newest)).values(is_set=True),
        execution_options=quietly,
    )
    session.execute(
        update(RecognitionRevision).where(*newest).values(ended_at=present, ended_why=why),
        execution_options=quietly,
    )


def do_withdraw(
    session: Session, institution_id: int, credential_id: int, reason: str, *, actor_id: int | None
) -> None:
    """Take a decision back for good; whoever checks its file reads so.

    Raises:
        NotFound: nothing was decided here about this credential.
        NotCurrent: it is withdrawn already.
    """
    access_subject(session, institution_id, credential_id, locks=True)
    found = recognition_of(session, institution_id, credential_id)
    if found is None:
        raise NotFound
    if found.state != RecognitionState.VALID:
        raise NotCurrent
    withdraw(session, [found], reason)
    subject = f"credential:{credential_id}"
    record(session, "recognition_withdrawn", institution_id, subject, actor_id, reason=reason)


def withdraw(session: Session, found: Sequence[Recognition], reason: str) -> None:
    """Take these decisions back."""
    end_decisions(session, [one.id for one in found], reason)
    for one in found:
        one.state = RecognitionState.WITHDRAWN
    session.flush()


def do_set_practice(
    session: Session, institution_id: int, days: int, *, actor_id: int | None
) -> None:
    """Set within how many days an office decides."""
    found = session.get(RecognitionPractice, institution_id)
    if found is None:
        session.add(RecognitionPractice(institution_id=institution_id, days=days))
    else:
        found.days = days
    subject = f"institution:{institution_id}"
    record(session, "recognition_practice_set", institution_id, subject, actor_id, number=days)
