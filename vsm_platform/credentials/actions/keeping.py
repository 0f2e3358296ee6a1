"""How long records are kept: what is over is emptied once a day, and what a verifier needs never is.

What stays of everything: that something was issued on a day, its random id, the dates of its forms,
its places in the status lists, and all public keys. So the files that people took along go on
verifying, and a revocation goes on being told (``docs/decisions/0040-recognition.md``).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Text, cast, delete, exists, func, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.core.unit_of_work import after_commit
from vsm_platform.credentials.certificates import certificates_folder, forget_certificates
from vsm_platform.credentials.models import (
    Achievement,
    Credential,
    CredentialRevision,
    Issuer,
    Run,
    RunItem,
    RunState,
)
from vsm_platform.credentials.recognition.models import (
    Recognition,
    RecognitionItem,
    RecognitionRevision,
    RecognitionRun,
)

TIDY = "credentials.tidy"
"""The kind of delivery (``core.outbox``) that tidies once a day."""
BATCH = 500
OPEN = (RunState.RUNNING, RunState.STOPPED, RunState.ASKED)
"""Runs that still need their lists, however old they are."""
EMPTY = 2
"""Characters of an empty list in JSON."""
_QUIETLY = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Due:
    """What the next tidying would empty."""

    credentials: int
    decisions: int
    lists: int


def kept_until(issuer: Issuer, awarded_at: datetime) -> datetime | None:
    """Until when a record is kept; None for good."""
    return awarded_at + _years(issuer.keep_years) if issuer.keep_years else None


def _years(years: int) -> timedelta:
    return timedelta(days=round(365.25 * years))


def due_for_tidying(session: Session, issuer: Issuer) -> Due:
    """The dry run: what would be emptied today."""

    def count(query: Any) -> int:
        return session.scalar(select(func.count()).select_from(query.subquery())) or 0

    return Due(
        credentials=count(_old_credentials(issuer)),
        decisions=count(_old_decisions(issuer)),
        lists=count(_old_runs(issuer)) + count(_old_decision_runs(issuer)),
    )


def _old_credentials(issuer: Issuer) -> Any:
    query = select(Credential.id).where(
        Credential.issuer_id == issuer.id, Credential.person_id.is_not(None)
    )
    if not issuer.keep_years:
        return query.where(Credential.id.is_(None))
    return query.where(Credential.awarded_at < clock.now() - _years(issuer.keep_years))


def _old_decisions(issuer: Issuer) -> Any:
    query = select(Recognition.id).where(
        Recognition.issuer_id == issuer.id, Recognition.person_id.is_not(None)
    )
    if not issuer.keep_years:
        return query.where(Recognition.id.is_(None))
    return query.where(Recognition.decided_at < clock.now() - _years(issuer.keep_years))


def _old_runs(issuer: Issuer) -> Any:
    """Runs that are over and whose lists still name people."""
    names = exists().where(RunItem.run_id == Run.id, (RunItem.name != "") | (RunItem.grade != ""))
    return (
        select(Run.id)
        .join(Achievement, Achievement.id == Run.achievement_id)
        .where(
            Achievement.issuer_id == issuer.id,
            Run.state.not_in(OPEN),
            Run.made_at < clock.now() - timedelta(days=issuer.papers_days),
            names | (Run.state == RunState.DRAFT) | (func.length(_text(Run.problems)) > EMPTY),
        )
    )


def _old_decision_runs(issuer: Issuer) -> Any:
    says = exists().where(
        RecognitionItem.run_id == RecognitionRun.id,
        (RecognitionItem.grade != "") | (RecognitionItem.reason != ""),
    )
    return select(RecognitionRun.id).where(
        RecognitionRun.institution_id == issuer.institution_id,
        RecognitionRun.state.not_in(OPEN),
        RecognitionRun.made_at < clock.now() - timedelta(days=issuer.papers_days),
        says
        | (RecognitionRun.state == RunState.DRAFT)
        | (func.length(_text(RecognitionRun.problems)) > EMPTY),
    )


def _text(column: Any) -> Any:
    return cast(column, Text)


def do_tidy(session: Session, issuer: Issuer) -> int:
    """Empty some of what is over; gives how many records that were, 0 when nothing is left to do."""
    credentials = session.scalars(_old_credentials(issuer).limit(BATCH)).all()
    decisions = session.scalars(_old_decisions(issuer).limit(BATCH)).all()
    runs = session.scalars(_old_runs(issuer).limit(BATCH)).all()
    decision_runs = session.scalars(_old_decision_runs(issuer).limit(BATCH)).all()
    empty_credentials(session, credentials)
    empty_decisions(session, decisions)
    _empty_runs(session, Run, RunItem, runs, name="", grade="")
    _empty_runs(session, RecognitionRun, RecognitionItem, decision_runs, grade="", reason="")
    number = len(credentials) + len(decisions) + len(runs) + len(decision_runs)
    if number:
        audit.record(
            session,
            "credentials.tidied",
            f"issuer:{issuer.id}",
            actor_id=None,
            institution_id=issuer.institution_id,
            number=number,
        )
    return number


def empty_credentials(session: Session, ids: Sequence[int]) -> None:
    """Take names, grades and documents out of these credentials, and the people off them."""
    if not ids:
        return
    session.execute(
        update(CredentialRevision)
        .where(CredentialRevision.credential_id.in_(ids))
        .values(name="", grade="", document="", reason="", ended_why=""),
        execution_options=_QUIETLY,
    )
    session.execute(
        update(Credential)
        .where(Credential.id.in_(ids))
        .values(person_id=None, enrolment_id=None, shared_at=None),
        execution_options=_QUIETLY,
    )
    after_commit(session, partial(forget_certificates, certificates_folder()))


def empty_decisions(session: Session, ids: Collection[int]) -> None:
    """Take grades, reasons and documents out of these decisions, and the people off them."""
    if not ids:
        return
    session.execute(
        update(RecognitionRevision)
        .where(RecognitionRevision.recognition_id.in_(ids))
        .values(comment="", document="", reason="", ended_why=""),
        execution_options=_QUIETLY,
    )
    session.execute(
        update(Recognition)
        .where(Recognition.id.in_(ids))
        .values(grade="", reason="", person_id=None),
        execution_options=_QUIETLY,
    )


def _empty_runs(
    session: Session, run: Any, item: Any, ids: Collection[int], **emptied: str
) -> None:
    """Forget what the lists of runs said of people; drafts go as a whole."""
    if not ids:
        return
    session.execute(
        update(item).where(item.run_id.in_(ids)).values(**emptied), execution_options=_QUIETLY
    )
    session.execute(
        update(run).where(run.id.in_(ids)).values(problems=[], table=[], places={}),
        execution_options=_QUIETLY,
    )
    drafts = (run.id.in_(ids), run.state == RunState.DRAFT)
    whose = select(run.id).where(*drafts).scalar_subquery()
    session.execute(delete(item).where(item.run_id.in_(whose)), execution_options=_QUIETLY)
    session.execute(delete(run).where(*drafts), execution_options=_QUIETLY)


def do_ensure_tidying(session: Session) -> None:
    """See to it that the daily tidying goes on."""
    waits = exists().where(Delivery.kind == TIDY, Delivery.state == DeliveryState.WAITING)
    if not session.scalar(select(waits)):
        enqueue(
            session,
            TIDY,
            {},
            lane="credentials:tidy",
            channel="credentials",
            due_at=clock.now() + timedelta(days=1),
        )
