"""An exchange with people of two universities, another exchange, and a kind of team that has files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Settings
from tests.people import Somebody, University, World
from vsm_platform.accounts.api import SignIn
from vsm_platform.app import create_app
from vsm_platform.content.files import owners
from vsm_platform.content.files.api import FolderRights, offer_folder_owner
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Access, Enrolment, EnrolmentState, Role


@dataclass(frozen=True, slots=True)
class Scene:
    """Samoa and Osaka share a course; Madrid has one of its own."""

    world: World
    exchange: int
    elsewhere: int
    samoa: University
    osaka: University
    student: Somebody
    other_student: Somebody
    """Of the same exchange, from the other university."""
    teacher: Somebody
    coordinator: Somebody
    stranger: Somebody
    """A student of the other exchange."""
    guest: Somebody

    @property
    def app(self) -> Flask:
        return self.world.app

    def stay_signed_in(self) -> None:
        """Let no visit end while a test moves the clock."""
        with self.world.work() as session:
            session.execute(update(SignIn).values(expires_at=clock.now() + timedelta(days=400)))

    def files(self, path: str = "") -> str:
        """An address of the exchange's files."""
        return f"/exchanges/{self.exchange}/files{path}"

    def run_jobs(self) -> None:
        """Let the courier carry out everything that is due."""
        self.app.extensions["vsm_courier"].run_due()


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def make_scene(world: World) -> Scene:
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")
    osaka = world.university("Osaka University", "Osaka", "Asia/Tokyo", "JP")
    madrid = world.university("University of Madrid", "Madrid", "Europe/Madrid", "ES")
    exchange = world.exchange("Climate Change", [samoa, osaka])
    elsewhere = world.exchange("Digital Storytelling", [madrid, osaka])
    student = world.person(samoa, "Sina Student")
    other = world.person(osaka, "Oki Other")
    teacher = world.person(osaka, "Fumi Facilitator")
    coordinator = world.person(samoa, "Cora Coordinator")
    stranger = world.person(madrid, "Mia Madrid")
    guest = world.person(samoa, "Gus Guest")
    world.enrol(exchange, samoa, student)
    world.enrol(exchange, osaka, other)
    world.enrol(exchange, osaka, teacher, Role.FACILITATOR)
    world.enrol(exchange, samoa, coordinator, Role.COORDINATOR)
    world.enrol(elsewhere, madrid, stranger)
    _make_guest(world, exchange, samoa, guest)
    return Scene(
        world,
        exchange,
        elsewhere,
        samoa,
        osaka,
        student,
        other,
        teacher,
        coordinator,
        stranger,
        guest,
    )


def _make_guest(world: World, exchange_id: int, home: University, somebody: Somebody) -> None:
    world.enrol(exchange_id, home, somebody)
    with world.work() as session:
        query = select(Enrolment).where(Enrolment.person_id == somebody.id)
        enrolment = session.scalars(query).one()
        enrolment.role, enrolment.state = Role.GUEST, EnrolmentState.ENROLLED


@pytest.fixture
def teams(scene: Scene) -> Iterator[Scene]:
    """Teams 1 and 2 of the exchange: each sees its own files, faculty sees all, guests team 1."""
    members = {scene.student.id: 1, scene.other_student.id: 2, scene.guest.id: 1}

    def member_of(session: Session, access: Access) -> int | None:
        enrolment = session.get(Enrolment, access.enrolment_id) if access.enrolment_id else None
        return members.get(enrolment.person_id) if enrolment else None

    def rule(session: Session, access: Access, team_id: int) -> FolderRights | None:
        if access.exchange_id != scene.exchange or team_id not in {1, 2}:
            return None
        is_member = member_of(session, access) == team_id
        return FolderRights(
            f"Team {team_id}",
            may_read=is_member or access.teaches,
            may_write=is_member and not access.is_visitor,
            may_manage=access.teaches,
        )

    def mine(session: Session, access: Access) -> list[tuple[int, str]]:
        own = member_of(session, access)
        return [(own, f"Team {own}")] if own else []

    before = dict(owners._rules)
    offer_folder_owner("team", rule, mine)
    yield scene
    owners._rules.clear()
    owners._rules.update(before)


@pytest.fixture
def small(settings: Settings) -> Iterator[Scene]:
    """The same with little room: 3 MiB for a file and a person, 4 MiB for the exchange."""
    little = {"files_largest_mb": 3, "files_person_mb": 3, "files_exchange_mb": 4}
    app = create_app(settings.model_copy(update=little | {"files_picture_mb": 1}))
    yield make_scene(World(app))
    app.extensions["vsm_database"].engine.dispose()
