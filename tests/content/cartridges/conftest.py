"""An exchange of two universities, and how its faculty brings a cartridge."""

import io
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.people import Somebody, University, World
from vsm_platform.content.modules.api import Module, ModuleItem, modules_with_items
from vsm_platform.exchanges.api import Role


@dataclass
class Scene:
    world: World
    samoa: University
    exchange_id: int
    facilitator: Somebody
    student: Somebody
    stranger: Somebody
    other_facilitator: Somebody
    """Teaches in another exchange."""

    def path(self, rest: str = "") -> str:
        return f"/exchanges/{self.exchange_id}/cartridges{rest}"

    def send(self, cartridge: bytes, somebody: Somebody | None = None) -> TestResponse:
        # Werkzeug's client leaves a temporary file open when it puts a large form together itself.
        boundary, body = encode_multipart(
            {"cartridge": FileStorage(io.BytesIO(cartridge), "course.imscc")}
        )
        return (somebody or self.facilitator).browser.post(
            self.path("/upload"),
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
        )

    def begin(self, cartridge: bytes) -> str:
        """Bring a cartridge; gives the address of its preview."""
        answer = self.send(cartridge)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def bring(self, cartridge: bytes) -> str:
        """Bring a cartridge and take it in; gives the address of its report."""
        address = self.begin(cartridge)
        assert self.facilitator.browser.post(f"{address}/confirm").status_code == 303
        self.work()
        return address

    def work(self) -> None:
        """Let the courier carry out what waits."""
        self.world.app.extensions["vsm_courier"].run_due()

    def modules(self) -> list[tuple[Module, list[ModuleItem]]]:
        with self.world.work() as session:
            found = [
                (one, list(items)) for one, items in modules_with_items(session, self.exchange_id)
            ]
            session.expunge_all()
            return found

    def text(self, title: str) -> str:
        return next(one.text for _m, items in self.modules() for one in items if one.title == title)


@pytest.fixture
def scene(app: Flask) -> Scene:
    world = World(app)
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")
    exchange_id = world.exchange("Climate Change", [samoa])
    other = world.exchange("Another", [samoa])
    made = Scene(
        world,
        samoa,
        exchange_id,
        facilitator=world.person(samoa, "Fumi Facilitator"),
        student=world.person(samoa, "Sina Student"),
        stranger=world.person(world.university("Elsewhere"), "Sam Stranger"),
        other_facilitator=world.person(samoa, "Otto Other"),
    )
    world.enrol(exchange_id, samoa, made.facilitator, Role.FACILITATOR)
    world.enrol(exchange_id, samoa, made.student)
    world.enrol(other, samoa, made.other_facilitator, Role.FACILITATOR)
    return made
