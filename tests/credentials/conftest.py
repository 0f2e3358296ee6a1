"""An exchange whose lead university signs, and somebody to issue to."""

from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select

from tests.people import Somebody, University, World
from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.credentials.actions.achievements import (
    AchievementFacts,
    Words,
    do_add_achievement,
)
from vsm_platform.credentials.actions.issuers import IssuerFacts, Owner, do_add_issuer
from vsm_platform.credentials.actions.planning import do_confirm, do_plan_by_hand
from vsm_platform.credentials.models import AchievementKind, Credential, CredentialRevision
from vsm_platform.exchanges.api import Role

WORDS = Words(
    "Oceans and Climate",
    "Eight weeks of work in mixed teams of students from Samoa and Hawaii.",
    "Take part in the weekly meetings and hand in the film.",
    ("Explain how islands adapt", "Work in a team across the date line"),
)


@dataclass
class Stage:
    """The exchange, its people, and an achievement that its lead signs."""

    world: World
    exchange_id: int
    apia: University
    hilo: University
    coordinator: Somebody
    colleague: Somebody
    students: dict[str, Somebody] = field(default_factory=dict)
    issuer_id: int = 0
    achievement_id: int = 0

    @property
    def app(self) -> Flask:
        return self.world.app

    @property
    def database(self) -> Database:
        return self.world.database

    @property
    def vault(self) -> Vault:
        return self.app.extensions["vsm_vault"]

    @property
    def path(self) -> str:
        return f"/exchanges/{self.exchange_id}/credentials"

    @property
    def achievement_path(self) -> str:
        return f"{self.path}/{self.achievement_id}"

    def enrolment(self, name: str) -> int:
        from vsm_platform.exchanges.api import Enrolment

        with self.database.unit_of_work(writes=False) as session:
            query = select(Enrolment.id).where(
                Enrolment.exchange_id == self.exchange_id,
                Enrolment.person_id == self.students[name].id,
            )
            return session.scalars(query).one()

    def add_issuer(self, owner: Owner, **facts: bool) -> int:
        with self.world.work() as session:
            return do_add_issuer(
                session,
                self.vault,
                owner,
                host="exchange.test",
                facts=IssuerFacts(**facts),
                actor_id=None,
            )

    def add_achievement(self, **facts: object) -> int:
        values: dict[str, object] = {
            "kind": AchievementKind.COURSE,
            "language": "en",
            "words": WORDS,
            "issuer_id": self.issuer_id,
            "ects": 5.0,
            "eqf": 6,
            "isced": "052",
            "hours": 125.0,
            "languages": ["en"],
        }
        with self.world.work() as session:
            return do_add_achievement(
                session,
                self.exchange_id,
                AchievementFacts(**(values | facts)),  # type: ignore[arg-type]
                actor_id=None,
            )

    def issue(self, *names: str, achievement_id: int | None = None) -> int:
        """Issue by hand as a coordinator would, and let the job run; gives the run."""
        with self.world.work() as session:
            run = do_plan_by_hand(
                session,
                self.exchange_id,
                achievement_id or self.achievement_id,
                [self.enrolment(name) for name in names or self.students],
                actor_id=self.coordinator.id,
            )
        with self.world.work() as session:
            day = clock.now().date()
            do_confirm(session, self.exchange_id, run, awarded_on=day, actor_id=self.coordinator.id)
        self.deliver()
        return run

    def deliver(self) -> None:
        self.app.extensions["vsm_courier"].run_due()

    def credential(self, name: str) -> Credential:
        with self.database.unit_of_work(writes=False) as session:
            query = select(Credential).where(
                Credential.person_id == self.students[name].id,
                Credential.achievement_id == self.achievement_id,
            )
            found = session.scalars(query).one()
            session.expunge_all()
            return found

    def revisions(self, name: str) -> list[CredentialRevision]:
        credential = self.credential(name)
        with self.database.unit_of_work(writes=False) as session:
            query = select(CredentialRevision).where(
                CredentialRevision.credential_id == credential.id
            )
            found = list(session.scalars(query.order_by(CredentialRevision.number)))
            session.expunge_all()
            return found


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def stage(world: World) -> Stage:
    apia = world.university("National University of Samoa", "Apia", "Pacific/Apia", "WS")
    hilo = world.university("University of Hawaii at Hilo", "Hilo", "Pacific/Honolulu", "US")
    exchange_id = world.exchange("Oceans and Climate", [apia, hilo])
    coordinator, colleague = world.person(apia, "Lupe Tuilagi"), world.person(hilo, "Keola Kane")
    world.enrol(exchange_id, apia, coordinator, Role.COORDINATOR)
    world.enrol(exchange_id, hilo, colleague, Role.COORDINATOR)
    stage = Stage(world, exchange_id, apia, hilo, coordinator, colleague)
    for name, university in (("Sina Leota", apia), ("Tavita Faleolo", apia), ("Aiko 山田", hilo)):
        stage.students[name] = world.person(university, name)
        world.enrol(exchange_id, university, stage.students[name])
    stage.issuer_id = stage.add_issuer(Owner(institution_id=apia.id))
    stage.achievement_id = stage.add_achievement()
    return stage
