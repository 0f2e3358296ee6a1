"""A course of two universities with two teams, and a way to do in live rooms what a browser does."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from tests.discussion.conftest import Course, course, soup_of, words, world
from tests.people import Somebody

__all__ = ["Course", "Lives", "course", "lives", "soup_of", "words", "world"]


@dataclass
class Lives:
    """Live sessions of the course."""

    course: Course

    @property
    def path(self) -> str:
        return f"/exchanges/{self.course.exchange_id}/live"

    @property
    def teacher(self) -> Somebody:
        return self.course.teacher

    def __getitem__(self, name: str) -> Somebody:
        return self.course.students[name]

    def make(self, somebody: Somebody | None = None, **fields: str) -> str:
        """Plan a session as a browser does; gives its address."""
        browser = (somebody or self.teacher).browser
        data = {"title": "Friday class", "rooms_from": "teams", "team_set": "1", "meeting": "0"}
        answer = browser.post(f"{self.path}/new", data=data | {"language": ""} | fields)
        assert answer.status_code == 303, words(answer)
        return str(answer.headers["Location"]).removesuffix("/rooms")

    def opened(self, **fields: str) -> str:
        """A session whose rooms are open."""
        session = self.make(**fields)
        self.lead(session, "open")
        return session

    def lead(self, session: str, step: str, **fields: object) -> TestResponse:
        """Do something that those who teach do."""
        answer = self.teacher.browser.post(f"{session}/{step}", data=fields)
        assert answer.status_code == 303, words(answer)
        return answer

    def join(self, session: str, *names: str) -> str:
        """Let people come in; gives the room of the last."""
        for name in names:
            answer = self[name].browser.post(f"{session}/join")
            assert answer.status_code == 303, words(answer)
        return str(answer.headers["Location"])

    def act(self, name: str, room: str, step: str, **fields: object) -> TestResponse:
        """Do something in a room."""
        fields.setdefault("client_key", uuid4().hex)
        return self[name].browser.post(f"{room}/{step}", data=fields)

    def say(self, name: str, room: str, text: str) -> None:
        answer = self.act(name, room, "say", text=text)
        assert answer.status_code == 303, words(answer)

    def note(
        self, name: str, room: str, base: int, text: str, **fields: object
    ) -> dict[str, object]:
        """Save the notes as the script does."""
        fields.setdefault("client_key", uuid4().hex)
        answer = self[name].browser.post(
            f"{room}/notes",
            data={"base_version": base, "text": text, **fields},
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 200, words(answer)
        found: dict[str, object] = answer.json
        return found

    def since(
        self, who: Somebody, place: str, number: int = 0, query: str = ""
    ) -> dict[str, object]:
        answer = who.browser.get(f"{place}/since/{number}{query}")
        assert answer.status_code == 200, words(answer)
        found: dict[str, object] = answer.json
        return found

    def move(self, session: str, room: int, *people: Somebody) -> TestResponse:
        return self.lead(session, "move", room=room, people=[one.id for one in people])


@pytest.fixture
def lives(course: Course) -> Lives:
    return Lives(course)
