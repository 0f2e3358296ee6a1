"""A run of decisions is carried out, some at a time, so that it can be killed anywhere and go on.

As with credentials, places in the status list are kept first, documents are signed outside of any
transaction, and everything of a batch is stored in one: whoever is killed before has decided
nothing of it, and whoever is killed after it finds nothing left to do of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.credentials.actions.revising import reserve_places
from vsm_platform.credentials.errors import NoHomeIssuer, SigningKeyMissing
from vsm_platform.credentials.recognition.actions import given_for, store
from vsm_platform.credentials.recognition.decisions import (
    Decision,
    Given,
    House,
    home_issuer,
    house_of,
    signed,
    subjects,
)
from vsm_platform.credentials.recognition.models import (
    Recognition,
    RecognitionItem,
    RecognitionRun,
    RunState,
)
from vsm_platform.credentials.recognition.runs import record_run
from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import StandardsError

BATCH = 100
"""So many are signed and stored together."""


@dataclass(slots=True)
class _Batch:
    run_id: int
    house: House
    tasks: list[tuple[int, Given]] = field(default_factory=list)
    """Items with what is signed for them."""


def decide_some(database: Database, vault: Vault, public_url: str, run_id: int) -> bool:
    """Sign the next decisions of a run; gives whether there is more to do."""
    with database.unit_of_work(writes=True) as session:
        batch = _prepare(session, vault, public_url, run_id)
    if batch is None:
        return False
    try:
        documents = [signed(batch.house, given) for _item, given in batch.tasks]
    except StandardsError:
        with database.unit_of_work(writes=True) as session:
            _stop(session, run_id, "document")
        return False
    with database.unit_of_work(writes=True) as session:
        _store(session, batch, documents)
    return True


def _prepare(session: Session, vault: Vault, public_url: str, run_id: int) -> _Batch | None:
    run = session.get(RecognitionRun, run_id, with_for_update=True)
    if run is None or run.state != RunState.RUNNING:
        return None
    items = _waiting(session, run_id)
    if not items:
        _finish(session, run)
        return None
    try:
        house = house_of(session, vault, public_url, home_issuer(session, run.institution_id))
    except (SigningKeyMissing, NoHomeIssuer) as trouble:
        _stop(session, run_id, "key" if isinstance(trouble, SigningKeyMissing) else "issuer")
        return None
    batch = _Batch(run.id, house)
    _fill(session, batch, items)
    return batch


def _fill(session: Session, batch: _Batch, items: Sequence[RecognitionItem]) -> None:
    """Keep a place for each, and leave out what was revoked or has expired meanwhile."""
    found = subjects(session, [one.credential_id for one in items])
    for one in items:
        one.is_skipped = not found[one.credential_id].is_good
    bare = [one for one in items if one.list_id is None and not one.is_skipped]
    places = reserve_places(session, batch.house.issuer_id, len(bare))
    for one, (list_id, position) in zip(bare, places, strict=True):
        one.list_id, one.position = list_id, position
    for one in items:
        if not one.is_skipped:
            place = (one.list_id or 0, one.position or 0)
            given = given_for(session, found[one.credential_id], _decision(one), None, place)
            batch.tasks.append((one.id, given))


def _decision(one: RecognitionItem) -> Decision:
    return Decision(one.is_recognised, one.scheme, one.credits, one.grade, one.reason)


def _waiting(session: Session, run_id: int) -> Sequence[RecognitionItem]:
    query = select(RecognitionItem).where(
        RecognitionItem.run_id == run_id,
        RecognitionItem.recognition_id.is_(None),
        RecognitionItem.is_skipped.is_(False),
    )
    return session.scalars(query.order_by(RecognitionItem.id).limit(BATCH)).all()


def _store(session: Session, batch: _Batch, documents: Sequence[Json]) -> None:
    """Everything of these decisions, or nothing."""
    run = session.get(RecognitionRun, batch.run_id, with_for_update=True)
    if run is None or run.state != RunState.RUNNING:
        return
    ids = [given.subject.credential_id for _item, given in batch.tasks]
    # The locks let whoever decides one of them by hand go before or after, and not between.
    found = subjects(session, ids, locks=True)
    query = select(Recognition.credential_id).where(
        Recognition.credential_id.in_(ids), Recognition.institution_id == run.institution_id
    )
    taken = set(session.scalars(query))
    waiting = {one.id: one for one in _waiting(session, batch.run_id)}
    for (item_id, given), document in zip(batch.tasks, documents, strict=True):
        item, subject = waiting.get(item_id), found.get(given.subject.credential_id)
        if item is None:
            continue
        if subject != given.subject or not subject.is_good or subject.credential_id in taken:
            item.is_skipped = True
            continue
        actor = run.made_by_id
        made = store(session, batch.house, given, document, None, run_id=run.id, actor_id=actor)
        item.recognition_id = made.id


def _stop(session: Session, run_id: int, why: str) -> None:
    run = session.get_one(RecognitionRun, run_id, with_for_update=True)
    if run.state == RunState.RUNNING:
        run.state, run.stopped_why = RunState.STOPPED, why
        record_run(session, "recognition_run_stopped", run, None, code=why)


def _finish(session: Session, run: RecognitionRun) -> None:
    run.state, run.finished_at = RunState.DONE, clock.now()
    decided = select(func.count()).where(
        RecognitionItem.run_id == run.id, RecognitionItem.recognition_id.is_not(None)
    )
    number = session.scalar(decided) or 0
    record_run(session, "recognition_run_done", run, run.made_by_id, number=number)
