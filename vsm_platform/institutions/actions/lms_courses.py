"""What launches tell of an LMS's courses: which services the LMS offers for each."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.institutions.models import LmsCourse
from vsm_platform.institutions.queries.deployments import DeploymentView


@dataclass(frozen=True, slots=True)
class CourseServices:
    """The services of one course; the columns of the same names tell more."""

    memberships_url: str = ""
    line_items_url: str = ""
    line_item_url: str = ""
    grade_scopes: tuple[str, ...] = ()
    groups_url: str = ""


_COURSES = table_of(LmsCourse)


def do_note_course_services(
    session: Session, deployment: DeploymentView, course_key: str, services: CourseServices
) -> int:
    """Remember a course's services; a launch that tells nothing new asks nothing.

    What a launch leaves out is kept, for LMSs announce a service only to those who may use it.

    Args:
        session: the unit of work.
        deployment: as ``find_deployment`` gave it for this course.
        course_key: what tells the LMS's courses apart (``LmsCourse.course_key``).
        services: what the launch says.

    Returns:
        The id of the course.
    """
    known = deployment.course
    if known is None:
        return _add(session, deployment.id, course_key, services)
    said = {name: value for name, value in _columns(services).items() if value}
    if any(getattr(known, name) != value for name, value in said.items()):
        changed = update(_COURSES).where(_COURSES.c.id == known.id)
        session.connection().execute(changed.values(**said, noted_at=clock.now()))
    return known.id


def _columns(services: CourseServices) -> dict[str, object]:
    said = {name: getattr(services, name) for name in services.__slots__}
    return {**said, "grade_scopes": list(services.grade_scopes)}


def _add(session: Session, deployment_id: int, course_key: str, services: CourseServices) -> int:
    values = {"deployment_id": deployment_id, "course_key": course_key, "noted_at": clock.now()}
    try:
        with session.begin_nested():
            added = insert(_COURSES).values(**values, **_columns(services))
            return int(session.execute(added.returning(_COURSES.c.id)).scalar_one())
    except IntegrityError:
        # On PostgreSQL another first launch may be faster; what it noted is as good.
        found = select(_COURSES.c.id).where(
            _COURSES.c.deployment_id == deployment_id, _COURSES.c.course_key == course_key
        )
        return int(session.scalars(found).one())
