"""An exchange of several universities whose faculty let teams be proposed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.forms import submit
from tests.people import Somebody, University, World
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.formation.models import Formation, Proposal
from vsm_platform.teams.api import members_of, teams_of_set

PLACES = (
    ("University of Samoa", "Apia", "Pacific/Apia", "WS"),
    ("University of Hawaii", "Honolulu", "Pacific/Honolulu", "US"),
    ("Osaka University", "Osaka", "Asia/Tokyo", "JP"),
    ("University of Auckland", "Auckland", "Pacific/Auckland", "NZ"),
    ("University of Guam", "Guam", "Pacific/Guam", "GU"),
)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@dataclass
class Forming:
    """An exchange, its teachers, and students by name."""

    world: World
    exchange_id: int
    partners: list[University]
    coordinator: Somebody
    facilitator: Somebody
    students: dict[str, Somebody] = field(default_factory=dict)

    @property
    def pages(self) -> str:
        return f"/exchanges/{self.exchange_id}/forming"

    @property
    def browser(self) -> FlaskClient:
        return self.coordinator.browser

    def enrolment(self, name: str) -> int:
        with self.world.work() as session:
            query = select(Enrolment.id).where(
                Enrolment.person_id == self.students[name].id,
                Enrolment.exchange_id == self.exchange_id,
            )
            return session.scalars(query).one()

    def add(self, university: University, *names: str, zone: str = "UTC") -> None:
        for name in names:
            student = self.world.person(university, name, timezone=zone)
            self.world.enrol(self.exchange_id, university, student)
            self.students[name] = student

    def leave(self, name: str) -> None:
        enrolment_id = self.enrolment(name)
        with self.world.work() as session:
            session.get_one(Enrolment, enrolment_id).state = EnrolmentState.LEFT

    def begin(self, preset: str = "meet", **basics: str) -> int:
        """Begin with a preset, and change what is given; gives the formation's id."""
        begun = submit(self.browser, self.pages, preset=preset, title="Project teams")
        assert begun.status_code == 303, begun.text
        formation_id = int(begun.location.rsplit("/", 1)[-1])
        if basics:
            self.wish(formation_id, **basics)
        return formation_id

    def wish(self, formation_id: int, **basics: str) -> TestResponse:
        saved = submit(self.browser, f"{self.pages}/{formation_id}", **basics)
        assert saved.status_code == 303, words(saved.text)
        return saved

    def propose(self, formation_id: int) -> int:
        """Let the search run to its end; gives the proposal's id."""
        begun = self.browser.post(f"{self.pages}/{formation_id}/propose")
        assert begun.status_code == 303, words(begun.text)
        self.deliver()
        return int(begun.location.rsplit("/", 1)[-1])

    def deliver(self) -> None:
        """Carry out what waits in the outbox."""
        self.world.app.extensions["vsm_courier"].run_due()

    def teams(self, proposal_id: int) -> list[list[int]]:
        with self.world.work() as session:
            return session.get_one(Proposal, proposal_id).teams

    def version(self, proposal_id: int) -> int:
        with self.world.work() as session:
            return session.get_one(Proposal, proposal_id).version

    def page(self, formation_id: int, proposal_id: int) -> str:
        return f"{self.pages}/{formation_id}/proposals/{proposal_id}"

    def use(self, formation_id: int, proposal_id: int) -> int:
        """Make a draft of a proposal; gives the team set's id."""
        page = self.page(formation_id, proposal_id)
        used = self.browser.post(f"{page}/use", data={"version": self.version(proposal_id)})
        assert used.status_code == 303, words(used.text)
        with self.world.work() as session:
            return session.get_one(Formation, formation_id).team_set_id or 0

    def members(self, team_set_id: int) -> list[set[int]]:
        """The enrolments in each team of a set who have not left."""
        with self.world.work() as session:
            teams = [team.id for team in teams_of_set(session, team_set_id)]
            found = members_of(session, teams)
            return [{one.enrolment_id for one in found[team] if not one.has_left} for team in teams]


def words(html: str) -> str:
    """What the main part of a page says."""
    main = BeautifulSoup(html, "lxml").select_one("main")
    assert main is not None
    return re.sub(r"\s+", " ", main.get_text(" "))


def make_forming(world: World, places: Sequence[tuple[str, str, str, str]], each: int) -> Forming:
    """An exchange of so many universities with so many students each."""
    partners = [world.university(*place) for place in places]
    exchange_id = world.exchange("Climate Change", partners)
    coordinator = world.person(partners[0], "Cora Coordinator")
    facilitator = world.person(partners[-1], "Fumi Facilitator")
    world.enrol(exchange_id, partners[0], coordinator, Role.COORDINATOR)
    world.enrol(exchange_id, partners[-1], facilitator, Role.FACILITATOR)
    forming = Forming(world, exchange_id, partners, coordinator, facilitator)
    for partner, (_name, place, zone, _country) in zip(partners, places, strict=True):
        names = [f"{place} {number}" for number in range(1, each + 1)]
        forming.add(partner, *names, zone=zone)
    return forming


@pytest.fixture
def forming(world: World) -> Forming:
    """Samoa, Hawaii and Osaka with four students each."""
    return make_forming(world, PLACES[:3], 4)
