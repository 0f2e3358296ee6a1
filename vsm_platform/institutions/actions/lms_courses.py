"""What launches tell of an LMS's courses: which services the LMS offers for each."""

from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.institutions.models import LmsCourse


@dataclass(frozen=True, slots=True)
class CourseServices:
    """The services of one course; the columns of the same names tell more."""

    memberships_url: str = ""
    line_items_url: str = ""
    line_item_url: str = ""
    grade_scopes: tuple[str, ...] = ()
    groups_url: str = ""


_COURSES = table_of(LmsCourse)
# Built once, because it is asked at every launch.
_FIND = select(
    _COURSES.c.id,
    _COURSES.c.memberships_url,
    _COURSES.c.line_items_url,
    _COURSES.c.line_item_url,
    _COURSES.c.grade_scopes,
    _COURSES.c.groups_url,
).where(
    _COURSES.c.deployment_id == bindparam("deployment"),
    _COURSES.c.course_key == bindparam("course"),
)


def do_note_course_services(
    session: Session, deployment_id: int, course_key: str, services: CourseServices
) -> int:
    """Remember a course's services; a launch that tells nothing new costs one select.

    What a launch leaves out is kept, for LMSs announce a service only to those who may use it.

    Returns:
        The id of the course.
    """
    connection = session.connection()
    found = connection.execute(
        _FIND, {"deployment": deployment_id, "course": course_key}
    ).one_or_none()
    if found is None:
        return _add(session, deployment_id, course_key, services)
    said = {name: value for name, value in _columns(services).items() if value}
    if any(getattr(found, name) != value for name, value in said.items()):
        changed = update(_COURSES).where(_COURSES.c.id == found.id)
        connection.execute(changed.values(**said, noted_at=clock.now()))
    return int(found.id)


def _columns(services: CourseServices) -> dict[str, object]:
    return {**asdict(services), "grade_scopes": list(services.grade_scopes)}


def _add(session: Session, deployment_id: int, course_key: str, services: CourseServices) -> int:
    values = {"deployment_id": deployment_id, "course_key": course_key, "noted_at": clock.now()}
    try:
        with session.begin_nested():
            added = insert(_COURSES).values(**values, **_columns(services))
            return int(session.execute(added.returning(_COURSES.c.id)).scalar_one())
    except IntegrityError:
        # On PostgreSQL another first launch may be faster; what it noted is as good.
        known = {"deployment": deployment_id, "course": course_key}
        return int(session.connection().execute(_FIND, known).one().id)
