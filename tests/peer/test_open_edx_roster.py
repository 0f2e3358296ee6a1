"""The roster of an LMS implementation that nobody here wrote: Open edX's platform side."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from tests.peer.open_edx import OpenEdx
from tests.peer.openedx_roster import LEARNERS
from tests.peer.test_open_edx import linked_by_its_teacher, welcome
from vsm_platform.accounts.api import Identity, Person
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.exchanges.models import CourseRoster
from vsm_platform.practice import Robot

pytestmark = pytest.mark.peer


def test_its_roster_is_read_page_by_page_and_its_learners_are_expected(
    robot: Robot, open_edx: OpenEdx, partnership_id: int, served_app: Flask
) -> None:
    linked_by_its_teacher(robot, open_edx, partnership_id)
    served_app.extensions["vsm_courier"].run_due()

    with served_app.extensions["vsm_database"].unit_of_work(writes=False) as session:
        roster = session.scalars(select(CourseRoster)).one()
        assert (roster.trouble, roster.pages, roster.skipped) == ("", 2, 0)
        states = Counter(map(tuple, session.execute(select(Enrolment.role, Enrolment.state))))
        assert states == {
            (Role.FACILITATOR, EnrolmentState.ENROLLED): 1,
            (Role.STUDENT, EnrolmentState.EXPECTED): LEARNERS,
        }
        query = select(Person.display_name).join(Identity, Identity.person_id == Person.id)
        assert session.scalars(query.where(Identity.subject == "learner-7")).all() == [
            "Learner Number 7"
        ]


def test_whoever_was_on_its_roster_is_the_person_who_launches(
    robot: Robot, open_edx: OpenEdx, partnership_id: int, served_app: Flask
) -> None:
    linked_by_its_teacher(robot, open_edx, partnership_id)
    served_app.extensions["vsm_courier"].run_due()
    learner = Robot(robot.transport)
    first = open_edx.launch(learner, "learner-7", "student", name="Learner Number 7")
    welcome(learner, first)

    with served_app.extensions["vsm_database"].unit_of_work(writes=False) as session:
        query = (
            select(Enrolment.state)
            .join(Identity, Identity.person_id == Enrolment.person_id)
            .where(Identity.subject == "learner-7")
        )
        assert session.scalars(query).all() == [EnrolmentState.ENROLLED]
