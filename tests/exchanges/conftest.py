"""Two exchanges and the people around them, for the tests of the exchanges room."""

from dataclasses import dataclass

import pytest
from flask import Flask

from tests.people import Somebody, University, World
from vsm_platform.exchanges.api import Role


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@dataclass(frozen=True, slots=True)
class Scene:
    """Samoa and Osaka share the climate course; Osaka and Madrid share another one."""

    world: World
    samoa: University
    osaka: University
    madrid: University
    climate: int
    stories: int
    student: Somebody
    facilitator: Somebody
    coordinator: Somebody
    of_stories: Somebody
    """A student of the other exchange."""
    not_enrolled: Somebody
    """A person of a partner of the climate course who is not enrolled in it."""
    of_madrid: Somebody
    """A person of a university that has no part in the climate course."""
    administrator: Somebody


@pytest.fixture
def scene(world: World) -> Scene:
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")
    osaka = world.university("Osaka University", "Osaka", "Asia/Tokyo", "JP")
    madrid = world.university("University of Madrid", "Madrid", "Europe/Madrid", "ES")
    climate = world.exchange("Climate Change", [samoa, osaka], description="Two islands.")
    stories = world.exchange("Digital Storytelling", [osaka, madrid])
    student, facilitator, coordinator = (
        world.person(university, name)
        for university, name in (
            (samoa, "Sina Student"),
            (osaka, "Fumi Facilitator"),
            (samoa, "Cora Coordinator"),
        )
    )
    world.enrol(climate, samoa, student)
    world.enrol(climate, osaka, facilitator, Role.FACILITATOR)
    world.enrol(climate, samoa, coordinator, Role.COORDINATOR)
    of_stories = world.person(osaka, "Oki Other")
    world.enrol(stories, osaka, of_stories)
    return Scene(
        world,
        samoa,
        osaka,
        madrid,
        climate,
        stories,
        student,
        facilitator,
        coordinator,
        of_stories,
        not_enrolled=world.person(osaka, "Nori Notyet"),
        of_madrid=world.person(madrid, "Mia Madrid"),
        administrator=world.administrator(),
    )
