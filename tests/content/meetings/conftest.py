"""Two of the fourteen programmes with their people, for the tests of meetings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.people import Somebody, University, World
from vsm_platform.accounts.api import Identity, Person, do_begin_visit
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, Partnership, Role


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def in_august() -> Iterator[None]:
    """The clock stands in the week before Climate Change begins."""
    with clock.moved(datetime(2026, 8, 10, 12, tzinfo=UTC) - clock.now()):
        yield


@dataclass
class Programme:
    """An exchange with its universities, and one person of each kind at each."""

    world: World
    exchange_id: int
    universities: dict[str, University]
    students: dict[str, Somebody] = field(default_factory=dict)
    teachers: dict[str, Somebody] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/exchanges/{self.exchange_id}/meetings"

    def key(self, place: str) -> int:
        return self.world.partnership(self.exchange_id, self.universities[place])

    def meetings(self) -> list[Meeting]:
        with self.world.database.unit_of_work(writes=False) as session:
            query = select(Meeting).where(Meeting.exchange_id == self.exchange_id)
            found = list(session.scalars(query.order_by(Meeting.starts_at)))
            session.expunge_all()
            return found

    def plan(self, teacher: str = "", **changed: object) -> list[Meeting]:
        """Plan by the pages; what is not said is one Friday class at 13:00 in Tokyo."""
        planner = self.teachers[teacher or next(iter(self.teachers))]
        when = {
            "day": "2026-08-21",
            "time": "13:00",
            "zone": "Asia/Tokyo",
            "minutes": "90",
            "every": "0",
        }
        facts = {"title": "Live class", "link": "https://u.zoom.us/j/123?pwd=secret", "leader": "0"}
        when |= {
            name: value
            for name, value in changed.items()
            if name in {*when, "until", "partners", "which", "team"}
        }  # type: ignore[misc]
        facts |= {name: value for name, value in changed.items() if name not in when}  # type: ignore[misc]
        before = {one.id for one in self.meetings()}
        answer = planner.browser.post(f"{self.path}/new/details", query_string=when, data=facts)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return [one for one in self.meetings() if one.id not in before]

    def guest(self, name: str, place: str) -> tuple[Somebody, int]:
        """A speaker from outside, invited to the exchange; with the enrolment."""
        somebody = self.world.person(self.universities[place], name)
        self.world.enrol(self.exchange_id, self.universities[place], somebody)
        with self.world.work() as session:
            enrolment = enrolment_of(session, self.exchange_id, somebody)
            enrolment.role = Role.GUEST
            return somebody, enrolment.id

    @contextmanager
    def at(self, instant: datetime, *people: Somebody) -> Iterator[list[FlaskClient]]:
        """Another moment, with new visits of these people, since visits end within a day."""
        with clock.moved(instant - clock.now()), self.world.work() as session:
            visits = [
                do_begin_visit(session, session.get_one(Person, one.id), deployment_id=None)
                for one in people
            ]
            ids = [visit.id for visit in visits]
        with clock.moved(instant - clock.now()):
            yield [self.world.browser(visit_id) for visit_id in ids]

    def give_address(self, somebody: Somebody, address: str) -> None:
        with self.world.work() as session:
            changed = update(Identity).where(Identity.person_id == somebody.id)
            session.execute(changed.values(email=address))

    def set_terms(self, place: str, **terms: object) -> None:
        with self.world.work() as session:
            changed = update(Partnership).where(Partnership.id == self.key(place))
            session.execute(changed.values(**terms))


def enrolment_of(session: Session, exchange_id: int, somebody: Somebody) -> Enrolment:
    return session.scalars(
        select(Enrolment).where(
            Enrolment.exchange_id == exchange_id, Enrolment.person_id == somebody.id
        )
    ).one()


def programme(
    world: World,
    title: str,
    places: list[tuple[str, str, str]],
    starts_on: date,
    ends_on: date,
) -> Programme:
    universities = {place: world.university(name, place, zone) for name, place, zone in places}
    exchange_id = world.exchange(
        title, list(universities.values()), starts_on=starts_on, ends_on=ends_on
    )
    made = Programme(world, exchange_id, universities)
    for place, university in universities.items():
        zone = next(one[2] for one in places if one[1] == place)
        made.teachers[place] = world.person(university, f"Teacher in {place}", timezone=zone)
        made.students[place] = world.person(university, f"Student in {place}", timezone=zone)
        world.enrol(exchange_id, university, made.teachers[place], Role.FACILITATOR)
        world.enrol(exchange_id, university, made.students[place])
    return made


@pytest.fixture
def climate(world: World, in_august: None) -> Programme:
    """Climate Change: Japan's students come in October, the others in August."""
    made = programme(
        world,
        "Climate Change",
        [
            ("National University of Samoa", "Apia", "Pacific/Apia"),
            ("University of Hawaii", "Honolulu", "Pacific/Honolulu"),
            ("Osaka University", "Osaka", "Asia/Tokyo"),
        ],
        date(2026, 8, 17),
        date(2026, 11, 29),
    )
    made.set_terms("Osaka", starts_on=date(2026, 10, 1))
    return made


@pytest.fixture
def entrepreneurship(world: World) -> Iterator[Programme]:
    """Entrepreneurship in May: 18 students in Switzerland, 12 in Colombia."""
    with clock.moved(datetime(2027, 5, 3, 12, tzinfo=UTC) - clock.now()):
        made = programme(
            world,
            "Entrepreneurship in Cross-Cultural Context",
            [
                ("Fachhochschule Nordwestschweiz", "Windisch", "Europe/Zurich"),
                ("Universidad EAFIT", "Medellín", "America/Bogota"),
            ],
            date(2027, 5, 3),
            date(2027, 5, 16),
        )
        for place, number in (("Windisch", 18), ("Medellín", 12)):
            for _more in range(number - 1):
                somebody = world.person(made.universities[place], "Another student")
                world.enrol(made.exchange_id, made.universities[place], somebody)
        yield made
