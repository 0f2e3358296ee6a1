"""An exchange of two universities with a coordinator, a facilitator and students of both."""

from dataclasses import dataclass

import pytest
from flask import Flask

from tests.people import Somebody, University, World
from vsm_platform.exchanges.api import Role


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is there."""

    world: World
    exchange_id: int
    samoa: University
    osaka: University
    coordinator: Somebody
    facilitator: Somebody
    sina: Somebody
    """A student of Samoa."""
    haru: Somebody
    """A student of Osaka."""

    @property
    def path(self) -> str:
        return f"/exchanges/{self.exchange_id}"

    def partnership(self, university: University) -> int:
        return self.world.partnership(self.exchange_id, university)


@pytest.fixture
def cast(app: Flask) -> Cast:
    world = World(app)
    samoa = world.university("National University of Samoa", "Apia", "Pacific/Apia", "WS")
    osaka = world.university("Osaka University", "Osaka", "Asia/Tokyo", "JP")
    exchange_id = world.exchange("Climate Change", [samoa, osaka])
    people = {
        "coordinator": (samoa, "Pita Masoe", Role.COORDINATOR),
        "facilitator": (osaka, "Daiki Yoshida", Role.FACILITATOR),
        "sina": (samoa, "Sina Tamasese", Role.STUDENT),
        "haru": (osaka, "Haru Sato", Role.STUDENT),
    }
    found = {}
    for key, (university, name, role) in people.items():
        found[key] = world.person(university, name)
        world.enrol(exchange_id, university, found[key], role)
    return Cast(world, exchange_id, samoa, osaka, **found)
