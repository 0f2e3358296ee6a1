"""Whom a roster no longer names, in selects that count and list them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from vsm_platform.accounts.api import SignIn
from vsm_platform.exchanges.models import (
    GONE,
    CourseLink,
    Enrolment,
    EnrolmentState,
    Role,
    RosterEntry,
)
from vsm_platform.institutions.api import LmsCourse


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a complete reading of one LMS course says for one partnership."""

    partnership_id: int
    lms_course_id: int
    full_at: datetime
    """When the last full reading began: whoever was seen before has not been seen since."""
    believed_since: datetime
    """A launch since then proves, against the roster, that the person is in the course."""
    is_partial: bool
    """Only differences were read: they prove nothing of those whom no roster ever named."""


def departures(session: Session, sweep: Sweep) -> list[int]:
    """Enrolments of the students who are no longer on the roster.

    Not among them: who stands on the roster of another course of the same partnership, and who
    has only just launched.
    """
    entry, other = aliased(RosterEntry), aliased(RosterEntry)
    own = and_(entry.person_id == Enrolment.person_id, entry.lms_course_id == sweep.lms_course_id)
    was_on_it = exists().where(own, entry.seen_at < sweep.full_at)
    is_on_it = exists().where(own, entry.seen_at >= sweep.full_at)
    came_by_it = Enrolment.lms_course_id == sweep.lms_course_id
    elsewhere = exists().where(
        other.person_id == Enrolment.person_id,
        other.lms_course_id.in_(_other_courses(sweep)),
        other.seen_at > GONE,
    )
    query = select(Enrolment.id).where(
        *_students(sweep),
        was_on_it if sweep.is_partial else and_(or_(was_on_it, came_by_it), ~is_on_it),
        ~elsewhere,
        ~_has_just_launched(sweep, Enrolment.person_id),
    )
    return list(session.scalars(query.order_by(Enrolment.id)))


def present_people(session: Session, sweep: Sweep) -> int:
    """How many students there were by this course until now."""
    entry = aliased(RosterEntry)
    named = exists().where(
        entry.person_id == Enrolment.person_id, entry.lms_course_id == sweep.lms_course_id
    )
    came_by_it = Enrolment.lms_course_id == sweep.lms_course_id
    query = select(func.count(Enrolment.id)).where(*_students(sweep), or_(named, came_by_it))
    return session.scalar(query) or 0


def seen_people(session: Session, sweep: Sweep) -> int:
    """How many people the roster names now."""
    query = select(func.count()).where(
        RosterEntry.lms_course_id == sweep.lms_course_id, RosterEntry.seen_at >= sweep.full_at
    )
    return session.scalar(query) or 0


def stale_entries(sweep: Sweep) -> ColumnElement[bool]:
    """The marks that a sweep has done with; those of people who just launched are looked at again."""
    return and_(
        RosterEntry.lms_course_id == sweep.lms_course_id,
        RosterEntry.seen_at < sweep.full_at,
        ~_has_just_launched(sweep, RosterEntry.person_id),
    )


def _students(sweep: Sweep) -> tuple[ColumnElement[bool], ...]:
    return (
        Enrolment.partnership_id == sweep.partnership_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.is_test.is_(False),
        Enrolment.state.in_((EnrolmentState.EXPECTED, EnrolmentState.ENROLLED)),
    )


def _other_courses(sweep: Sweep) -> Select[int]:
    is_linked = and_(
        CourseLink.deployment_id == LmsCourse.deployment_id,
        CourseLink.course_key == LmsCourse.course_key,
    )
    return (
        select(LmsCourse.id)
        .join(CourseLink, is_linked)
        .where(
            CourseLink.partnership_id == sweep.partnership_id,
            LmsCourse.id != sweep.lms_course_id,
        )
    )


def _has_just_launched(sweep: Sweep, person_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return exists().where(
        SignIn.person_id == person_id,
        SignIn.started_at >= sweep.believed_since,
        SignIn.deployment_id == LmsCourse.deployment_id,
        SignIn.course_key == LmsCourse.course_key,
        LmsCourse.id == sweep.lms_course_id,
    )
