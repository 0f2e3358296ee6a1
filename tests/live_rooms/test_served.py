"""Live sessions on the server that operators run, with python-socketio's own clients: killed, cut, flooded.

Each client does what the script of a room's page does: it hears of a number, and asks over HTTP for
what came after the last one that it has.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from config import Settings
from tests.live_rooms.conftest import Lives
from tests.people import Somebody
from tests.served import PATIENCE, Caller, Served
from vsm_platform.live.models import HERE
from vsm_platform.web.live import ATTEND_SECONDS, EVENTS
from vsm_platform.web.wires import LARGEST

pytest.importorskip("websocket", reason="python-socketio's client needs websocket-client")
import socketio


class Tab:
    """An open page of a room."""

    def __init__(self, caller: Caller, server: Served, room: str, place: str) -> None:
        self.caller, self._server, self.room, self.place = caller, server, room, place
        self.number, self.events = 0, list[dict[str, Any]]()
        self.joined, self._guard, self.drops = threading.Event(), threading.Lock(), 0
        self.answer: dict[str, Any] = {}
        self.client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.5)
        self.client.on("connect", self._join)
        self.client.on("disconnect", self._dropped)
        self.client.on("news", lambda _told: self.catch_up())

    def open(self) -> "Tab":
        auth = {"token": self.caller.token}
        self.client.connect(self._server.base_url, auth=auth, transports=["websocket"], wait=True)
        assert self.joined.wait(PATIENCE)
        return self

    def _join(self) -> None:
        self.client.emit("join", self.place, callback=self._joined)

    def _joined(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.catch_up()
        self.joined.set()

    def _dropped(self, *_reason: object) -> None:
        self.joined.clear()
        self.drops += 1
        # The client forgets the socket of a line that broke, and would leave it open.
        self.client.eio.ws.shutdown()

    def catch_up(self) -> None:
        """Ask for what is new; whoever loses the line meanwhile asks when it is back."""
        with self._guard, suppress(httpx.TransportError):
            answer = self.caller.get(f"{self.room}/since/{self.number}")
            if answer.status_code == 200:
                told = answer.json()
                self.events += told["events"]
                self.number = max(self.number, told["number"])

    @property
    def said(self) -> list[str]:
        return [one["text"] for one in self.events if one["kind"] == "said"]

    def has(self, lines: int) -> bool:
        return wait_for(lambda: len(self.said) >= lines)

    def close(self) -> None:
        # First of all it must not come back by itself; and a client whose server is gone may wait for ever.
        self.client.reconnection = False
        ending = threading.Thread(target=self.client.shutdown, daemon=True)
        ending.start()
        ending.join(5)


def wait_for(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether something becomes true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class House:
    """The server with the people of the course at it."""

    def __init__(self, lives: Lives, settings: Settings, folder: Path) -> None:
        self.lives, self.server = lives, Served(settings, folder)
        self._callers, self._tabs = dict[int, Caller](), list[Tab]()

    def caller(self, somebody: Somebody | str) -> Caller:
        person = self.lives[somebody] if isinstance(somebody, str) else somebody
        if person.id not in self._callers:
            self._callers[person.id] = Caller(self.lives.course.world.app, self.server, person)
        return self._callers[person.id]

    def tab(self, name: str, room: str) -> Tab:
        """A page of the room, opened once the person has come in."""
        number = room.rpartition("/")[2]
        place = f"room:{self.lives.course.exchange_id}:{room.split('/')[4]}:{number}"
        self._tabs.append(Tab(self.caller(name), self.server, room, place))
        return self._tabs[-1].open()

    def join(self, session: str, name: str) -> str:
        answer = self.caller(name).post(f"{session}/join")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def here(self, room: str) -> set[str]:
        """Who is shown as present, as a teacher sees it."""
        page = BeautifulSoup(self.caller(self.lives.teacher).get(room).text, "lxml")
        return {
            one.b.get_text().split()[0]  # type: ignore[union-attr]
            for one in page.select("#people li")
            if one.select_one(".end").get_text(strip=True) == "here"  # type: ignore[union-attr]
        }

    def end(self) -> None:
        for tab in self._tabs:
            tab.client.reconnection = False
        self.server.kill()
        for tab in self._tabs:
            tab.close()
        for caller in self._callers.values():
            caller.close()


@pytest.fixture
def house(lives: Lives, settings: Settings, tmp_path: Path) -> Iterator[House]:
    made = House(lives, settings, tmp_path)
    made.server.start()
    yield made
    made.end()


def test_a_server_that_is_killed_in_mid_session_loses_and_doubles_nothing(house: House) -> None:
    session = house.lives.opened()
    room = house.join(session, "Anna")
    house.join(session, "Diana")
    tabs = [house.tab(name, room) for name in ("Anna", "Diana")]
    wanted = [f"line {number}" for number in range(30)]

    def talk() -> None:
        for text in wanted:
            answer = house.caller("Anna").post_until_taken(f"{room}/say", text=text)
            assert answer.status_code == 303, answer.text

    with ThreadPoolExecutor(1) as pool:
        talking = pool.submit(talk)
        for lines in (5, 15):
            assert tabs[1].has(lines)
            house.server.kill()
            house.server.start()
        talking.result(PATIENCE)
    for tab in tabs:
        assert tab.has(len(wanted))
        assert tab.said == wanted
        numbers = [one["number"] for one in tab.events]
        assert numbers == list(range(1, len(numbers) + 1)), "nothing is missing, nothing is doubled"


def test_presence_is_right_within_its_lease_after_a_crash(house: House) -> None:
    session = house.lives.opened()
    room = house.join(session, "Anna")
    house.join(session, "Diana")
    anna, diana = (house.tab(name, room) for name in ("Anna", "Diana"))
    assert wait_for(lambda: house.here(room) == {"Anna", "Diana"})
    # Leases of who has come by a form are longer; the connection's have replaced them by now.
    assert wait_for(lambda: _longest_lease(house) <= HERE.total_seconds(), ATTEND_SECONDS + 2)
    house.server.kill()
    diana.close()
    house.server.start()
    assert anna.joined.wait(PATIENCE)
    assert wait_for(lambda: house.here(room) == {"Anna"}, HERE.total_seconds() + 1)
    assert house.caller("Diana").get(session).headers["Location"] == room
    house.tab("Diana", room)
    assert wait_for(lambda: house.here(room) == {"Anna", "Diana"}, ATTEND_SECONDS)


def _longest_lease(house: House) -> float:
    from sqlalchemy import func, select

    from vsm_platform.core import clock
    from vsm_platform.live.models import LivePlacement

    with house.lives.course.world.work() as session:
        latest = session.scalar(select(func.max(LivePlacement.here_until)))
        return float((latest - clock.now()).total_seconds()) if latest else 0.0


def test_a_cut_line_catches_up_and_the_other_tab_never_stopped(house: House) -> None:
    session = house.lives.opened()
    room = house.join(session, "Anna")
    first, second = house.tab("Anna", room), house.tab("Anna", room)
    house.caller("Anna").post(f"{room}/say", text="one")
    assert first.has(1)
    assert second.has(1)
    # The wire itself is cut, below python-socketio, which then comes back by itself.
    first.client.eio.ws.sock.shutdown(2)
    assert wait_for(lambda: first.drops == 1, 5)
    for text in ("two", "three"):
        house.caller("Anna").post(f"{room}/say", text=text)
    assert first.joined.wait(PATIENCE)
    for tab in (first, second):
        assert tab.has(3)
        assert tab.said == ["one", "two", "three"]
    assert wait_for(lambda: house.here(room) == {"Anna"})
    second.close()
    assert house.here(room) == {"Anna"}, "one of two tabs is still open"


def test_tokens_of_another_exchange_open_no_room(house: House) -> None:
    course = house.lives.course
    session = house.lives.opened()
    room = house.join(session, "Anna")
    other = course.world.exchange("Another", course.partners)
    stranger = course.world.person(course.partners[0], "Sam Stranger")
    course.world.enrol(other, course.partners[0], stranger)
    forged = Tab(house.caller(stranger), house.server, room, f"room:{course.exchange_id}:1:1")
    try:
        assert forged.open().answer["error"] == "not_found"
        assert forged.client.call("join", f"room:{other}:1:1") == {"error": "not_found"}
        assert house.caller(stranger).get(f"{room}/since/0").status_code == 404
        assert house.caller(stranger).post(f"{room}/say", text="Hi").status_code == 404
        house.caller("Anna").post(f"{room}/say", text="Between us")
        assert house.tab("Anna", room).has(1)
        assert forged.said == []
    finally:
        forged.close()


def test_acts_before_joining_and_after_the_end_are_refused(house: House) -> None:
    session = house.lives.opened()
    room, diana = house.join(session, "Anna"), house.caller("Diana")
    tab = house.tab("Anna", room)
    for step, fields in (
        ("say", {"text": "Too early"}),
        ("notes", {"text": "Too early", "base_version": 0}),
        ("pin", {"text": "Too early"}),
        ("hand", {"up": 1}),
        ("vote", {"poll": 1, "option": 0}),
    ):
        assert diana.post(f"{room}/{step}", **fields).status_code == 409, step
    # What a client sends that the server knows nothing of, and what was never joined.
    tab.client.emit("news", {"place": tab.place, "number": 99})
    assert tab.client.call("leave", "room:1:1:2") == {}
    teacher = house.caller(house.lives.teacher)
    assert teacher.post(f"{session}/close", minutes=0).status_code == 303
    assert house.caller("Anna").post(f"{room}/say", text="Too late").status_code == 409
    assert diana.post(f"{session}/join").status_code == 409
    assert tab.said == []
    assert wait_for(lambda: bool(tab.events) and tab.events[-1]["kind"] == "closes")


def test_a_megabyte_and_a_flood_end_the_line_of_who_sends_them_alone(house: House) -> None:
    session = house.lives.opened()
    room = house.join(session, "Anna")
    house.join(session, "Diana")
    quiet, loud = house.tab("Diana", room), house.tab("Anna", room)
    for attack in (
        lambda: loud.client.emit("join", "x" * 1_000_000),
        lambda: [loud.client.emit("join", loud.place) for _ in range(EVENTS + 1)],
        lambda: loud.client.emit("join", b"x" * (LARGEST + 1)),
    ):
        drops = loud.drops
        with suppress(socketio.exceptions.SocketIOError):
            attack()
        assert wait_for(lambda: loud.drops > drops)  # noqa: B023
        assert loud.joined.wait(PATIENCE), "it may come back, and behave"
    house.caller("Diana").post(f"{room}/say", text="Calm")
    assert quiet.has(1)
    assert quiet.joined.is_set()


def test_110_who_arrive_within_ten_seconds_land_each_in_their_room(house: House) -> None:
    course = house.lives.course
    world, partners = course.world, course.partners
    session = house.lives.opened(rooms_from="named", titles="\n".join(map(str, range(22))))
    people = [world.person(partners[number % 2], f"Late {number:03}") for number in range(110)]
    for number, one in enumerate(people):
        world.enrol(course.exchange_id, partners[number % 2], one)
    callers = [house.caller(one) for one in people]
    began = time.monotonic()
    with ThreadPoolExecutor(len(callers)) as pool:
        answers = list(pool.map(lambda one: one.post(f"{session}/join"), callers))
    took = time.monotonic() - began
    assert {answer.status_code for answer in answers} == {303}
    rooms = [str(answer.headers["Location"]) for answer in answers]
    sizes = {room: rooms.count(room) for room in rooms}
    assert len(sizes) == 22
    assert set(sizes.values()) == {5}, "nobody was counted past"
    assert callers[0].since(rooms[0], 0)["number"] == 6, "it was opened, and five came"
    assert took < PATIENCE
