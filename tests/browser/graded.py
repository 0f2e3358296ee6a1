"""Grades for the stage: students who came, marks, columns, and deliveries in every state."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from vsm_platform.accounts.api import Identity
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.grading.actions.columns import ColumnWish, do_choose_column, do_compare
from vsm_platform.grading.actions.measures import do_add_mark
from vsm_platform.grading.api import Mark, do_ensure_measure, do_give_scores
from vsm_platform.institutions.api import LmsCourse

if TYPE_CHECKING:
    from tests.browser.stage import Stage


MARKED = 6
_ARRIVED = (Enrolment.role == Role.STUDENT, Enrolment.state == EnrolmentState.ENROLLED)


def set_up_grades(stage: "Stage") -> None:
    """One university's column works, one student there is refused; another's LMS refuses us."""
    courier = stage.app.extensions["vsm_courier"]
    first, second = _courses(stage)
    with stage.database.unit_of_work(writes=True) as session:
        essay = do_add_mark(
            session, stage.exchange_id, title="Essay on the ocean", maximum=20, actor_id=1
        ).id
        participation = do_ensure_measure(session, stage.exchange_id, "participation").id
        for measure_id in (essay, participation):
            wish = ColumnWish("Exchange: essay", 100, 0.5)
            do_choose_column(session, measure_id, first, wish, actor_id=1)
    courier.run_due()
    _mark(stage, essay)
    course = stage.universities["moodle"].linked[0]
    leaving = next(iter(_subjects(stage)))
    member = course.memberships.pop(leaving)
    courier.run_due()
    course.memberships[leaving] = member
    for item in course.line_items.values():
        for score in item.scores[:1]:
            score.score_given = 42
    platform = stage.world.platform(stage.universities["canvas"].tenant.platform_key)
    platform.faults.grades = "forbidden"
    with stage.database.unit_of_work(writes=True) as session:
        do_compare(session, essay, first)
        do_choose_column(session, essay, second, ColumnWish("Essay", 10, 1), actor_id=1)
    courier.run_due()
    platform.faults.grades = "ok"
    stage.measure_id, stage.lms_course_id = essay, first


def _courses(stage: "Stage") -> list[int]:
    with stage.database.unit_of_work(writes=False) as session:
        query = select(LmsCourse.id).where(LmsCourse.line_items_url != "").order_by(LmsCourse.id)
        return list(session.scalars(query))[:2]


def _subjects(stage: "Stage") -> list[str]:
    with stage.database.unit_of_work(writes=False) as session:
        query = (
            select(Identity.subject)
            .join(Enrolment, Enrolment.person_id == Identity.person_id)
            .where(*_ARRIVED)
        )
        return list(session.scalars(query.order_by(Enrolment.id)))


def _mark(stage: "Stage", measure_id: int) -> None:
    with stage.database.unit_of_work(writes=True) as session:
        query = select(Enrolment.id).where(Enrolment.exchange_id == stage.exchange_id, *_ARRIVED)
        students = session.scalars(query.order_by(Enrolment.id).limit(MARKED)).all()
        marks = [
            Mark(student, 12.5 + number, "Clear, and well argued." if number else "")
            for number, student in enumerate(students)
        ]
        do_give_scores(session, measure_id, marks, actor_id=1)
