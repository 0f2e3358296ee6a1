"""An exchange of two universities, with students who are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.people import Somebody, University, World
from vsm_platform.accounts.api import SignIn
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Role
from vsm_platform.surveys.actions.caring import do_settle
from vsm_platform.surveys.api import (
    Anonymity,
    SurveyFacts,
    do_add_instrument,
    do_add_survey,
    do_publish_survey,
)
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.instruments.document import Document


def today() -> date:
    return clock.now().date()


@dataclass
class Course:
    """Who takes part, and what they are asked."""

    world: World
    exchange_id: int
    universities: tuple[University, University]
    teacher: Somebody
    students: list[Somebody]

    def ask(
        self,
        anonymity: Anonymity = Anonymity.ANONYMOUS,
        document: Document | None = None,
        **facts: object,
    ) -> int:
        """A survey that is open from yesterday until in a week."""
        days = {"opens_on": today() - timedelta(days=1), "closes_on": today() + timedelta(days=7)}
        with self.world.work() as session:
            made = do_add_instrument(
                session, self.exchange_id, document or shelf.ready("pulse"), actor_id=None
            )
            plan = SurveyFacts(made, anonymity, **(days | facts))  # type: ignore[arg-type]
            survey_id = do_add_survey(session, self.exchange_id, plan, actor_id=None)
            do_publish_survey(
                session, self.exchange_id, survey_id, is_published=True, actor_id=None
            )
        return survey_id

    def path(self, survey_id: int) -> str:
        return f"/exchanges/{self.exchange_id}/surveys/{survey_id}"

    def send(
        self, who: Somebody, survey_id: int, answers: dict[str, object], section: str = "week"
    ) -> TestResponse:
        fields = {f"q.{key}": value for key, value in answers.items()}
        return who.browser.post(f"{self.path(survey_id)}/answer/{section}", data=fields)

    def settle(self, survey_id: int, after: int = 12) -> None:
        with self.after(after), self.world.work() as session:
            vault = self.world.app.extensions["vsm_vault"]
            assert do_settle(session, vault, self.exchange_id, survey_id)

    @contextmanager
    def after(self, days: int) -> Iterator[None]:
        """Let so much time pass; everybody stays signed in meanwhile."""
        with self.world.work() as session:
            far = clock.now() + timedelta(days=400)
            session.execute(update(SignIn).values(expires_at=far))
        with clock.moved(timedelta(days=days)):
            yield


@pytest.fixture
def course(app: Flask) -> Course:
    world = World(app)
    apia = world.university("Apia", timezone="Pacific/Apia")
    hilo = world.university("Hilo", timezone="Pacific/Honolulu")
    # Whatever day it is, the fifteenth week is under way, and the course is not over yet.
    days = {"starts_on": today() - timedelta(days=101), "ends_on": today() + timedelta(days=40)}
    exchange_id = world.exchange("Climate Change", [apia, hilo], **days)
    teacher = world.person(apia, "Tala Teacher")
    world.enrol(exchange_id, apia, teacher, Role.COORDINATOR)
    students = []
    for number in range(12):
        home = apia if number < 9 else hilo
        student = world.person(home, f"Student {number}")
        world.enrol(exchange_id, home, student)
        students.append(student)
    return Course(world, exchange_id, (apia, hilo), teacher, students)
