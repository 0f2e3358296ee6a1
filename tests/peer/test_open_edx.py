"""Whole launches from an LMS implementation that nobody here wrote: Open edX's platform side."""

from urllib.parse import urlsplit

import jwt
import pytest
from flask import Flask
from sqlalchemy import select

from tests.peer.conftest import TITLE
from tests.peer.open_edx import OpenEdx, submit, welcome
from vsm_platform.accounts.api import Identity, Person
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.practice import Robot, Visit

pytestmark = pytest.mark.peer


def linked_by_its_teacher(robot: Robot, open_edx: OpenEdx, partnership_id: int) -> Visit:
    visit = open_edx.launch(robot, "teacher-1", "instructor", name="Tessa Teacher")
    assert urlsplit(visit.url).path == "/launch/course", visit.body[:1000]
    chosen = submit(robot, visit, "csrf_token", partnership=str(partnership_id))
    return welcome(robot, chosen)


def test_what_open_edx_sends_is_a_signed_message_with_a_name_and_no_given_name(
    robot: Robot, open_edx: OpenEdx, partnership_id: int
) -> None:
    step = open_edx.walk_to_the_token(robot, "learner-1", "student", name="Lena Learner")

    header = jwt.get_unverified_header(step.form["id_token"])
    claims = jwt.decode(step.form["id_token"], options={"verify_signature": False})
    assert header["alg"] == "RS256"
    assert header["kid"]
    assert claims["iss"] == open_edx.address
    assert claims["name"] == "Lena Learner"
    assert "given_name" not in claims


def test_an_instructor_launches_chooses_the_exchange_and_stands_in_the_course(
    robot: Robot, open_edx: OpenEdx, partnership_id: int
) -> None:
    visit = linked_by_its_teacher(robot, open_edx, partnership_id)

    assert visit.status == 200
    assert TITLE in visit.body


def test_a_learner_launches_into_the_course_home_and_comes_back_without_being_asked_again(
    robot: Robot, open_edx: OpenEdx, partnership_id: int, served_app: Flask
) -> None:
    linked_by_its_teacher(robot, open_edx, partnership_id)
    learner = Robot(robot.transport)

    first = welcome(learner, open_edx.launch(learner, "learner-1", "student", name="Lena Learner"))
    again = open_edx.launch(learner, "learner-1", "student", name="Lena Learner")

    assert first.status == again.status == 200
    assert TITLE in first.body
    assert urlsplit(again.url).path == urlsplit(first.url).path
    query = (
        select(Person.display_name, Enrolment.role)
        .join(Identity, Identity.person_id == Person.id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Identity.subject == "learner-1")
    )
    with served_app.extensions["vsm_database"].unit_of_work(writes=False) as session:
        assert session.execute(query).all() == [("Lena Learner", Role.STUDENT)]


def test_a_learner_whom_open_edx_names_to_nobody_is_asked_for_a_name(
    robot: Robot, open_edx: OpenEdx, partnership_id: int
) -> None:
    linked_by_its_teacher(robot, open_edx, partnership_id)
    learner = Robot(robot.transport)

    visit = open_edx.launch(learner, "learner-2", "student")
    asked = welcome(learner, visit, display_name="")
    settled = welcome(learner, asked, display_name="Nameless")

    assert urlsplit(asked.url).path == "/welcome"
    assert TITLE in settled.body


def test_the_same_token_of_open_edx_opens_nothing_twice(
    robot: Robot, open_edx: OpenEdx, partnership_id: int
) -> None:
    step = open_edx.walk_to_the_token(robot, "learner-3", "student", name="Rita Repeat")

    first, second = robot.post_launch(step), robot.post_launch(step)

    assert first.status in {200, 404}
    assert second.status == 400
    assert "state_unknown" in second.body
