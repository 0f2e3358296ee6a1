"""Assignments are written, published, taken back, and copied into another exchange."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.actions.common import locked_assignment, record
from vsm_platform.content.assignments.errors import AssignmentInUse, TeamsMissing
from vsm_platform.content.assignments.models import (
    Assignment,
    PartnerDue,
    Readers,
    Submission,
    SubmissionVersion,
)
from vsm_platform.content.assignments.queries.assignments import (
    AssignmentView,
    assignments_of,
    source_of,
)
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Exchange, Partner, partners_of
from vsm_platform.grading.api import do_drop_measure, do_ensure_measure
from vsm_platform.teams.api import sets_of


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """What faculty say about an assignment."""

    title: str
    instructions: str
    is_for_teams: bool
    team_set_id: int | None
    points: float | None
    opens_on: date | None
    due_on: date | None
    due_time: time
    due_zone: str
    accepts_late: bool
    accepts_again: bool
    readers: Readers
    own_dues: Mapping[int, tuple[date, time]]
    """By partnership, where a partner's due date differs."""


_LOCKED = ("is_for_teams", "team_set_id", "points")
"""What cannot change once students see it: their work and their marks hang on it."""


def do_add_assignment(
    session: Session, exchange_id: int, facts: AssignmentFacts, *, actor_id: int | None
) -> int:
    """A new assignment, as a draft; gives its id.

    Raises:
        NotFound: there is no such exchange, or a set of teams or a partner is not of it.
    """
    if session.get(Exchange, exchange_id) is None:
        raise NotFound
    made = Assignment(exchange_id=exchange_id, created_at=clock.now())
    _write(session, made, facts)
    session.add(made)
    session.flush()
    _write_dues(session, made, facts.own_dues)
    record(session, "assignment_added", made, actor_id, name=facts.title)
    return made.id


def do_update_assignment(
    session: Session,
    exchange_id: int,
    assignment_id: int,
    facts: AssignmentFacts,
    *,
    seen_version: int,
    actor_id: int | None,
) -> bool:
    """Change an assignment; False where somebody else was faster and nothing changed.

    Who it is for and its points stay as they are while it is published.
    """
    assignment = locked_assignment(session, exchange_id, assignment_id)
    if assignment.version != seen_version:
        return False
    kept = {name: getattr(assignment, name) for name in _LOCKED}
    _write(session, assignment, facts)
    if assignment.published_at:
        for name, value in kept.items():
            # Where its teams were deleted before anybody wrote something, others can be chosen.
            if name != "team_set_id" or value is not None:
                setattr(assignment, name, value)
        _ensure_measure(session, assignment)
    assignment.version += 1
    _write_dues(session, assignment, facts.own_dues)
    record(session, "assignment_changed", assignment, actor_id, name=facts.title)
    return True


def _write(session: Session, assignment: Assignment, facts: AssignmentFacts) -> None:
    known = {one.id for one in sets_of(session, assignment.exchange_id)}
    if facts.team_set_id is not None and facts.team_set_id not in known:
        raise NotFound
    for name in (
        "title",
        "instructions",
        "is_for_teams",
        "team_set_id",
        "points",
        "opens_on",
        "due_on",
        "due_time",
        "due_zone",
        "accepts_late",
        "accepts_again",
        "readers",
    ):
        setattr(assignment, name, getattr(facts, name))


def _write_dues(
    session: Session, assignment: Assignment, dues: Mapping[int, tuple[date, time]]
) -> None:
    everybody = partners_of(session, assignment.exchange_id)
    if not dues.keys() <= {one.partnership_id for one in everybody}:
        raise NotFound
    # A partner that has left is not asked about any more, and keeps the dates that it had.
    kept = {one.partnership_id for one in everybody if one.has_left} - dues.keys()
    session.execute(
        delete(PartnerDue).where(
            PartnerDue.assignment_id == assignment.id, PartnerDue.partnership_id.not_in(kept)
        )
    )
    session.add_all(
        PartnerDue(assignment_id=assignment.id, partnership_id=partner, due_on=day, due_time=moment)
        for partner, (day, moment) in dues.items()
    )
    session.flush()


def do_publish_assignment(
    session: Session,
    exchange_id: int,
    assignment_id: int,
    *,
    is_published: bool,
    actor_id: int | None,
) -> None:
    """Let students see an assignment, and universities choose a column for it; or take it back.

    Raises:
        TeamsMissing: it is for teams, and none are chosen.
        AssignmentInUse: students have begun to work on it.
        MeasureInUse: somebody has a mark, or a university a column for it.
    """
    assignment = locked_assignment(session, exchange_id, assignment_id)
    if bool(assignment.published_at) == is_published:
        return
    if is_published:
        if assignment.is_for_teams and assignment.team_set_id is None:
            raise TeamsMissing
        assignment.published_at = clock.now()
        _ensure_measure(session, assignment)
    else:
        _refuse_begun(session, assignment_id)
        do_drop_measure(session, exchange_id, source_of(assignment_id))
        assignment.published_at = None
    verb = "assignment_published" if is_published else "assignment_hidden"
    record(session, verb, assignment, actor_id, name=assignment.title)


def _ensure_measure(session: Session, assignment: Assignment) -> None:
    if assignment.points:
        do_ensure_measure(
            session,
            assignment.exchange_id,
            source_of(assignment.id),
            title=assignment.title,
            maximum=assignment.points,
        )


def _refuse_begun(session: Session, assignment_id: int) -> None:
    versions = (
        select(SubmissionVersion.id)
        .join(Submission, Submission.id == SubmissionVersion.submission_id)
        .where(Submission.assignment_id == assignment_id)
    )
    marked = select(Submission.id).where(
        Submission.assignment_id == assignment_id, Submission.mark_version > 0
    )
    if session.scalar(versions.limit(1)) or session.scalar(marked.limit(1)):
        raise AssignmentInUse


def do_delete_assignment(
    session: Session, exchange_id: int, assignment_id: int, *, actor_id: int | None
) -> None:
    """Take an assignment away on which nobody has begun to work.

    Raises:
        AssignmentInUse: somebody has.
        MeasureInUse: a university has a column for it.
    """
    assignment = locked_assignment(session, exchange_id, assignment_id)
    _refuse_begun(session, assignment_id)
    do_drop_measure(session, exchange_id, source_of(assignment_id))
    record(session, "assignment_deleted", assignment, actor_id, name=assignment.title)
    session.execute(delete(Submission).where(Submission.assignment_id == assignment_id))
    session.execute(delete(Assignment).where(Assignment.id == assignment_id))


def do_copy_assignments(
    session: Session, from_exchange_id: int, to_exchange_id: int, days: int
) -> dict[int, int]:
    """Copy the assignments of one exchange into another, as drafts, so many days later.

    People, teams, work and marks are not copied: an assignment for teams waits for a set to be
    chosen. A partner's own date goes with the institution, where it takes part again.

    Returns:
        The id of each copy, by the id of what it is a copy of.
    """
    partners = _successors(session, from_exchange_id, to_exchange_id)
    copies = {}
    for one in assignments_of(session, from_exchange_id, published_only=False):
        facts = _shifted(one, partners, timedelta(days=days))
        copies[one.id] = do_add_assignment(session, to_exchange_id, facts, actor_id=None)
    return copies


def do_rewrite_assignment_texts(
    session: Session, exchange_id: int, rewrite: Callable[[str], str]
) -> None:
    """Change what the texts of an exchange's assignments lead to; of a season that was just made."""
    for one in session.scalars(select(Assignment).where(Assignment.exchange_id == exchange_id)):
        one.instructions = rewrite(one.instructions)


def do_replace_instructions(
    session: Session, exchange_id: int, assignment_id: int, before: str, *, instead: str
) -> None:
    """Write other instructions, unless somebody has changed them meanwhile."""
    assignment = locked_assignment(session, exchange_id, assignment_id)
    if assignment.instructions == before:
        assignment.instructions = instead


def _successors(session: Session, before: int, after: int) -> dict[int, int]:
    """By partnership in one exchange, the same institution's partnership in another."""

    def by_institution(partners: tuple[Partner, ...]) -> dict[int, int]:
        return {partner.institution_id: partner.partnership_id for partner in partners}

    old = by_institution(partners_of(session, before))
    new = by_institution(partners_of(session, after))
    return {old[institution]: new[institution] for institution in old.keys() & new.keys()}


def _shifted(one: AssignmentView, partners: Mapping[int, int], by: timedelta) -> AssignmentFacts:
    timing = one.timing
    return AssignmentFacts(
        title=one.title,
        instructions=one.instructions,
        is_for_teams=one.is_for_teams,
        team_set_id=None,
        points=one.points,
        opens_on=timing.opens_on and timing.opens_on + by,
        due_on=timing.due_on and timing.due_on + by,
        due_time=timing.due_time,
        due_zone=timing.due_zone,
        accepts_late=one.accepts_late,
        accepts_again=one.accepts_again,
        readers=one.readers,
        own_dues={
            partners[partner]: (day + by, moment)
            for partner, (day, moment) in timing.own.items()
            if partner in partners
        },
    )
