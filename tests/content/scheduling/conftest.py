"""Two universities with a team of both, for finding times."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.forms import soup_of, values_of
from tests.people import Somebody, World
from tests.teams.conftest import Course, enrol_students, make_course
from vsm_platform.content.meetings.api import Meeting
from vsm_platform.core import clock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def in_august() -> Iterator[None]:
    with clock.moved(datetime(2026, 8, 10, 12, tzinfo=UTC) - clock.now()):
        yield


@pytest.fixture
def course(world: World, in_august: None) -> Course:
    """Zürich and Bogotá, seven hours apart in summer and six in winter, with two teams of 1+1."""
    zurich = world.university("ZHAW", "Zürich", "Europe/Zurich", "CH")
    bogota = world.university("Universidad EAN", "Bogotá", "America/Bogota", "CO")
    course = make_course(world, zurich, bogota, "Entrepreneurship")
    enrol_students(course, zurich, "Anna", "Beat", zone="Europe/Zurich")
    enrol_students(course, bogota, "Camila", "Diego", zone="America/Bogota")
    team_set = course.make_set(2)
    first, second = course.team_ids(team_set)
    course.place(team_set, first, "Anna", "Camila")
    course.place(team_set, second, "Beat", "Diego")
    course.publish(team_set)
    return course


class Finder:
    """Uses the pages as somebody without a script does."""

    def __init__(self, course: Course, somebody: Somebody) -> None:
        self.course, self.browser = course, somebody.browser
        self.path = f"/exchanges/{course.exchange_id}/meeting-times"

    def look(self, **fields: str) -> BeautifulSoup:
        """Send the form with these answers, and all others as they stand."""
        page = soup_of(self.browser.get(self.path))
        values = values_of(page.select_one("main form"))
        answer = self.browser.get(self.path, query_string=values | fields)
        assert answer.status_code == 200
        return soup_of(answer)

    def press(self, page: BeautifulSoup, button: str, **fields: object) -> TestResponse:
        """Press the first button of this name on a page."""
        found = next(
            one for one in page.select("main button") if one.get_text(strip=True) == button
        )
        form = found.find_parent("form")
        data: dict[str, object] = dict(values_of(form))
        for box in page.select("main input[type=checkbox][checked]"):
            if box.get("form") == form.get("id") or form in box.parents:
                data.setdefault(box["name"], [])
                data[box["name"]] = [*_listed(data[box["name"]]), box["value"]]
        if found.get("name"):
            data[found["name"]] = found["value"]
        return self.browser.post(form.get("action") or self.path, data=data | fields)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def meetings_in(course: Course) -> list[Meeting]:
    with course.world.work() as session:
        query = select(Meeting).where(Meeting.exchange_id == course.exchange_id)
        found = list(session.scalars(query.order_by(Meeting.starts_at)))
        session.expunge_all()
        return found
