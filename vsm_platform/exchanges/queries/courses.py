"""The courses of the LMSs that belong to exchanges."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person, SignIn
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.prepared import Prepared
from vsm_platform.exchanges.models import CourseLink, CourseRoster, Partnership
from vsm_platform.institutions.api import Deployment, Institution, LmsCourse, Registration


@dataclass(frozen=True, slots=True)
class LinkedCourse:
    """An LMS course that belongs to an exchange."""

    link_id: int
    partnership_id: int
    course_title: str
    platform_name: str
    institution: str
    linked_by: str


def linked_courses(session: Session, exchange_id: int) -> list[LinkedCourse]:
    """The LMS courses of an exchange, by partner."""
    query = _linked(exchange_id).order_by(CourseLink.partnership_id, CourseLink.id)
    return [LinkedCourse(*row) for row in session.execute(query)]


def linked_course(session: Session, exchange_id: int, link_id: int) -> LinkedCourse:
    """One of an exchange's LMS courses.

    Raises:
        NotFound: the exchange has no such course.
    """
    row = session.execute(_linked(exchange_id).where(CourseLink.id == link_id)).one_or_none()
    if row is None:
        raise NotFound
    return LinkedCourse(*row)


def _linked(exchange_id: int) -> Select[int, int, str, str, str, str]:
    return (
        select(
            CourseLink.id,
            CourseLink.partnership_id,
            CourseLink.course_title,
            Registration.name,
            Institution.name,
            Person.display_name,
        )
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .join(Deployment, Deployment.id == CourseLink.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .join(Person, Person.id == CourseLink.linked_by_id)
        .where(Partnership.exchange_id == exchange_id)
    )


@dataclass(frozen=True, slots=True)
class CourseLinkView:
    """Where launches from an LMS course lead."""

    partnership_id: int
    exchange_id: int
    link_id: int
    has_roster: bool
    """Its roster is read; else it will be once the LMS offers it."""


# Built once, because it is asked at every launch.
_PARTNERSHIPS, _LINKS = table_of(Partnership), table_of(CourseLink)
_ROSTERS = table_of(CourseRoster)
_LINK = Prepared(
    select(
        _PARTNERSHIPS.c.id,
        _PARTNERSHIPS.c.exchange_id,
        _LINKS.c.id,
        _ROSTERS.c.link_id.is_not(None),
    )
    .select_from(_PARTNERSHIPS)
    .join(_LINKS, _LINKS.c.partnership_id == _PARTNERSHIPS.c.id)
    .outerjoin(_ROSTERS, _ROSTERS.c.link_id == _LINKS.c.id)
    .where(
        _LINKS.c.deployment_id == bindparam("deployment"),
        _LINKS.c.course_key == bindparam("course"),
    )
)


def course_link(session: Session, deployment_id: int, course_key: str) -> CourseLinkView | None:
    """Where an LMS course leads, or None where nobody has linked it; one select."""
    values = {"deployment": deployment_id, "course": course_key}
    row = _LINK.one_or_none(session, values)
    return CourseLinkView(*row) if row else None


@dataclass(frozen=True, slots=True)
class VisitedCourse:
    """The linked LMS course that a visit came from."""

    partnership_id: int
    lms_course_id: int | None
    """None where its LMS offers no services for it."""


def visited_course(session: Session, sign_in_id: int, exchange_id: int) -> VisitedCourse | None:
    """The course of this exchange that a visit came from: the proof that its person may ask to come in."""
    is_that_course = and_(
        LmsCourse.deployment_id == CourseLink.deployment_id,
        LmsCourse.course_key == CourseLink.course_key,
    )
    query = (
        select(CourseLink.partnership_id, LmsCourse.id)
        .select_from(SignIn)
        .join(
            CourseLink,
            and_(
                CourseLink.deployment_id == SignIn.deployment_id,
                CourseLink.course_key == SignIn.course_key,
            ),
        )
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .outerjoin(LmsCourse, is_that_course)
        .where(SignIn.id == sign_in_id, Partnership.exchange_id == exchange_id)
    )
    row = session.execute(query).one_or_none()
    return VisitedCourse(*row) if row else None
