"""An exchange with two teams and an assignment for them, and what students and faculty do."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.forms import values_of
from tests.people import Somebody
from tests.teams.conftest import Course, course, words, world
from vsm_platform.content.assignments.api import (
    AssignmentFacts,
    Readers,
    do_add_assignment,
    do_publish_assignment,
)
from vsm_platform.core import clock
from vsm_platform.exchanges.api import END_OF_DAY

__all__ = ["course", "words", "world"]


@dataclass
class Room:
    """The course with its teams: Sina and Aiko in the first, Tavita and Haru in the second."""

    course: Course
    set_id: int
    teams: list[int]

    @property
    def assignments(self) -> str:
        return f"/exchanges/{self.course.exchange_id}/assignments"

    def add(self, *, is_published: bool = True, **facts: object) -> int:
        """An assignment that was written by its own action."""
        known: dict[str, object] = {
            "title": "Reef report",
            "instructions": "Write about a reef.",
            "is_for_teams": False,
            "team_set_id": None,
            "points": 20.0,
            "opens_on": None,
            "due_on": None,
            "due_time": END_OF_DAY,
            "due_zone": "",
            "accepts_late": True,
            "accepts_again": True,
            "readers": Readers.OWN,
            "own_dues": {},
        } | facts
        with self.course.world.work() as session:
            made = do_add_assignment(
                session,
                self.course.exchange_id,
                AssignmentFacts(**known),  # type: ignore[arg-type]
                actor_id=None,
            )
        if is_published:
            with self.course.world.work() as session:
                do_publish_assignment(
                    session, self.course.exchange_id, made, is_published=True, actor_id=None
                )
        return made

    def add_for_teams(self, **facts: object) -> int:
        return self.add(is_for_teams=True, team_set_id=self.set_id, **facts)

    def browser(self, name: str) -> FlaskClient:
        return self.course.students[name].browser

    def page(self, assignment: int) -> str:
        return f"{self.assignments}/{assignment}"

    def form(self, name: str, assignment: int) -> dict[str, str]:
        """What the student's page would send."""
        opened = self.browser(name).get(self.page(assignment))
        assert opened.status_code == 200
        form = BeautifulSoup(opened.text, "lxml").select_one("#work form")
        assert form is not None, words(opened.text)
        return values_of(form)

    def write(
        self, name: str, assignment: int, text: str, step: str = "save", **fields: str
    ) -> TestResponse:
        """Open the page, write, and press one of the buttons."""
        form = self.form(name, assignment) | {"text": text, "step": step} | fields
        return self.browser(name).post(
            self.page(assignment),
            data=form,
            follow_redirects=True,
            content_type="multipart/form-data",
        )

    def hand_in(self, name: str, assignment: int, text: str = "Our work.") -> TestResponse:
        answer = self.write(name, assignment, text, "hand_in")
        assert "Handed in. Your receipt is below." in answer.text, words(answer.text)
        return answer

    def said(self, name: str, assignment: int) -> str:
        return words(self.browser(name).get(self.page(assignment)).text)

    def mark_page(self, assignment: int, owner: int) -> str:
        return f"{self.page(assignment)}/works/{owner}"

    def mark(
        self, teacher: Somebody, assignment: int, owner: int, value: str, **fields: str
    ) -> TestResponse:
        address = self.mark_page(assignment, owner)
        opened = teacher.browser.get(address)
        form = BeautifulSoup(opened.text, "lxml").select_one("main form")
        assert form is not None
        sent = values_of(form) | {"value": value, "step": "save"} | fields
        return teacher.browser.post(address, data=sent, follow_redirects=True)

    def partner(self, number: int) -> int:
        return self.course.world.partnership(self.course.exchange_id, self.course.partners[number])


@pytest.fixture
def room(course: Course) -> Room:
    set_id = course.make_set(2)
    teams = course.team_ids(set_id)
    course.place(set_id, teams[0], "Sina", "Aiko")
    course.place(set_id, teams[1], "Tavita", "Haru")
    course.publish(set_id)
    return Room(course, set_id, teams)


def in_days(days: int) -> date:
    return clock.now().date() + timedelta(days=days)
