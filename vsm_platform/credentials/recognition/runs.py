"""Many decisions in one go: planned (the dry run), confirmed, let go on, and taken back."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import correspondents
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import enqueue
from vsm_platform.credentials.errors import (
    NothingToIssue,
    RunNotThere,
)
from vsm_platform.credentials.recognition.actions import record, withdraw
from vsm_platform.credentials.recognition.decisions import (
    home_issuer,
)
from vsm_platform.credentials.recognition.models import (
    Recognition,
    RecognitionItem,
    RecognitionRun,
    RecognitionState,
    RunSource,
    RunState,
)
from vsm_platform.credentials.recognition.proposals import proposals
from vsm_platform.credentials.recognition.queries import Filter, Line, all_lines
from vsm_platform.credentials.recognition.rows import (
    Match,
    Matched,
    Waiting,
    guess_mapping,
    match_rows,
)
from vsm_platform.exchanges.api import Partnership

DECIDE = "credentials.recognise"
"""The kind of delivery (``core.outbox``) that carries a run out."""
PROBLEMS_KEPT = 500


def number_of(line: Line) -> str:
    """How the sample names a credential: the beginning of its id."""
    return line.uuid[:8]


# The dry run ------------------------------------------------------------------------------------


def do_plan_by_terms(
    session: Session,
    institution_id: int,
    exchange_id: int | None,
    *,
    with_grades: bool,
    actor_id: int | None,
) -> int:
    """A draft that decides all that waits as the partnership's terms say; gives the run's id."""
    lines = all_lines(session, Filter(institution_id, "waiting", exchange_id))
    found, plan = (
        proposals(session, institution_id, [one.credential_id for one in lines]),
        Matched(),
    )
    for one in lines:
        proposal = found[one.credential_id]
        if proposal.is_whole_course:
            decision = proposal.decision(with_grade=with_grades)
            plan.decisions.append(Match(0, one.credential_id, decision))
        else:
            plan.problems.append((0, "part", f"{one.name}, {one.course}"))
    run = _new_run(session, institution_id, exchange_id, RunSource.TERMS, actor_id)
    _fill(session, run, plan)
    return run.id


def do_plan_by_list(
    session: Session,
    institution_id: int,
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    actor_id: int | None,
) -> int:
    """A draft of what a list decides, whose first row may be a header; gives the run's id."""
    run = _new_run(session, institution_id, None, RunSource.CSV, actor_id)
    run.table = [[number, list(cells)] for number, cells in rows]
    run.places = guess_mapping(rows[0][1]) if rows else {}
    _fill(session, run, _match(session, run))
    return run.id


def do_map_columns(session: Session, run: RecognitionRun, places: dict[str, int]) -> None:
    """Read a draft's list again with other columns.

    Raises:
        RunNotThere: it is no draft any more.
    """
    if run.state != RunState.DRAFT or not run.table:
        raise RunNotThere
    run.places = places
    session.execute(delete(RecognitionItem).where(RecognitionItem.run_id == run.id))
    _fill(session, run, _match(session, run))


def _match(session: Session, run: RecognitionRun) -> Matched:
    lines = all_lines(session, Filter(run.institution_id, "all"))
    readers = correspondents(session, [one.person_id or 0 for one in lines])
    people = [
        Waiting(
            one.credential_id,
            number_of(one),
            one.name,
            readers[one.person_id].address if one.person_id in readers else "",
            "waiting" if one.state in {"waiting", "late"} else "decided",
        )
        for one in lines
    ]
    rows: list[tuple[int, list[str]]] = [(number, cells) for number, cells in run.table]
    body = rows[1:] if rows and guess_mapping(rows[0][1]) else rows
    return match_rows(body, run.places, people, _scheme(session, run.institution_id))


def _scheme(session: Session, institution_id: int) -> str:
    """The scheme in which an institution counts, by its latest terms; empty where none says so."""
    query = select(Partnership.credit_scheme).where(
        Partnership.institution_id == institution_id, Partnership.credit_scheme != ""
    )
    return session.scalar(query.order_by(Partnership.id.desc()).limit(1)) or ""


def _new_run(
    session: Session,
    institution_id: int,
    exchange_id: int | None,
    source: RunSource,
    actor_id: int | None,
) -> RecognitionRun:
    run = RecognitionRun(
        institution_id=institution_id,
        exchange_id=exchange_id,
        source=source,
        made_by_id=actor_id,
        made_at=clock.now(),
    )
    session.add(run)
    session.flush()
    return run


def _fill(session: Session, run: RecognitionRun, plan: Matched) -> None:
    for one in plan.decisions:
        said = one.decision
        session.add(
            RecognitionItem(
                run_id=run.id,
                credential_id=one.credential_id,
                row=one.row,
                is_recognised=said.is_recognised,
                scheme=said.scheme,
                credits=said.credits,
                grade=said.grade,
                reason=said.reason,
            )
        )
    run.problems = [list(one) for one in sorted(plan.problems)][:PROBLEMS_KEPT]
    session.flush()


# From the draft to the end ----------------------------------------------------------------------


def locked_run(session: Session, institution_id: int, run_id: int) -> RecognitionRun:
    """A run of an office, locked until the end of the transaction.

    Raises:
        NotFound: the office has no such run.
    """
    run = session.get(RecognitionRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.institution_id != institution_id:
        raise NotFound
    return run


def do_confirm(session: Session, institution_id: int, run_id: int, *, actor_id: int | None) -> None:
    """Sign everything of a draft, in the background.

    Raises:
        RunNotThere: it is no draft any more.
        NothingToIssue: it decides nothing.
        NoHomeIssuer: the university does not sign.
    """
    run = locked_run(session, institution_id, run_id)
    if run.state != RunState.DRAFT:
        raise RunNotThere
    items = select(func.count()).where(RecognitionItem.run_id == run.id)
    if not session.scalar(items):
        raise NothingToIssue
    home_issuer(session, institution_id)
    run.table, run.places = [], {}
    _begin(session, run, actor_id)


def do_resume(session: Session, institution_id: int, run_id: int, *, actor_id: int | None) -> None:
    """Let a stopped run go on, once what stopped it is mended.

    Raises:
        RunNotThere: it is not stopped.
    """
    run = locked_run(session, institution_id, run_id)
    if run.state != RunState.STOPPED:
        raise RunNotThere
    _begin(session, run, actor_id)


def _begin(session: Session, run: RecognitionRun, actor_id: int | None) -> None:
    run.state, run.stopped_why = RunState.RUNNING, ""
    record_run(session, "recognition_run_begun", run, actor_id)
    enqueue(
        session,
        DECIDE,
        {"run": run.id},
        lane=f"recognition:{run.id}",
        channel="credentials",
        institution_id=run.institution_id,
    )


def do_drop_draft(session: Session, institution_id: int, run_id: int) -> None:
    """Throw a draft away.

    Raises:
        RunNotThere: it is no draft any more.
    """
    run = locked_run(session, institution_id, run_id)
    if run.state != RunState.DRAFT:
        raise RunNotThere
    session.delete(run)


def do_undo_run(
    session: Session, institution_id: int, run_id: int, reason: str, *, actor_id: int | None
) -> int:
    """Withdraw everything that a run decided and that still holds; gives how many those are.

    Raises:
        RunNotThere: it has decided nothing, or is undone already.
    """
    run = locked_run(session, institution_id, run_id)
    if run.state not in {RunState.RUNNING, RunState.STOPPED, RunState.DONE}:
        raise RunNotThere
    query = select(Recognition).where(
        Recognition.run_id == run.id, Recognition.state == RecognitionState.VALID
    )
    found = session.scalars(query.with_for_update()).all()
    withdraw(session, found, reason)
    run.state, run.reason = RunState.UNDONE, reason
    record_run(session, "recognition_run_undone", run, actor_id, number=len(found), reason=reason)
    return len(found)


def record_run(
    session: Session, verb: str, run: RecognitionRun, actor_id: int | None, **details: str | int
) -> None:
    """Write a line about a run into the audit log."""
    subject = f"recognition_run:{run.id}"
    record(session, verb, run.institution_id, subject, actor_id, run=run.id, **details)
