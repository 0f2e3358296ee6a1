"""A run is planned (the dry run), confirmed, looked at by a second person, and let go on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import correspondents
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import enqueue
from vsm_platform.credentials.actions.achievements import (
    locked_achievement,
    present_version,
    record,
)
from vsm_platform.credentials.actions.keeping import do_ensure_tidying
from vsm_platform.credentials.conditions import Candidate, progress_of
from vsm_platform.credentials.errors import (
    NoIssuer,
    NothingToIssue,
    RunNotThere,
    SecondPersonNeeded,
)
from vsm_platform.credentials.models import (
    Achievement,
    AchievementVersion,
    CredentialState,
    Issuer,
    Run,
    RunItem,
    RunSource,
    RunState,
)
from vsm_platform.credentials.queries.grades import grades_of
from vsm_platform.credentials.queries.people import candidates_for, credentials_by_person
from vsm_platform.credentials.rows import Match, Places, guess_mapping, match_rows

ISSUE = "credentials.issue"
"""The kind of delivery (``core.outbox``) that carries a run out."""
PROBLEMS_KEPT = 500


@dataclass(slots=True)
class Plan:
    """Whom a run is for, and who was left out."""

    people: list[Match] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


def do_plan_by_rule(
    session: Session, exchange_id: int, achievement_id: int, *, actor_id: int | None
) -> int:
    """A draft for everybody who fulfils the conditions and has not got it; gives the run's id.

    Raises:
        NotFound: the exchange has no such achievement.
    """
    achievement = locked_achievement(session, exchange_id, achievement_id)
    version = present_version(session, achievement)
    people = candidates_for(session, exchange_id, achievement.kind)
    progress = progress_of(session, exchange_id, version.rule, people)
    fulfilled = [Match(0, one) for one in people if progress[one.enrolment_id].is_met]
    return _draft(session, achievement, version, RunSource.RULE, Plan(fulfilled), actor_id)


def do_plan_by_hand(
    session: Session,
    exchange_id: int,
    achievement_id: int,
    enrolment_ids: Collection[int],
    *,
    actor_id: int | None,
) -> int:
    """A draft for these people, whatever the conditions say; gives the run's id.

    Raises:
        NotFound: the exchange has no such achievement.
    """
    achievement = locked_achievement(session, exchange_id, achievement_id)
    version = present_version(session, achievement)
    people = candidates_for(session, exchange_id, achievement.kind, only=enrolment_ids)
    plan = Plan([Match(0, one) for one in people])
    return _draft(session, achievement, version, RunSource.HAND, plan, actor_id)


def do_plan_by_list(
    session: Session,
    exchange_id: int,
    achievement_id: int,
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    actor_id: int | None,
) -> int:
    """A draft for the people of a list, whose first row may be a header; gives the run's id.

    Raises:
        NotFound: the exchange has no such achievement.
    """
    achievement = locked_achievement(session, exchange_id, achievement_id)
    version = present_version(session, achievement)
    places = guess_mapping(rows[0][1]) if rows else {}
    plan = _match(session, achievement, rows, places)
    run_id = _draft(session, achievement, version, RunSource.CSV, plan, actor_id)
    run = session.get_one(Run, run_id)
    run.table, run.places = [[number, list(cells)] for number, cells in rows], places
    return run_id


def do_map_columns(session: Session, run: Run, places: Places) -> None:
    """Read a draft's list again with other columns.

    Raises:
        RunNotThere: it is no draft any more.
    """
    if run.state != RunState.DRAFT or not run.table:
        raise RunNotThere
    achievement = session.get_one(Achievement, run.achievement_id)
    rows = [(number, cells) for number, cells in run.table]
    plan = _match(session, achievement, rows, places)
    run.places = places
    session.execute(delete(RunItem).where(RunItem.run_id == run.id))
    _fill(session, run, achievement, session.get_one(AchievementVersion, run.version_id), plan)


def _match(
    session: Session,
    achievement: Achievement,
    rows: Sequence[tuple[int, Sequence[str]]],
    places: Places,
) -> Plan:
    people = candidates_for(session, achievement.exchange_id, achievement.kind)
    readers = correspondents(session, [one.person_id for one in people])
    addresses = {key: reader.address for key, reader in readers.items()}
    # The first row is a header where its words say so, or where it names nobody.
    body = rows[1:] if rows and guess_mapping(rows[0][1]) else rows
    found = match_rows(body, places, people, addresses)
    return Plan(found.people, found.problems)


def _draft(
    session: Session,
    achievement: Achievement,
    version: AchievementVersion,
    source: RunSource,
    plan: Plan,
    actor_id: int | None,
) -> int:
    run = Run(
        achievement_id=achievement.id,
        version_id=version.id,
        source=source,
        awarded_on=clock.today(UTC),
        made_by_id=actor_id,
        made_at=clock.now(),
    )
    session.add(run)
    session.flush()
    _fill(session, run, achievement, version, plan)
    return run.id


def _fill(
    session: Session,
    run: Run,
    achievement: Achievement,
    version: AchievementVersion,
    plan: Plan,
) -> None:
    """Leave out who has it already, and look the grades up."""
    held = credentials_by_person(session, achievement.id)
    holding = {key for key, one in held.items() if one.state == CredentialState.ISSUED}
    problems = list(plan.problems)
    problems += [
        (one.row, "holds", one.person.name)
        for one in plan.people
        if one.person.person_id in holding
    ]
    taken = [one for one in plan.people if one.person.person_id not in holding]
    grades = grades_of(session, version.measure_id, [one.person.enrolment_id for one in taken])
    for one in taken:
        session.add(_item(run.id, one, grades.get(one.person.enrolment_id, "")))
    run.problems = [list(one) for one in sorted(problems)][:PROBLEMS_KEPT]
    session.flush()


def _item(run_id: int, match: Match, grade: str) -> RunItem:
    person: Candidate = match.person
    return RunItem(
        run_id=run_id,
        person_id=person.person_id,
        enrolment_id=person.enrolment_id,
        row=match.row,
        name=match.name,
        grade=match.grade or grade,
    )


def locked_run(session: Session, exchange_id: int, run_id: int) -> Run:
    """A run of an exchange, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such run.
    """
    run = session.get(Run, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NotFound
    achievement = session.get_one(Achievement, run.achievement_id)
    if achievement.exchange_id != exchange_id:
        raise NotFound
    return run


def do_confirm(
    session: Session, exchange_id: int, run_id: int, *, awarded_on: date, actor_id: int
) -> None:
    """Let a draft be signed, or be looked at by a second person where the issuer wants that.

    Raises:
        RunNotThere: it is no draft any more.
        NoIssuer: nobody signs.
        NothingToIssue: nobody is in it.
    """
    run = locked_run(session, exchange_id, run_id)
    achievement = session.get_one(Achievement, run.achievement_id)
    if run.state != RunState.DRAFT:
        raise RunNotThere
    issuer = session.get(Issuer, achievement.issuer_id) if achievement.issuer_id else None
    if issuer is None or not issuer.is_active:
        raise NoIssuer
    if not session.scalar(select(func.count()).where(RunItem.run_id == run.id)):
        raise NothingToIssue
    # Who confirms answers for it, whoever has drawn the list up.
    run.awarded_on, run.table, run.made_by_id = awarded_on, [], actor_id
    if issuer.needs_approval:
        run.state = RunState.ASKED
        record(session, "run_asked", achievement, actor_id, run=run.id)
    else:
        _begin(session, run, achievement, actor_id)


def do_decide(
    session: Session,
    exchange_id: int,
    run_id: int,
    *,
    is_approved: bool,
    reason: str,
    actor_id: int,
) -> None:
    """The second person lets a run be signed, or says why not.

    Raises:
        RunNotThere: it waits for nobody.
        SecondPersonNeeded: it is the person who confirmed it.
    """
    run = locked_run(session, exchange_id, run_id)
    achievement = session.get_one(Achievement, run.achievement_id)
    if run.state != RunState.ASKED:
        raise RunNotThere
    if run.made_by_id == actor_id:
        raise SecondPersonNeeded
    run.decided_by_id, run.decided_at, run.reason = actor_id, clock.now(), reason
    if is_approved:
        _begin(session, run, achievement, actor_id)
    else:
        run.state = RunState.REFUSED
        record(session, "run_refused", achievement, actor_id, run=run.id, reason=reason)


def do_resume(session: Session, exchange_id: int, run_id: int, *, actor_id: int | None) -> None:
    """Let a stopped run go on, once what stopped it is mended.

    Raises:
        RunNotThere: it is not stopped.
    """
    run = locked_run(session, exchange_id, run_id)
    if run.state != RunState.STOPPED:
        raise RunNotThere
    _begin(session, run, session.get_one(Achievement, run.achievement_id), actor_id)


def do_drop_draft(session: Session, exchange_id: int, run_id: int) -> None:
    """Throw a draft away.

    Raises:
        RunNotThere: it is no draft any more.
    """
    run = locked_run(session, exchange_id, run_id)
    if run.state != RunState.DRAFT:
        raise RunNotThere
    session.delete(run)


def _begin(session: Session, run: Run, achievement: Achievement, actor_id: int | None) -> None:
    run.state, run.stopped_why = RunState.RUNNING, ""
    record(session, "run_begun", achievement, actor_id, run=run.id)
    do_ensure_tidying(session)
    enqueue(
        session,
        ISSUE,
        {"run": run.id},
        lane=f"credentials:{run.id}",
        channel="credentials",
        exchange_id=achievement.exchange_id,
    )
