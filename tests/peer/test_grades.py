"""Line items, scores and results against Open edX's own platform code."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from lti.errors import ServiceError
from lti.services.grades import ActivityProgress, GradeService, GradingProgress, NewScore
from tests.peer.open_edx import OpenEdx, submit, welcome
from tests.peer.test_open_edx import linked_by_its_teacher
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery
from vsm_platform.grading.models import GradeColumn
from vsm_platform.institutions.api import LmsCourse, Registration, lms_connections
from vsm_platform.practice import Robot

pytestmark = pytest.mark.peer


@pytest.fixture
def teacher(robot: Robot, open_edx: OpenEdx, partnership_id: int) -> Robot:
    """The browser of the teacher, who has linked the course and come back once."""
    linked_by_its_teacher(robot, open_edx, partnership_id)
    open_edx.launch(robot, "teacher-1", "instructor", name="Tessa Teacher")
    return robot


def rows(app: Flask, query) -> list:
    with app.extensions["vsm_database"].unit_of_work(writes=False) as session:
        return [tuple(row) for row in session.execute(query)]


def outcomes(app: Flask) -> list[tuple[str, str, str]]:
    return rows(app, select(Delivery.kind, Delivery.state, Delivery.error).order_by(Delivery.id))


def service_of(app: Flask) -> GradeService:
    ((registration_id,),) = rows(app, select(Registration.id))
    ((line_items, scopes),) = rows(app, select(LmsCourse.line_items_url, LmsCourse.grade_scopes))
    with app.app_context():
        connector = lms_connections().connector(registration_id)
    return GradeService(connector, line_items=line_items, scopes=scopes)


def test_a_learner_s_participation_reaches_a_column_that_the_teacher_chose(
    teacher: Robot, open_edx: OpenEdx, served_app: Flask
) -> None:
    learner = Robot(teacher.transport)
    home = welcome(learner, open_edx.launch(learner, "learner-g1", "student", name="Gina Graded"))
    courier = served_app.extensions["vsm_courier"]
    courier.run_due()
    grades = f"{home.url.rstrip('/')}/grades"
    (column, *_rest) = rows(served_app, select(GradeColumn.measure_id, GradeColumn.lms_course_id))
    page = teacher.open(f"{grades}/{column[0]}/columns/{column[1]}")
    chosen = submit(teacher, page, "label", label="Exchange", maximum="10", step="1")
    assert urlsplit(chosen.url).path.endswith(f"/columns/{column[1]}"), chosen.text

    courier.run_due()

    states = outcomes(served_app)
    of_grades = {state for kind, state, _error in states if kind.startswith("grading.")}
    assert of_grades == {"delivered"}, states
    service = service_of(served_app)
    ((address,),) = rows(served_app, select(GradeColumn.line_item_url))
    shown = {result.user_id: result for result in service.results(address)}
    assert (shown["learner-g1"].score, shown["learner-g1"].maximum) == (10, 10)
    assert service.read(address).label == "Exchange"


def test_a_column_is_found_again_and_changed_but_not_made_twice(
    teacher: Robot, open_edx: OpenEdx, served_app: Flask
) -> None:
    service = service_of(served_app)
    made = service.create(label="One", maximum=5, resource_id="peer-resource", tag="peer")

    found = service.find("peer-resource", "peer")

    assert found == made
    changed = service.update(made, label="Two", maximum=6)
    assert (changed.label, changed.maximum, changed.address) == ("Two", 6, made.address)
    assert len(list(service.columns(tag="peer"))) == 1


def test_an_equal_or_older_timestamp_is_told_from_other_refusals(
    teacher: Robot, open_edx: OpenEdx, served_app: Flask
) -> None:
    service = service_of(served_app)
    column = service.create(label="Times", maximum=5, resource_id="peer-times", tag="peer-times")
    moment = clock.now().replace(microsecond=0)
    facts = ("learner-g2", moment, ActivityProgress.COMPLETED, GradingProgress.FULLY_GRADED)
    service.give(column.address, NewScore(*facts, given=3, maximum=5, comment="First."))

    with pytest.raises(ServiceError) as caught:
        service.give(column.address, NewScore(*facts, given=4, maximum=5))
    assert (caught.value.code, caught.value.answered) == ("service_conflict", 400)

    later = (facts[0], moment + timedelta(seconds=1), *facts[2:])
    service.give(column.address, NewScore(*later, given=5, maximum=5))
    (result,) = service.results(column.address, "learner-g2")
    assert (result.score, result.maximum) == (5, 5)


def test_a_delivery_whose_process_was_killed_is_not_given_twice(
    teacher: Robot, open_edx: OpenEdx, served_app: Flask
) -> None:
    """The first try arrived, and nobody heard: Open edX refuses the second with 400."""
    learner = Robot(teacher.transport)
    welcome(learner, open_edx.launch(learner, "learner-g3", "student", name="Kim Killed"))
    courier = served_app.extensions["vsm_courier"]
    courier.run_due()
    database = served_app.extensions["vsm_database"]
    with database.unit_of_work(writes=True) as session:
        delivery = session.scalars(select(Delivery).where(Delivery.kind == "grading.score")).one()
        assert delivery.state == "delivered"
        delivery.state, delivery.finished_at = "waiting", None
        delivery.leased_until = clock.now() - timedelta(seconds=1)

    courier.run_due()

    kind, state, error = outcomes(served_app)[-1]
    assert (kind, state, error) == ("grading.score", "delivered", "")
