"""An administrator's office and the practice LMS's universities, for whole journeys over HTTP."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.forms import soup_of, values_of
from tests.launch.conftest import practice_lms, universities
from tests.launch.universities import (
    COURSE,
    Universities,
    University,
    choose_exchange,
    walk,
    welcome,
)
from tests.people import World as People
from vsm_platform.core import clock
from vsm_platform.exchanges.api import partners_of
from vsm_platform.practice import Robot, Visit, World
from vsm_platform.practice.model import Account

__all__ = ["practice_lms", "universities"]


@pytest.fixture
def world(practice_lms: tuple[World, Flask]) -> Iterator[World]:
    """The practice LMS's world, put back as it was after each test."""
    world, _app = practice_lms
    as_built = deepcopy(world.platforms)
    yield world
    world.platforms = as_built


def in_days(days: int) -> str:
    """A day as forms hold it, so many days from today."""
    return str(clock.now().date() + timedelta(days=days))


@dataclass
class Office:
    """Makes and changes exchanges by their forms, as a person would, and lets people come in."""

    universities: Universities
    browser: FlaskClient
    robots: dict[str, Robot] = field(default_factory=dict)

    def send(self, page: str, **fields: str | list[str]) -> None:
        """Fill in the form of a page; whatever is not named stays as it is."""
        form = soup_of(self.browser.get(page)).select_one("main form[method=post]")
        assert form is not None, page
        values: dict[str, str | list[str]] = {**values_of(form), **fields}
        answer = self.browser.post(page, data=values)
        assert answer.status_code == 303, soup_of(answer).select_one("main")

    def make(self, *partners: University, starts: int, ends: int, **facts: str) -> int:
        """A new exchange of these partners, the first of which leads it; it is a draft."""
        ids = [str(partner.institution_id) for partner in partners]
        self.send(
            "/admin/exchanges/new",
            title=COURSE,
            starts_on=in_days(starts),
            ends_on=in_days(ends),
            languages="English",
            institutions=ids,
            lead=ids[0],
            **facts,
        )
        newest = soup_of(self.browser.get("/admin/exchanges/")).select("main tbody a")
        return max(int(str(link["href"]).rsplit("/", 1)[-1]) for link in newest)

    def decide(self, exchange_id: int, state: str) -> None:
        self.send(f"/exchanges/{exchange_id}/life/{state}")

    def partner_page(self, exchange_id: int, university: University) -> str:
        with self.universities.work() as session:
            number = next(
                partner.partnership_id
                for partner in partners_of(session, exchange_id)
                if partner.institution_id == university.institution_id
            )
        return f"/exchanges/{exchange_id}/partners/{number}"

    def agree(self, exchange_id: int, university: University, **terms: str) -> None:
        """Write a partner's terms down."""
        self.send(self.partner_page(exchange_id, university), **terms)

    def link(self, university: University) -> Visit:
        """The university's teacher opens the link for the first time, and chooses the exchange."""
        robot = self._robot(university, university.teacher)
        chooser = walk(robot, university, university.teacher)
        partnership = self.universities.partnership_of(university)
        return _welcomed(robot, choose_exchange(robot, chooser, partnership))

    def click(self, university: University, account: Account) -> Visit:
        """Somebody clicks the link in the university's course."""
        robot = self._robot(university, account)
        return _welcomed(robot, walk(robot, university, account))

    def read(self, university: University, account: Account, path: str) -> Visit:
        """Somebody who is in opens a page."""
        return self._robot(university, account).open(f"https://exchange.test{path}")

    def _robot(self, university: University, account: Account) -> Robot:
        key = f"{university.institution_id}:{account.sub}"
        return self.robots.setdefault(key, self.universities.robot())

    def text(self, path: str) -> str:
        """What the administrator reads on a page."""
        main = soup_of(self.browser.get(path)).select_one("main")
        assert main is not None
        return " ".join(main.get_text(" ").split())


def _welcomed(robot: Robot, visit: Visit) -> Visit:
    return welcome(robot, visit) if "/welcome" in visit.url else visit


@pytest.fixture
def office(universities: Universities) -> Office:
    return Office(universities, People(universities.app).administrator().browser)


@pytest.fixture
def today() -> date:
    return clock.now().date()
