"""An NGO without an LMS and a university with one share a course; an administrator looks on."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.forms import soup_of, submit
from tests.people import Somebody, University, World
from vsm_platform.exchanges.api import Role
from vsm_platform.institutions.api import InstitutionDetails, InstitutionKind, do_add_institution
from vsm_platform.invitations.api import Invited, do_invite


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@dataclass(frozen=True, slots=True)
class Scene:
    """The exchange between Zürich, which has an LMS, and an NGO in Guatemala, which has none."""

    world: World
    zurich: University
    ngo: University
    exchange_id: int
    coordinator: Somebody
    """Of Zürich."""
    facilitator: Somebody
    """Of the NGO."""
    student: Somebody
    """Of Zürich."""
    administrator: Somebody

    @property
    def path(self) -> str:
        return f"/exchanges/{self.exchange_id}"

    def partnership(self, partner: University) -> int:
        return self.world.partnership(self.exchange_id, partner)

    def invite(
        self,
        role: Role = Role.STUDENT,
        name: str = "Lupe",
        address: str = "",
        *,
        partner: University | None = None,
        language: str = "es",
        subject: tuple[str, int | None] = ("", None),
    ) -> str:
        """Invite somebody by the room's own action; gives the path of the link."""
        with self.world.work() as session:
            invited = Invited(
                exchange_id=self.exchange_id,
                partnership_id=self.partnership(partner or self.ngo),
                role=role,
                name=name,
                address=address,
                language=language,
                subject_kind=subject[0],
                subject_id=subject[1],
            )
            made = do_invite(session, invited, actor_id=self.coordinator.id)
            return made.link.removeprefix("https://exchange.test")

    def come_in(self, link: str, **answers: str) -> FlaskClient:
        """Open a link in a new browser and fill in its form."""
        browser = self.world.browser()
        answer = submit(browser, link, **answers)
        assert answer.status_code == 303, answer.text
        return browser


def institution(world: World, name: str, kind: InstitutionKind, timezone: str) -> University:
    """An institution without an LMS."""
    with world.work() as session:
        details = InstitutionDetails(name, kind=kind, timezone=timezone)
        found = do_add_institution(session, details, actor_id=None)
        return University(found.id, name, 0, 0)


@pytest.fixture
def scene(world: World) -> Scene:
    zurich = world.university("Universität Zürich", "Zürich", "Europe/Zurich", "CH")
    ngo = institution(world, "Jóvenes de Sololá", InstitutionKind.NGO, "America/Guatemala")
    exchange_id = world.exchange("Digital Storytelling", [zurich, ngo], description="We tell.")
    coordinator = world.person(zurich, "Cora Coordinator")
    world.enrol(exchange_id, zurich, coordinator, Role.COORDINATOR)
    facilitator = world.person(zurich, "Fabio Facilitator")
    world.enrol(exchange_id, ngo, facilitator, Role.FACILITATOR)
    student = world.person(zurich, "Sina Student")
    world.enrol(exchange_id, zurich, student)
    return Scene(
        world, zurich, ngo, exchange_id, coordinator, facilitator, student, world.administrator()
    )


def heading_of(answer: object) -> str:
    """The page's own heading: in a course that of its card."""
    page = soup_of(answer)  # type: ignore[arg-type]
    found = page.select_one("main h2") if page.select_one("header h1") else page.select_one("h1")
    assert found is not None
    return found.get_text(" ", strip=True)
