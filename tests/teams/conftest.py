"""An exchange of two universities with students to form teams of."""

import re
from dataclasses import dataclass, field

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from tests.people import Somebody, University, World
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.teams.api import do_make_set, do_place, do_publish_set, teams_of_set


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@dataclass
class Course:
    """An exchange, its teachers, and students by name."""

    world: World
    exchange_id: int
    partners: list[University]
    coordinator: Somebody
    facilitator: Somebody
    students: dict[str, Somebody] = field(default_factory=dict)

    @property
    def teams(self) -> str:
        return f"/exchanges/{self.exchange_id}/teams"

    def enrolment(self, somebody: Somebody) -> int:
        with self.world.work() as session:
            query = select(Enrolment.id).where(
                Enrolment.person_id == somebody.id, Enrolment.exchange_id == self.exchange_id
            )
            return session.scalars(query).one()

    def change(self, somebody: Somebody, **columns: object) -> None:
        """Change a person's enrolment as a roster or an invitation would."""
        with self.world.work() as session:
            enrolment = session.get_one(Enrolment, self.enrolment_in(session, somebody))
            for name, value in columns.items():
                setattr(enrolment, name, value)

    def enrolment_in(self, session, somebody: Somebody) -> int:  # type: ignore[no-untyped-def]
        query = select(Enrolment.id).where(
            Enrolment.person_id == somebody.id, Enrolment.exchange_id == self.exchange_id
        )
        return int(session.scalars(query).one())

    def leave(self, somebody: Somebody) -> None:
        self.change(somebody, state=EnrolmentState.LEFT)

    def client(self, name: str) -> Somebody:
        """Somebody who was invited as a client."""
        client = self.world.person(self.partners[0], name)
        self.world.enrol(self.exchange_id, self.partners[0], client)
        self.change(client, role=Role.CLIENT)
        return client

    def make_set(self, teams: int, title: str = "Project teams") -> int:
        with self.world.work() as session:
            return do_make_set(session, self.exchange_id, title=title, teams=teams, actor_id=None)

    def team_ids(self, team_set_id: int) -> list[int]:
        with self.world.work() as session:
            return [team.id for team in teams_of_set(session, team_set_id)]

    def place(self, team_set_id: int, team_id: int | None, *names: str) -> None:
        wanted = {self.enrolment(self.students[name]): team_id for name in names}
        with self.world.work() as session:
            do_place(session, self.exchange_id, team_set_id, wanted, actor_id=None)

    def publish(self, team_set_id: int) -> None:
        with self.world.work() as session:
            do_publish_set(session, self.exchange_id, team_set_id, is_published=True, actor_id=None)

    def mix(self, team_set_id: int) -> dict[str, list[str]]:
        """The names in each team, as faculty see them."""
        shown: dict[str, list[str]] = {}
        page = 1
        while True:
            answer = self.coordinator.browser.get(f"{self.teams}/sets/{team_set_id}?page={page}")
            assert answer.status_code == 200
            soup = BeautifulSoup(answer.text, "lxml")
            for row in soup.select("li[id^=team-]"):
                name, *members = (one.get_text() for one in row.select("bdi"))
                shown[name] = members[::2]
            if not soup.select(".pages a[rel=next]"):
                return shown
            page += 1


def words(html: str) -> str:
    """What the main part of a page says."""
    main = BeautifulSoup(html, "lxml").select_one("main")
    assert main is not None
    return re.sub(r"\s+", " ", main.get_text(" "))


def make_course(world: World, first: University, second: University, title: str) -> Course:
    exchange_id = world.exchange(title, [first, second])
    coordinator = world.person(first, "Cora Coordinator")
    facilitator = world.person(second, "Fumi Facilitator")
    world.enrol(exchange_id, first, coordinator, Role.COORDINATOR)
    world.enrol(exchange_id, second, facilitator, Role.FACILITATOR)
    return Course(world, exchange_id, [first, second], coordinator, facilitator)


def enrol_students(course: Course, university: University, *names: str, zone: str = "UTC") -> None:
    for name in names:
        student = course.world.person(university, name, timezone=zone)
        course.world.enrol(course.exchange_id, university, student)
        course.students[name] = student


@pytest.fixture
def course(world: World) -> Course:
    """Samoa and Osaka with three students each."""
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")
    osaka = world.university("Osaka University", "Osaka", "Asia/Tokyo", "JP")
    course = make_course(world, samoa, osaka, "Climate Change")
    enrol_students(course, samoa, "Sina", "Tavita", "Lani", zone="Pacific/Apia")
    enrol_students(course, osaka, "Aiko", "Haru", "Yuki", zone="Asia/Tokyo")
    return course
