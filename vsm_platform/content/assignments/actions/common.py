"""What the actions share: an assignment to change, somebody's work, and lines in the audit log."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.models import Assignment, Submission
from vsm_platform.content.assignments.queries.owners import Owner
from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound


def locked_assignment(session: Session, exchange_id: int, assignment_id: int) -> Assignment:
    """An exchange's assignment, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such assignment.
    """
    query = select(Assignment).where(
        Assignment.id == assignment_id, Assignment.exchange_id == exchange_id
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound
    return found


def locked_submission(session: Session, assignment_id: int, owner: Owner) -> Submission:
    """Somebody's work, made where there is none, locked until the end of the transaction."""
    column = Submission.team_id if owner.is_team else Submission.enrolment_id
    query = select(Submission).where(Submission.assignment_id == assignment_id, column == owner.id)
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found:
        return found
    made = Submission(
        assignment_id=assignment_id,
        team_id=owner.id if owner.is_team else None,
        enrolment_id=None if owner.is_team else owner.id,
        # The defaults of the columns, which are looked at before they are written.
        latest=0,
        handed_in=0,
        feedback="",
        mark_version=0,
    )
    # On PostgreSQL another member of the team may be faster; then theirs is the one.
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(locked).one()
    return made


def record(
    session: Session,
    verb: str,
    assignment: Assignment,
    actor_id: int | None,
    **details: str | int,
) -> None:
    """Write a line about an assignment into the audit log."""
    audit.record(
        session,
        f"assignments.{verb}",
        f"assignment:{assignment.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=assignment.exchange_id,
        **details,
    )
