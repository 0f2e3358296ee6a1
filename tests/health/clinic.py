"""Testing connections as an administrator does, and reading what the page says."""

from dataclasses import dataclass
from datetime import timedelta

from bs4 import Tag
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.forms import soup_of
from tests.launch.universities import Universities, University, walk, welcome
from tests.people import World as People
from vsm_platform.health.models import ConnectionTest
from vsm_platform.institutions.api import Deployment
from vsm_platform.practice.model import Account


@dataclass(frozen=True)
class Line:
    """One check as the page shows it."""

    standing: str
    text: str
    to_do: str
    """Who has to do something, what, and where in the LMS; empty where nothing is to be done."""


class Clinic:
    def __init__(self, universities: Universities) -> None:
        self.universities = universities
        self.people = People(universities.app)
        self.administrator: FlaskClient = self.people.administrator().browser

    def university(self, place: str, *, has_launched: bool = True) -> University:
        """A connected university, whose course is linked with an exchange once it has launched."""
        university = self.universities.connect(place)
        if has_launched:
            exchange_id = self.universities.exchange(university, title=f"With {place}")
            self.universities.link_course(university, exchange_id)
            self.arrive(university, university.teacher)
            self.arrive(university, university.student)
        return university

    def arrive(self, university: University, account: Account) -> None:
        robot = self.universities.robot()
        visit = walk(robot, university, account)
        if "/welcome" in visit.url:
            visit = welcome(robot, visit, display_name="Somebody")
        assert visit.status == 200, visit.body

    def deployment_key(self, university: University) -> int:
        query = select(Deployment.id).where(Deployment.institution_id == university.institution_id)
        return int(self.universities.rows(query)[0][0])

    def page(self, university: University) -> str:
        return f"/admin/institutions/{university.institution_id}/health"

    def test_address(self, university: University) -> str:
        return f"{self.page(university)}/{self.deployment_key(university)}"

    def test(self, university: University) -> dict[str, Line]:
        """Press "Test now", and read the page that follows."""
        answer = self.administrator.post(self.test_address(university))
        assert answer.status_code == 303, answer.status
        assert answer.location.startswith(self.page(university))
        return self.lines(university)

    def test_later(self, university: University) -> dict[str, Line]:
        """The same a while after the last test."""
        with self.universities.work() as session:
            for test in session.scalars(select(ConnectionTest)):
                test.tested_at -= timedelta(minutes=1)
        return self.test(university)

    def lines(self, university: University) -> dict[str, Line]:
        opened = self.administrator.get(self.page(university))
        assert opened.status_code == 200
        lines = soup_of(opened).select("main ul.lines > li")
        return {_text(line, "h3"): _line(line) for line in lines}

    def text(self, university: University) -> str:
        answer = self.administrator.get(f"{self.page(university)}.txt")
        assert answer.status_code == 200
        assert answer.mimetype == "text/plain"
        return answer.get_data(as_text=True)


def _line(line: Tag) -> Line:
    return Line(_text(line, ".tag"), _text(line, ":scope > p"), _text(line, ".notice"))


def _text(line: Tag, selector: str) -> str:
    found = line.select_one(selector)
    return " ".join(found.get_text(" ", strip=True).split()) if found else ""
