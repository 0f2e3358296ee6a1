"""What a person handed in and was told of it: taken along; the own work goes, a team's stays."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.content.assignments.attachments import OWNER
from vsm_platform.content.assignments.models import (
    Assignment,
    MarkException,
    Submission,
    SubmissionVersion,
)
from vsm_platform.content.files.api import Owner, do_forget_files_of
from vsm_platform.exchanges.api import enrolments_of
from vsm_platform.teams.api import TeamMember


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Every version that the person wrote alone or for the team, and marks that were released."""
    own = enrolments_of(person_id)
    work = (
        select(
            Assignment.title.label("assignment"),
            SubmissionVersion.number,
            SubmissionVersion.text,
            SubmissionVersion.links,
            SubmissionVersion.saved_at,
            SubmissionVersion.handed_in_at,
        )
        .join(Submission, Submission.id == SubmissionVersion.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(or_(Submission.enrolment_id.in_(own), SubmissionVersion.saved_by_id == person_id))
        .order_by(SubmissionVersion.id)
    )
    yield Part("work", _l("What you wrote for assignments"), listed(session, work))
    is_released = Assignment.released_at.is_not(None)
    marks = (
        select(
            Assignment.title.label("assignment"),
            Submission.value,
            Submission.feedback,
            Submission.marked_at,
        )
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Submission.enrolment_id.in_(own), is_released)
        .order_by(Submission.id)
    )
    yield Part("marks", _l("Marks of assignments"), listed(session, marks))
    exceptions = (
        select(Assignment.title.label("assignment"), MarkException.value, MarkException.feedback)
        .join(Submission, Submission.id == MarkException.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(MarkException.enrolment_id.in_(own), is_released)
    )
    yield Part("own_marks", _l("Marks of your own in a team"), listed(session, exceptions))


def do_forget(session: Session, gone: Gone) -> None:
    """Work of the person alone goes with its files and marks; that of the team loses the name."""
    own = session.scalars(enrolments_of(gone.person_id)).all()
    ids = session.scalars(select(Submission.id).where(Submission.enrolment_id.in_(own))).all()
    do_forget_files_of(session, [Owner(OWNER, one) for one in ids])
    session.execute(delete(MarkException).where(MarkException.enrolment_id.in_(own)))
    for model in (SubmissionVersion, MarkException):
        session.execute(delete(model).where(model.submission_id.in_(ids)))
    session.execute(delete(Submission).where(Submission.id.in_(ids)))
    teams = select(TeamMember.team_id).where(TeamMember.enrolment_id.in_(own))
    named = (
        select(SubmissionVersion)
        .join(Submission, Submission.id == SubmissionVersion.submission_id)
        .where(Submission.team_id.in_(teams), gone.named_in(SubmissionVersion.text))
    )
    for version in session.scalars(named).all():
        version.text = gone.without(version.text)


offer_personal_data("assignments", own_data)
offer_erasure(
    "assignments",
    do_forget,
    kept=(
        _l("What your team has handed in together, with files and marks, without your name in it."),
    ),
)
