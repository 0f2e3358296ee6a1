"""Work is saved and handed in, by a person or by any member of a team.

A page says which version it was made from. Where somebody else has saved meanwhile, the two are
joined where that is possible without guessing; where it is not, nothing is saved and both texts
are shown. A key made for the page lets the same be sent twice and saved once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.actions.common import locked_submission
from vsm_platform.content.assignments.deadlines import seconds_late
from vsm_platform.content.assignments.errors import WorkClosed
from vsm_platform.content.assignments.models import Submission, SubmissionVersion
from vsm_platform.content.assignments.queries.assignments import AssignmentView
from vsm_platform.content.assignments.queries.owners import Owner
from vsm_platform.content.modules.api import merge, merge_lists
from vsm_platform.core import clock
from vsm_platform.exchanges.api import MINUTE


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody has written."""

    text: str
    links: tuple[str, ...] = ()
    file_ids: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.links or self.file_ids)


@dataclass(frozen=True, slots=True)
class Page:
    """The page that something was written on."""

    key: str
    """Made once for each time that the page was shown."""
    base: int
    """Number of the version that the page was made from; 0 for none."""


class Outcome(Enum):
    SAVED = "saved"
    JOINED = "joined"
    """Saved together with what somebody else has saved meanwhile; not handed in."""
    CLASH = "clash"
    """Not saved: somebody else has changed the same lines meanwhile."""
    HANDED_IN = "handed_in"
    EMPTY = "empty"
    """Not handed in, because there is nothing in it."""
    TOO_LATE = "too_late"
    """Saved, but not handed in: it was due and late work is not accepted."""


def do_save_work(
    session: Session,
    assignment: AssignmentView,
    owner: Owner,
    content: Content,
    page: Page,
    *,
    due_at: datetime | None,
    hands_in: bool,
    actor_id: int,
) -> Outcome:
    """Save somebody's work, and hand it in if that is asked for.

    Args:
        session: the unit of work.
        assignment: what it is work on.
        owner: whose work it is; that the actor is among them was asked before.
        content: what was written.
        page: which page it was written on.
        due_at: when it is due for the owner; None for no date.
        hands_in: whether it is handed in, or only saved as a draft.
        actor_id: who wrote it.

    Raises:
        WorkClosed: it is marked, or was handed in and can be handed in only once.
    """
    submission = locked_submission(session, assignment.id, owner)
    version, outcome = _known(session, submission, page.key), Outcome.SAVED
    if version is None:
        _refuse_closed(assignment, submission)
        version, outcome = _save(session, submission, content, page, actor_id)
    if outcome is not Outcome.SAVED or not hands_in:
        return outcome
    if version is None or _content(version).is_empty:
        return Outcome.EMPTY
    return _hand_in(assignment, submission, version, due_at, actor_id)


def is_closed(assignment: AssignmentView, *, has_handed_in: bool, is_marked: bool) -> bool:
    """Whether work can no longer be changed by those who wrote it."""
    if is_marked and assignment.is_released:
        return True
    return has_handed_in and not assignment.accepts_again


def _refuse_closed(assignment: AssignmentView, submission: Submission) -> None:
    if is_closed(
        assignment,
        has_handed_in=submission.handed_in > 0,
        is_marked=submission.marked_at is not None,
    ):
        raise WorkClosed


def _known(session: Session, submission: Submission, key: str) -> SubmissionVersion | None:
    """The version that this page has saved already, where its answer was lost."""
    query = select(SubmissionVersion).where(
        SubmissionVersion.submission_id == submission.id, SubmissionVersion.key == key
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _version(session: Session, submission: Submission, number: int) -> SubmissionVersion | None:
    query = select(SubmissionVersion).where(
        SubmissionVersion.submission_id == submission.id, SubmissionVersion.number == number
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _content(version: SubmissionVersion | None) -> Content:
    if version is None:
        return Content("")
    return Content(version.text, tuple(version.links), tuple(version.file_ids))


def _save(
    session: Session, submission: Submission, content: Content, page: Page, actor_id: int
) -> tuple[SubmissionVersion | None, Outcome]:
    latest = _version(session, submission, submission.latest)
    outcome = Outcome.SAVED
    if page.base != submission.latest and content != _content(latest):
        base = _content(_version(session, submission, page.base))
        joined = _join(base, content, _content(latest))
        if joined is None:
            return None, Outcome.CLASH
        content, outcome = joined, Outcome.JOINED
    if content == _content(latest):
        return latest, outcome
    return _add(session, submission, content, page.key, actor_id), outcome


def _join(base: Content, mine: Content, theirs: Content) -> Content | None:
    """What both have made of it; None where they changed the same lines, for people to decide."""
    merged = merge(base.text, mine.text, theirs.text)
    if not merged.is_clean:
        return None
    links = merge_lists(base.links, mine.links, theirs.links)
    files = merge_lists(base.file_ids, mine.file_ids, theirs.file_ids)
    return Content(merged.text, tuple(links), tuple(files))


def _add(
    session: Session, submission: Submission, content: Content, key: str, actor_id: int
) -> SubmissionVersion:
    submission.latest += 1
    made = SubmissionVersion(
        submission_id=submission.id,
        number=submission.latest,
        key=key,
        text=content.text,
        links=list(content.links),
        file_ids=list(content.file_ids),
        saved_at=clock.now(),
        saved_by_id=actor_id,
        late_seconds=0,
    )
    session.add(made)
    session.flush()
    return made


def _hand_in(
    assignment: AssignmentView,
    submission: Submission,
    version: SubmissionVersion,
    due_at: datetime | None,
    actor_id: int,
) -> Outcome:
    if version.handed_in_at and submission.handed_in >= version.number:
        return Outcome.HANDED_IN
    present = clock.now()
    if not assignment.accepts_late and due_at and present >= due_at + MINUTE:
        return Outcome.TOO_LATE
    version.handed_in_at, version.handed_in_by_id = present, actor_id
    version.late_seconds = seconds_late(present, due_at)
    submission.handed_in = version.number
    return Outcome.HANDED_IN
