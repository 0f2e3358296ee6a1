"""A run is carried out, some people at a time, so that it can be killed anywhere and go on.

Places in the status list are kept first, then documents are built and signed outside of any
transaction, then everything of these people is stored in one: whoever is killed before that has
issued nothing of it, and whoever is killed after it finds nothing left to do of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.credentials.actions.achievements import record
from vsm_platform.credentials.actions.revising import (
    IssuedDocument,
    add_months,
    do_insert_credentials,
    do_revise,
    reserve_places,
    valid_from_after,
)
from vsm_platform.credentials.actions.telling import News, do_tell
from vsm_platform.credentials.errors import SigningKeyMissing
from vsm_platform.credentials.models import (
    Achievement,
    AchievementVersion,
    Credential,
    CredentialRevision,
    CredentialState,
    Issuer,
    Run,
    RunItem,
    RunState,
)
from vsm_platform.credentials.signing import (
    Given,
    Mould,
    mould_of,
    new_uuid,
    signed,
    signing_key,
)
from vsm_platform.credentials.standards.errors import StandardsError
from vsm_platform.credentials.standards.keys import SigningKey

BATCH = 100
"""So many are signed and stored together."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One person of the run, with everything that the document needs."""

    item_id: int
    person_id: int
    enrolment_id: int | None
    institution_id: int | None
    given: Given
    held_id: int | None
    """The person's revoked credential, which is issued anew."""


@dataclass(frozen=True, slots=True)
class _Batch:
    run_id: int
    achievement_id: int
    version_id: int
    mould: Mould
    key: SigningKey
    tasks: Sequence[_Task]


def issue_some(database: Database, vault: Vault, public_url: str, run_id: int) -> bool:
    """Issue to the next people of a run; gives whether there is more to do."""
    with database.unit_of_work(writes=True) as session:
        batch = _prepare(session, vault, public_url, run_id)
    if batch is None:
        return False
    try:
        documents = [signed(batch.mould, one.given, batch.key) for one in batch.tasks]
    except StandardsError:
        with database.unit_of_work(writes=True) as session:
            _stop(session, run_id, "document")
        return False
    with database.unit_of_work(writes=True) as session:
        _store(session, batch, documents)
    return True


def _prepare(session: Session, vault: Vault, public_url: str, run_id: int) -> _Batch | None:
    run = session.get(Run, run_id, with_for_update=True)
    if run is None or run.state != RunState.RUNNING:
        return None
    items = _waiting(session, run_id)
    if not items:
        _finish(session, run)
        return None
    achievement = session.get_one(Achievement, run.achievement_id)
    issuer = session.get_one(Issuer, achievement.issuer_id)
    try:
        key = signing_key(session, vault, issuer)
    except SigningKeyMissing:
        _stop(session, run_id, "key")
        return None
    if not issuer.is_active:
        _stop(session, run_id, "issuer")
        return None
    version = session.get_one(AchievementVersion, run.version_id)
    _reserve(session, issuer, items)
    tasks = _tasks(session, run, version, items)
    mould = mould_of(session, achievement, version, public_url)
    return _Batch(run.id, achievement.id, version.id, mould, key, tasks)


def _waiting(session: Session, run_id: int) -> Sequence[RunItem]:
    query = select(RunItem).where(
        RunItem.run_id == run_id,
        RunItem.credential_id.is_(None),
        RunItem.is_skipped.is_(False),
        RunItem.person_id.is_not(None),
    )
    return session.scalars(query.order_by(RunItem.id).limit(BATCH)).all()


def _reserve(session: Session, issuer: Issuer, items: Sequence[RunItem]) -> None:
    bare = [one for one in items if one.list_id is None]
    for one, (list_id, position) in zip(
        bare, reserve_places(session, issuer.id, len(bare)), strict=True
    ):
        one.list_id, one.position = list_id, position


def _tasks(
    session: Session, run: Run, version: AchievementVersion, items: Sequence[RunItem]
) -> list[_Task]:
    ids = [one.person_id for one in items]
    people = select(Person.id, Person.display_name, Person.institution_id).where(Person.id.in_(ids))
    known = {row.id: row for row in session.execute(people)}
    held = _held(session, run.achievement_id, ids)
    awarded_at = datetime.combine(run.awarded_on, time(12), UTC)
    tasks = []
    for one in items:
        person, before = known[one.person_id or 0], held.get(one.person_id)
        valid_from = valid_from_after(before[1] if before else None)
        given = Given(
            uuid=before[0].uuid if before else new_uuid(),
            subject=before[0].subject if before else new_uuid(),
            name=one.name or person.display_name or "—",
            grade=one.grade,
            awarded_at=awarded_at,
            valid_from=valid_from,
            valid_until=add_months(awarded_at, version.months_valid),
            list_id=one.list_id or 0,
            position=one.position or 0,
        )
        held_id = before[0].id if before else None
        tasks.append(
            _Task(one.id, person.id, one.enrolment_id, person.institution_id, given, held_id)
        )
    return tasks


def _held(
    session: Session, achievement_id: int, person_ids: Sequence[int | None]
) -> dict[int | None, tuple[Credential, datetime]]:
    """Credentials that these people have or had, with when the newest form became valid."""
    query = (
        select(Credential, CredentialRevision.valid_from)
        .join(
            CredentialRevision,
            (CredentialRevision.credential_id == Credential.id)
            & (CredentialRevision.number == Credential.revision),
        )
        .where(Credential.achievement_id == achievement_id, Credential.person_id.in_(person_ids))
    )
    return {one.person_id: (one, valid_from) for one, valid_from in session.execute(query)}


def _store(session: Session, batch: _Batch, documents: Sequence[dict[str, object]]) -> None:
    """Everything of these people, or nothing."""
    run = session.get(Run, batch.run_id, with_for_update=True)
    # The lock lets two runs of one achievement go one after the other.
    session.get(Achievement, batch.achievement_id, with_for_update=True)
    if run is None or run.state != RunState.RUNNING:
        return
    waiting = {one.id for one in _waiting(session, batch.run_id)}
    held = _held(session, batch.achievement_id, [one.person_id for one in batch.tasks])
    fresh, skipped = list[tuple[_Task, IssuedDocument]](), list[int]()
    for task, document in zip(batch.tasks, documents, strict=True):
        if task.item_id not in waiting:
            continue
        before = held.get(task.person_id)
        made = IssuedDocument(task.given, document, batch.version_id, run.made_by_id)
        if before is None and task.held_id is None:
            fresh.append((task, made))
        elif before is None or before[0].state == CredentialState.ISSUED:
            skipped.append(task.item_id)
        else:
            do_revise(session, before[0], made, ects=batch.mould.credits)
            before[0].run_id, before[0].awarded_at = run.id, task.given.awarded_at
            _note(session, [(task.item_id, before[0].id)])
            do_tell(session, News.ISSUED, [before[0].id])
    _insert(session, run, batch, fresh)
    if skipped:
        session.execute(update(RunItem).where(RunItem.id.in_(skipped)).values(is_skipped=True))


def _insert(
    session: Session, run: Run, batch: _Batch, fresh: Sequence[tuple[_Task, IssuedDocument]]
) -> None:
    rows = [
        {
            "achievement_id": batch.achievement_id,
            "issuer_id": batch.mould.issuer_id,
            "person_id": task.person_id,
            "enrolment_id": task.enrolment_id,
            "institution_id": task.institution_id,
            "ects": batch.mould.credits,
            "run_id": run.id,
        }
        for task, _made in fresh
    ]
    ids = do_insert_credentials(session, rows, [made for _task, made in fresh])
    _note(session, [(task.item_id, ids[made.given.uuid]) for task, made in fresh])
    do_tell(session, News.ISSUED, list(ids.values()))


def _note(session: Session, issued: Sequence[tuple[int, int]]) -> None:
    """Note on the run's items what they became."""
    if issued:
        session.execute(
            update(RunItem), [{"id": item, "credential_id": made} for item, made in issued]
        )


def _finish(session: Session, run: Run) -> None:
    run.state, run.finished_at = RunState.DONE, clock.now()
    issued = select(func.count()).where(
        RunItem.run_id == run.id, RunItem.credential_id.is_not(None)
    )
    achievement = session.get_one(Achievement, run.achievement_id)
    number = session.scalar(issued) or 0
    record(session, "run_done", achievement, run.made_by_id, run=run.id, number=number)


def _stop(session: Session, run_id: int, why: str) -> None:
    run = session.get_one(Run, run_id, with_for_update=True)
    if run.state == RunState.RUNNING:
        run.state, run.stopped_why = RunState.STOPPED, why
        achievement = session.get_one(Achievement, run.achievement_id)
        record(session, "run_stopped", achievement, None, run=run.id, code=why)
