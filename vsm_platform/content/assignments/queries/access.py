"""A work with the viewer's part in it: what every page of work begins with."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vsm_platform.content.assignments.models import Submission
from vsm_platform.content.assignments.policies import may_read_others
from vsm_platform.content.assignments.queries.assignments import (
    AssignmentView,
    assignment_view,
    zones_of,
)
from vsm_platform.content.assignments.queries.owners import Owner, own_owner, owner_of
from vsm_platform.content.assignments.queries.work import Work, handed_in_by, work_of
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Access, Partner


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a student works on an assignment: whose work it is, and until when."""

    owner: Owner
    work: Work
    due_at: datetime | None
    """For the owner: for a team, the last of its members' dates."""
    own_due_at: datetime | None
    """For the viewer's own university."""
    opens_at: datetime | None
    may_write: bool
    """Whether it is open, and the viewer still takes part."""

    @property
    def is_open(self) -> bool:
        return self.opens_at is None or self.opens_at <= clock.now()


def desk_of(
    session: Session, access: Access, assignment: AssignmentView, partners: tuple[Partner, ...]
) -> Desk | None:
    """The viewer's own place of work; None for whoever has none, such as faculty."""
    owner = own_owner(session, access, assignment)
    if owner is None or access.partnership_id is None:
        return None
    zones = zones_of(partners)
    zone = zones[access.partnership_id]
    opens_at = assignment.timing.opens_at(zone)
    is_here = access.enrolment_id in {one.enrolment_id for one in owner.present}
    return Desk(
        owner=owner,
        work=work_of(session, assignment.id, owner),
        due_at=assignment.timing.due_for_all(owner.partnership_ids, zones),
        own_due_at=assignment.timing.due_at(access.partnership_id, zone),
        opens_at=opens_at,
        may_write=is_here and access.may_write and (opens_at is None or opens_at <= clock.now()),
    )


def readable_work(
    session: Session, access: Access, assignment: AssignmentView, owner_id: int
) -> tuple[Owner, Work]:
    """Somebody's work, if it is for the viewer to read.

    Raises:
        NotFound: there is nobody like that, or the viewer may not read it.
    """
    owner = owner_of(session, assignment, owner_id)
    work = work_of(session, assignment.id, owner)
    if access.teaches:
        return owner, work
    own = own_owner(session, access, assignment)
    if own is not None and own.id == owner.id:
        return owner, work
    if not may_see_works(session, access, assignment) or work.handed_in is None:
        raise NotFound
    return owner, work


def may_see_works(session: Session, access: Access, assignment: AssignmentView) -> bool:
    """Whether the list of what others have handed in is for the viewer."""
    done = assignment.id in handed_in_by(session, access)
    return may_read_others(access, assignment.readers, has_handed_in=done)


def may_read_submission(session: Session, access: Access, submission_id: int) -> tuple[bool, bool]:
    """Whether the viewer may read and write the files of a work, for the room of files."""
    submission = session.get(Submission, submission_id)
    if submission is None:
        return False, False
    try:
        assignment = assignment_view(session, access.exchange_id, submission.assignment_id)
        owner_id = submission.team_id or submission.enrolment_id or 0
        owner, _work = readable_work(session, access, assignment, owner_id)
    except NotFound:
        return False, False
    writers = {one.enrolment_id for one in owner.present}
    return True, access.enrolment_id in writers
