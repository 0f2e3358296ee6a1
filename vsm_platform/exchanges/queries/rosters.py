"""How the rosters of an exchange's linked courses stand, and how many people they speak of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from vsm_platform.exchanges.models import (
    CourseLink,
    CourseRoster,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
    RosterEntry,
)
from vsm_platform.institutions.api import Deployment, Registration, lms_family


@dataclass(frozen=True, slots=True)
class RosterView:
    """How one linked course's roster was read, for those who teach there."""

    link_id: int
    partnership_id: int
    course_title: str
    platform: str
    """The LMS's product family code, for words about its settings."""
    is_offered: bool
    """The LMS has said where the roster is."""
    read_at: datetime | None
    people: int
    """How many learners it names now."""
    skipped: int
    trouble: str
    missing: int
    """How many people it lacks whom somebody must decide about; else 0."""


def roster_views(session: Session, exchange_id: int) -> list[RosterView]:
    """The linked courses of an exchange with their rosters, by partner; one select."""
    named = (
        select(func.count())
        .where(
            RosterEntry.lms_course_id == CourseRoster.lms_course_id,
            RosterEntry.seen_at >= CourseRoster.full_at,
        )
        .correlate(CourseRoster)
        .scalar_subquery()
    )
    query = (
        select(CourseLink, Registration.platform, CourseRoster, named)
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .join(Deployment, Deployment.id == CourseLink.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .outerjoin(CourseRoster, CourseRoster.link_id == CourseLink.id)
        .where(Partnership.exchange_id == exchange_id)
        .order_by(CourseLink.partnership_id, CourseLink.id)
    )
    return [
        _view(link, lms, roster, people) for link, lms, roster, people in session.execute(query)
    ]


def _view(link: CourseLink, platform: str, roster: CourseRoster | None, people: int) -> RosterView:
    return RosterView(
        link_id=link.id,
        partnership_id=link.partnership_id,
        course_title=link.course_title,
        platform=lms_family(platform),
        is_offered=roster is not None,
        read_at=roster.read_at if roster else None,
        people=people,
        skipped=roster.skipped if roster and not roster.next_url else 0,
        trouble=roster.trouble if roster else "",
        missing=roster.missing if roster and roster.looks_wrong else 0,
    )


def students_by_state(
    session: Session, exchange_id: int
) -> Mapping[EnrolmentState, Mapping[int, int]]:
    """Numbers of students by state and partnership; test users are in none."""
    query = (
        select(Enrolment.state, Enrolment.partnership_id, func.count())
        .where(
            and_(Enrolment.exchange_id == exchange_id, Enrolment.role == Role.STUDENT),
            Enrolment.is_test.is_(False),
        )
        .group_by(Enrolment.state, Enrolment.partnership_id)
    )
    numbers: dict[EnrolmentState, dict[int, int]] = {state: {} for state in EnrolmentState}
    for state, partnership_id, number in session.execute(query):
        numbers[EnrolmentState(state)][partnership_id] = number
    return numbers
