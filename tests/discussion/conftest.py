"""An exchange of two universities whose people talk, and a way to do what a browser does."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.people import Somebody, University, World
from vsm_platform.accounts.api import SignIn
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.teams.api import do_make_set, do_place, do_publish_set, teams_of_set


@dataclass
class Course:
    """An exchange, its teachers, and students by name."""

    world: World
    exchange_id: int
    partners: list[University]
    teacher: Somebody
    colleague: Somebody
    students: dict[str, Somebody] = field(default_factory=dict)
    team_ids: list[int] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/exchanges/{self.exchange_id}/discussion"

    def __getitem__(self, name: str) -> Somebody:
        return self.students[name]

    def change(self, somebody: Somebody, **columns: object) -> None:
        """Change a person's enrolment as a roster or an invitation would."""
        with self.world.work() as session:
            query = select(Enrolment).where(
                Enrolment.person_id == somebody.id, Enrolment.exchange_id == self.exchange_id
            )
            enrolment = session.scalars(query).one()
            for name, value in columns.items():
                setattr(enrolment, name, value)

    def open(
        self,
        somebody: Somebody,
        title: str = "Hello",
        text: str = "Where are you?",
        space: str = "course/0",
        **fields: str,
    ) -> str:
        """Begin a topic as a browser does; gives its address."""
        answer = somebody.browser.post(
            f"{self.path}/{space}/new",
            data={"title": title, "text": text, "client_key": uuid4().hex, **fields},
        )
        assert answer.status_code == 303, words(answer)
        return str(answer.headers["Location"])

    def reply(
        self, somebody: Somebody, topic: str, text: str, to: int = 0, **fields: str
    ) -> TestResponse:
        data = {"text": text, "to": str(to), "client_key": uuid4().hex, **fields}
        return somebody.browser.post(f"{topic}/reply", data=data)

    def posts(self, somebody: Somebody, topic: str, page: int = 1) -> dict[int, str]:
        """What somebody reads in a topic, by the posts' numbers, in the order of the page."""
        answer = somebody.browser.get(f"{topic}?page={page}")
        assert answer.status_code == 200
        return {
            int(str(one["id"])[1:]): re.sub(r"\s+", " ", one.get_text(" "))
            for one in soup_of(answer).select("form[data-topic] > ol > li")
        }


def soup_of(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


def words(answer: TestResponse) -> str:
    """What the main part of a page says."""
    main = soup_of(answer).select_one("main")
    return re.sub(r"\s+", " ", main.get_text(" ")) if main else answer.get_data(as_text=True)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def course(world: World) -> Course:
    """Berlin and Bogotá with three students each, in two mixed teams."""
    berlin = world.university("Freie Universität", "Berlin", "Europe/Berlin", "DE")
    bogota = world.university("Universidad EAN", "Bogotá", "America/Bogota", "CO")
    exchange_id = world.exchange("Intercultural Learning", [berlin, bogota])
    teacher = world.person(berlin, "Tilda Teacher")
    colleague = world.person(bogota, "Carlos Colleague")
    world.enrol(exchange_id, berlin, teacher, Role.COORDINATOR)
    world.enrol(exchange_id, bogota, colleague, Role.FACILITATOR)
    course = Course(world, exchange_id, [berlin, bogota], teacher, colleague)
    for university, zone, names in (
        (berlin, "Europe/Berlin", ("Anna Abel", "Ben Berg", "Cem Can")),
        (bogota, "America/Bogota", ("Diana Diaz", "Elena Espinosa", "Felipe Franco")),
    ):
        for name in names:
            student = world.person(university, name, timezone=zone)
            world.enrol(exchange_id, university, student)
            course.students[name.split()[0]] = student
    course.team_ids = _teams(course)
    return course


def stay_signed_in(course: Course) -> Course:
    """Let the browsers stay signed in wherever a test moves the clock."""
    with course.world.work() as session:
        session.execute(update(SignIn).values(expires_at=datetime(2040, 1, 1, tzinfo=UTC)))
    return course


def _teams(course: Course) -> list[int]:
    """Anna and Diana in one team, Ben and Elena in the other; Cem and Felipe in none."""
    with course.world.app.test_request_context(), course.world.work() as session:
        made = do_make_set(session, course.exchange_id, title="Teams", teams=2, actor_id=None)
        ids = [team.id for team in teams_of_set(session, made)]
        enrolments = {
            name: session.scalars(
                select(Enrolment.id).where(
                    Enrolment.person_id == one.id, Enrolment.exchange_id == course.exchange_id
                )
            ).one()
            for name, one in course.students.items()
        }
        wanted = {"Anna": ids[0], "Diana": ids[0], "Ben": ids[1], "Elena": ids[1]}
        places = {enrolments[name]: team for name, team in wanted.items()}
        do_place(session, course.exchange_id, made, dict(places), actor_id=None)
        do_publish_set(session, course.exchange_id, made, is_published=True, actor_id=None)
        return ids
