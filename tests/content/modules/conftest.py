"""An exchange of two universities with its people, and what they do with modules."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from tests.people import Somebody, University, World
from vsm_platform.content.modules.api import do_add_module, do_add_page
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Role


@dataclass
class Scene:
    """Samoa and Osaka; the exchange began eight days ago, so this is its second week."""

    world: World
    samoa: University
    osaka: University
    exchange_id: int
    student: Somebody
    other_student: Somebody
    facilitator: Somebody
    coordinator: Somebody
    stranger: Somebody

    def path(self, rest: str = "") -> str:
        return f"/exchanges/{self.exchange_id}/modules{rest}"

    def get(self, somebody: Somebody, rest: str = "", status: int = 200) -> BeautifulSoup:
        answer = somebody.browser.get(self.path(rest))
        assert answer.status_code == status, answer.text
        return BeautifulSoup(answer.text, "html.parser")

    def post(self, somebody: Somebody, rest: str, **data: object) -> TestResponse:
        return somebody.browser.post(self.path(rest), data=data)

    def module(self, title: str = "Oceans", week: int | None = None, **more: object) -> int:
        with self.world.work() as session:
            return do_add_module(session, self.exchange_id, title, week=week, actor_id=None, **more)

    def page(
        self, module_id: int, title: str = "Warm water", text: str = "It rises.", **more: object
    ) -> int:
        with self.world.work() as session:
            return do_add_page(session, module_id, title, text, actor_id=None, **more)


def today() -> date:
    return clock.now().date()


def words(page: BeautifulSoup, selector: str = "main") -> str:
    return re.sub(r"\s+", " ", " ".join(part.get_text(" ") for part in page.select(selector)))


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def scene(world: World) -> Scene:
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")
    osaka = world.university("Osaka University", "Osaka", "Asia/Tokyo", "JP")
    first = today() - timedelta(days=8)
    exchange_id = world.exchange(
        "Climate Change", [samoa, osaka], starts_on=first, ends_on=first + timedelta(days=104)
    )
    elsewhere = world.university("Elsewhere")
    made = Scene(
        world,
        samoa,
        osaka,
        exchange_id,
        student=world.person(samoa, "Sina Student"),
        other_student=world.person(osaka, "Haruto Student"),
        facilitator=world.person(osaka, "Fumi Facilitator"),
        coordinator=world.person(samoa, "Cora Coordinator"),
        stranger=world.person(elsewhere, "Sam Stranger"),
    )
    world.enrol(exchange_id, samoa, made.student)
    world.enrol(exchange_id, osaka, made.other_student)
    world.enrol(exchange_id, osaka, made.facilitator, Role.FACILITATOR)
    world.enrol(exchange_id, samoa, made.coordinator, Role.COORDINATOR)
    return made
