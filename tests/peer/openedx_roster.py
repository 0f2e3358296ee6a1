"""Who is in Open edX's course: what edx-platform would answer its own LTI code."""

from types import SimpleNamespace
from typing import Any

COURSE = "course-v1:Peer+CLIMATE+2026"
LEARNERS = 120
TEACHER = "teacher-1"


def course_members(_course_key: object) -> dict[int, dict[str, Any]]:
    """A teacher and learners, by number, as ``course_api.get_course_members`` gives them."""
    members = {
        number: {
            "id": number,
            "username": f"learner{number}",
            "email": f"learner{number}@peer.example",
            "name": f"Learner Number {number}",
            "roles": ["student"],
        }
        for number in range(1, LEARNERS + 1)
    }
    teacher = {"id": 0, "username": "tessa", "name": "Tessa Teacher", "roles": ["instructor"]}
    return {0: {**teacher, "email": "tessa@peer.example"}, **members}


class ExternalIds(dict[int, SimpleNamespace]):
    """The identifiers that the LMS's launches send as ``sub``."""

    def __missing__(self, number: int) -> SimpleNamespace:
        return SimpleNamespace(external_user_id=f"learner-{number}" if number else TEACHER)


def stand_in_for_the_course() -> None:
    """Let the roster be read, with names, of these members."""
    from lti_consumer.models import CourseAllowPIISharingInLTIFlag
    from lti_consumer.plugin import compat

    CourseAllowPIISharingInLTIFlag.objects.create(course_id=COURSE, enabled=True)
    compat.get_course_members = course_members
    compat.batch_get_or_create_externalids = lambda _users: ExternalIds()
    compat.get_user_course_forum_role = lambda _user_id, _course_id: None
