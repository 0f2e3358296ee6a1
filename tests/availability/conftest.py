"""Samoa, Hawaii and Tokyo in one exchange, with a student each and faculty."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.people import Somebody, University, World
from vsm_platform.availability.api import Weeks, weeks_of
from vsm_platform.exchanges.api import Enrolment, Role


@dataclass
class Course:
    world: World
    exchange_id: int
    universities: dict[str, University]
    teacher: Somebody
    students: dict[str, Somebody] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/exchanges/{self.exchange_id}"

    def add(self, place: str, name: str, zone: str) -> Somebody:
        student = self.world.person(self.universities[place], name, timezone=zone)
        self.world.enrol(self.exchange_id, self.universities[place], student)
        self.students[name] = student
        return student

    def enrolment(self, somebody: Somebody) -> int:
        with self.world.work() as session:
            query = select(Enrolment.id).where(
                Enrolment.person_id == somebody.id, Enrolment.exchange_id == self.exchange_id
            )
            return session.scalars(query).one()

    def weeks(self, *people: Somebody) -> Weeks:
        ids = [self.enrolment(one) for one in people or self.students.values()]
        with self.world.work() as session:
            return weeks_of(session, self.exchange_id, ids)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def course(world: World) -> Course:
    universities = {
        place: world.university(name, place, zone)
        for name, place, zone in (
            ("National University of Samoa", "Apia", "Pacific/Apia"),
            ("University of Hawaii", "Honolulu", "Pacific/Honolulu"),
            ("Osaka University", "Osaka", "Asia/Tokyo"),
        )
    }
    exchange_id = world.exchange(
        "Climate Change",
        list(universities.values()),
        starts_on=date(2026, 8, 17),
        ends_on=date(2026, 11, 29),
    )
    teacher = world.person(universities["Apia"], "Tala Teacher", timezone="Pacific/Apia")
    world.enrol(exchange_id, universities["Apia"], teacher, Role.FACILITATOR)
    made = Course(world, exchange_id, universities, teacher)
    made.add("Apia", "Sina", "Pacific/Apia")
    made.add("Honolulu", "Kai", "Pacific/Honolulu")
    made.add("Osaka", "Aiko", "Asia/Tokyo")
    return made
