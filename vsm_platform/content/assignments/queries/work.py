"""What stands in somebody's work on an assignment, and how it is marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.content.assignments.models import (
    Assignment,
    MarkException,
    Submission,
    SubmissionVersion,
)
from vsm_platform.content.assignments.queries.assignments import AssignmentView
from vsm_platform.content.assignments.queries.owners import Owner
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Access, Enrolment
from vsm_platform.teams.api import (
    TeamMember,
)


class WorkState(StrEnum):
    NOTHING = "nothing"
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    LATE = "late"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a work, as its readers see it."""

    number: int
    text: str
    links: tuple[str, ...]
    file_ids: tuple[int, ...]
    saved_at: datetime
    saved_by: str
    handed_in_at: datetime | None
    handed_in_by: str
    late_seconds: int


@dataclass(frozen=True, slots=True)
class WorkLine:
    """How somebody's work stands, for lists."""

    owner: Owner
    state: WorkState
    handed_in_at: datetime | None = None
    late_seconds: int = 0
    value: float | None = None
    is_new: bool = False
    """Handed in, and not marked since."""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """All of somebody's work on an assignment; empty where nothing was begun."""

    submission_id: int = 0
    latest: Version | None = None
    handed_in: Version | None = None
    history: tuple[Version, ...] = ()
    """Every version without its text, the newest first."""
    value: float | None = None
    feedback: str = ""
    marked_at: datetime | None = None
    mark_version: int = 0
    exceptions: dict[int, tuple[float, str]] = field(default_factory=dict)
    """By enrolment: a member's own mark and feedback."""

    @property
    def is_marked(self) -> bool:
        return self.marked_at is not None

    def mark_of(self, enrolment_id: int) -> tuple[float | None, str]:
        """What one person gets, and what is said to that person beside the team's feedback."""
        return self.exceptions.get(enrolment_id, (self.value, ""))


def _submission(owner: Owner) -> Any:
    return Submission.team_id == owner.id if owner.is_team else Submission.enrolment_id == owner.id


def work_of(session: Session, assignment_id: int, owner: Owner) -> Work:
    """What somebody has written, handed in, and got for it."""
    query = select(Submission).where(Submission.assignment_id == assignment_id, _submission(owner))
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        return Work()
    history = _history(session, found.id)
    texts = {one.number: one for one in _versions(session, found.id, found.latest, found.handed_in)}
    return Work(
        submission_id=found.id,
        latest=texts.get(found.latest),
        handed_in=texts.get(found.handed_in),
        history=history,
        value=found.value,
        feedback=found.feedback,
        marked_at=found.marked_at,
        mark_version=found.mark_version,
        exceptions=_exceptions(session, found.id),
    )


def _versions(session: Session, submission_id: int, *numbers: int) -> list[Version]:
    query = select(SubmissionVersion).where(
        SubmissionVersion.submission_id == submission_id, SubmissionVersion.number.in_(numbers)
    )
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    names = _names(session, rows)
    return [
        Version(
            one.number,
            one.text,
            tuple(one.links),
            tuple(one.file_ids),
            one.saved_at,
            names.get(one.saved_by_id, ""),
            one.handed_in_at,
            names.get(one.handed_in_by_id or 0, ""),
            one.late_seconds,
        )
        for one in rows
    ]


def _names(session: Session, rows: Iterable[SubmissionVersion]) -> dict[int, str]:
    ids = {one.saved_by_id for one in rows} | {one.handed_in_by_id or 0 for one in rows}
    query = select(Person.id, Person.display_name).where(Person.id.in_(ids))
    return dict(session.execute(query).all())


def version_of(session: Session, submission_id: int, number: int) -> Version:
    """One version with its text.

    Raises:
        NotFound: the work has no such version.
    """
    found = _versions(session, submission_id, number)
    if not found:
        raise NotFound
    return found[0]


MOST_SHOWN = 40


def _history(session: Session, submission_id: int) -> tuple[Version, ...]:
    query = (
        select(
            SubmissionVersion.number,
            SubmissionVersion.saved_at,
            Person.display_name,
            SubmissionVersion.handed_in_at,
            SubmissionVersion.late_seconds,
        )
        .join(Person, Person.id == SubmissionVersion.saved_by_id)
        .where(SubmissionVersion.submission_id == submission_id)
        .order_by(SubmissionVersion.number.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        Version(number, "", (), (), saved_at, name, handed_in_at, "", late)
        for number, saved_at, name, handed_in_at, late in session.execute(query)
    )


def _exceptions(session: Session, submission_id: int) -> dict[int, tuple[float, str]]:
    query = select(MarkException).where(MarkException.submission_id == submission_id)
    fresh = query.execution_options(populate_existing=True)
    return {one.enrolment_id: (one.value, one.feedback) for one in session.scalars(fresh)}


def work_lines(
    session: Session, assignment: AssignmentView, owners: Sequence[Owner]
) -> list[WorkLine]:
    """How the work of these people or teams stands, in their order."""
    query = (
        select(Submission, SubmissionVersion.handed_in_at, SubmissionVersion.late_seconds)
        .outerjoin(
            SubmissionVersion,
            (SubmissionVersion.submission_id == Submission.id)
            & (SubmissionVersion.number == Submission.handed_in),
        )
        .where(Submission.assignment_id == assignment.id)
    )
    found = {
        row[0].team_id if assignment.is_for_teams else row[0].enrolment_id: row
        for row in session.execute(query)
    }
    return [_line(owner, found.get(owner.id)) for owner in owners]


def _line(owner: Owner, row: Any) -> WorkLine:
    if row is None:
        return WorkLine(owner, WorkState.NOTHING)
    submission, handed_in_at, late_seconds = row
    is_marked = submission.marked_at is not None
    return WorkLine(
        owner,
        _state(submission, late_seconds or 0),
        handed_in_at,
        late_seconds or 0,
        submission.value,
        is_new=bool(handed_in_at) and not (is_marked and submission.marked_at >= handed_in_at),
        is_marked=is_marked,
    )


def _state(submission: Submission, late_seconds: int) -> WorkState:
    if submission.marked_at is not None:
        return WorkState.MARKED
    if submission.handed_in:
        return WorkState.LATE if late_seconds else WorkState.HANDED_IN
    return WorkState.DRAFT if submission.latest else WorkState.NOTHING


@dataclass(frozen=True, slots=True)
class MarkedWork:
    """What a marker has said of one work, for all works at once."""

    owner_id: int
    handed_in_at: datetime | None
    value: float | None
    feedback: str
    exceptions: dict[int, tuple[float, str]]


def marked_works(session: Session, assignment: AssignmentView) -> list[MarkedWork]:
    """Every work of an assignment that was marked, or whose mark was taken back; two selects."""
    query = (
        select(Submission, SubmissionVersion.handed_in_at)
        .outerjoin(
            SubmissionVersion,
            (SubmissionVersion.submission_id == Submission.id)
            & (SubmissionVersion.number == Submission.handed_in),
        )
        .where(Submission.assignment_id == assignment.id, Submission.mark_version > 0)
    )
    rows = session.execute(query.execution_options(populate_existing=True)).all()
    of_submission = select(MarkException).join(
        Submission, Submission.id == MarkException.submission_id
    )
    exceptions: dict[int, dict[int, tuple[float, str]]] = {}
    for one in session.scalars(of_submission.where(Submission.assignment_id == assignment.id)):
        exceptions.setdefault(one.submission_id, {})[one.enrolment_id] = one.value, one.feedback
    return [
        MarkedWork(
            (work.team_id if assignment.is_for_teams else work.enrolment_id) or 0,
            handed_in_at,
            work.value,
            work.feedback,
            exceptions.get(work.id, {}),
        )
        for work, handed_in_at in rows
    ]


def handed_in_by(session: Session, access: Access) -> dict[int, datetime]:
    """What the viewer, or a team of the viewer's, has handed in: when, by assignment."""
    if access.enrolment_id is None:
        return {}
    return handed_in_by_all(session, access.exchange_id, [access.enrolment_id]).get(
        access.enrolment_id, {}
    )


def handed_in_by_all(
    session: Session, exchange_id: int, enrolment_ids: Sequence[int]
) -> dict[int, dict[int, datetime]]:
    """By enrolment and assignment, when the person's work was handed in, as of a team or alone."""
    found: dict[int, dict[int, datetime]] = {}
    query = (
        select(Enrolment.id, Submission.assignment_id, SubmissionVersion.handed_in_at)
        .select_from(Submission)
        .join(
            SubmissionVersion,
            (SubmissionVersion.submission_id == Submission.id)
            & (SubmissionVersion.number == Submission.handed_in),
        )
        .outerjoin(TeamMember, TeamMember.team_id == Submission.team_id)
        .join(
            Enrolment,
            or_(Enrolment.id == Submission.enrolment_id, Enrolment.id == TeamMember.enrolment_id),
        )
        .where(Enrolment.exchange_id == exchange_id, Enrolment.id.in_(enrolment_ids))
    )
    for enrolment_id, assignment_id, handed_in_at in session.execute(query):
        if handed_in_at:
            found.setdefault(enrolment_id, {})[assignment_id] = handed_in_at
    return found


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much work there is on an assignment."""

    handed_in: int = 0
    to_mark: int = 0
    """Handed in, and not marked since."""


def numbers_of(session: Session, exchange_id: int) -> dict[int, Numbers]:
    """How much was handed in, by assignment."""
    is_new = or_(
        Submission.marked_at.is_(None), Submission.marked_at < SubmissionVersion.handed_in_at
    )
    query = (
        select(Submission.assignment_id, func.count(), func.count().filter(is_new))
        .join(
            SubmissionVersion,
            (SubmissionVersion.submission_id == Submission.id)
            & (SubmissionVersion.number == Submission.handed_in),
        )
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Assignment.exchange_id == exchange_id)
        .group_by(Submission.assignment_id)
    )
    return {one: Numbers(there, new) for one, there, new in session.execute(query)}
