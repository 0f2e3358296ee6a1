"""An exchange with published teams, and an evaluation that is open now."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.people import Somebody, World
from tests.teams.conftest import Course, course, enrol_students, make_course, words, world
from vsm_platform.accounts.api import SignIn
from vsm_platform.core import clock
from vsm_platform.evaluation.api import (
    EvaluationFacts,
    do_add_evaluation,
    do_publish_evaluation,
)
from vsm_platform.evaluation.scales import KEYS

__all__ = ["Course", "course", "enrol_students", "make_course", "words", "world"]


def today() -> date:
    return clock.now().date()


@dataclass
class Asked:
    """An evaluation of an exchange, with the teams that answer."""

    course: Course
    id: int
    set_id: int
    teams: list[int]

    @property
    def path(self) -> str:
        return f"/exchanges/{self.course.exchange_id}/evaluations/{self.id}"

    @property
    def world(self) -> World:
        return self.course.world

    @property
    def faculty(self) -> Somebody:
        return self.course.coordinator

    def student(self, name: str) -> Somebody:
        return self.course.students[name]

    def enrolment(self, name: str) -> int:
        return self.course.enrolment(self.student(name))

    def address(self, about: str) -> str:
        return f"{self.path}/about/{self.enrolment(about)}"

    def say(self, by: str, about: str, value: int | dict[str, int], **fields: str) -> TestResponse:
        """Answer on every scale as a browser would, from what is saved."""
        ratings = value if isinstance(value, dict) else dict.fromkeys(KEYS, value)
        browser = self.student(by).browser
        page = browser.get(self.address(about))
        assert page.status_code == 200, page.status
        version = page.text.split('name="version"')[1].split('value="')[1].split('"')[0]
        values = {"version": version} | {key: str(one) for key, one in ratings.items()} | fields
        return browser.post(self.address(about), data=values)

    def say_all(self, by: str, about: dict[str, int]) -> None:
        for name, value in about.items():
            answer = self.say(by, name, value)
            assert answer.status_code == 303, (by, name, answer.text)

    @contextmanager
    def after(self, by: timedelta = timedelta(days=30)) -> Iterator[None]:
        """Let so much time pass; everybody stays signed in meanwhile."""
        with self.world.work() as session:
            far = clock.now() + timedelta(days=400)
            session.execute(update(SignIn).values(expires_at=far))
        with clock.moved(by):
            yield


def ask(course: Course, teams: list[list[str]], *, title: str = "After phase 1") -> Asked:
    """Form and publish these teams, and ask them from yesterday until in a week."""
    set_id = course.make_set(len(teams))
    ids = course.team_ids(set_id)
    for team, names in zip(ids, teams, strict=True):
        course.place(set_id, team, *names)
    course.publish(set_id)
    with course.world.work() as session:
        facts = EvaluationFacts(
            title, "The film.", set_id, today() - timedelta(days=2), today() + timedelta(days=7)
        )
        made = do_add_evaluation(session, course.exchange_id, facts, actor_id=None)
        do_publish_evaluation(session, course.exchange_id, made, is_published=True, actor_id=None)
    return Asked(course, made, set_id, ids)


@pytest.fixture
def asked(course: Course) -> Asked:
    """Sina, Tavita, Aiko and Haru in one team; Lani and Yuki in another."""
    return ask(course, [["Sina", "Tavita", "Aiko", "Haru"], ["Lani", "Yuki"]])
