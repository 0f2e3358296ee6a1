"""The lobby follows who is here, and a hundred who come within seconds do not ask a hundred times each."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.discussion.test_live import the_live
from tests.live_rooms.conftest import Lives, soup_of, words
from tests.live_rooms.test_connections import Open, dial, host, place
from vsm_platform.core import clock
from vsm_platform.live import sockets
from vsm_platform.live.places import lobby_place, waiting_place
from vsm_platform.live.sockets import WAITING_SECONDS, attend

__all__ = ["dial", "host"]
CROWD, SECONDS = 110, 10


def test_who_comes_and_goes_is_drawn_anew_in_the_lobby(lives: Lives, dial: Open) -> None:
    session, live = lives.make(), the_live(lives.course)
    waits = place(lives, "waiting")
    before = lives.since(lives["Anna"], session, query="?have=")
    assert "Nobody else yet" in str(before["parts"])
    line = dial(lives["Anna"])
    assert "number" in line.ask("join", waits)
    other = dial(lives["Ben"])
    other.ask("join", waits)
    live.attend()
    told = lives.since(lives["Anna"], session, query=f"?have={before['have']}")
    assert list(told["parts"]) == ["waiting"]  # type: ignore[call-overload]
    assert "Ben Berg" in str(told["parts"])
    again = lives.since(lives["Anna"], session, query=f"?have={told['have']}")
    assert again["parts"] == {}, "nothing is different"
    assert "Ben Berg" in words(lives["Cem"].browser.get(session)), "without scripts by loading anew"
    other.cut()
    with clock.moved(timedelta(seconds=20)):
        live.attend()
        gone = lives.since(lives["Anna"], session, query=f"?have={told['have']}")
        assert "Ben Berg" not in str(gone["parts"])


def test_the_lobby_is_told_at_once_of_what_concerns_all(lives: Lives, dial: Open) -> None:
    session = lives.make()
    line = dial(lives["Anna"])
    number = line.ask("join", place(lives, "waiting"))["number"]
    lives.lead(session, "open")
    assert line.hears(above=number)["number"] == number + 1


def test_who_waits_reads_what_is_said_to_all_and_nothing_that_is_said_to_chosen_rooms(
    lives: Lives, dial: Open
) -> None:
    session = lives.make()
    before = lives.since(lives["Anna"], session, query="?have=")
    line = dial(lives["Anna"])
    number = line.ask("join", place(lives, "waiting"))["number"]
    lives.lead(session, "tell", text="We begin in five minutes", client_key=uuid4().hex)
    assert line.hears(above=number)["number"] == number + 1
    told = lives.since(lives["Anna"], session, query=f"?have={before['have']}")
    assert "We begin in five minutes" in told["parts"]["told"]  # type: ignore[index]
    lives.lead(session, "tell", text="Only for the first", rooms=[1], client_key=uuid4().hex)
    for said in (
        str(lives.since(lives["Anna"], session, query="?have=")),
        words(lives["Anna"].browser.get(session)),
    ):
        assert "We begin in five minutes" in said
        assert "Only for the first" not in said
    assert "Only for the first" in str(lives.since(lives.teacher, session))


def test_strangers_do_not_hear_who_waits(lives: Lives, dial: Open) -> None:
    lives.make()
    course = lives.course
    exchange = course.world.exchange("Another", course.partners)
    stranger = course.world.person(course.partners[0], "Sam Stranger")
    course.world.enrol(exchange, course.partners[0], stranger)
    line = dial(stranger)
    for forged in (place(lives, "waiting"), "waiting:1", "waiting:99:1", f"waiting:{exchange}:1"):
        assert "error" in line.ask("join", forged), forged


class Told:
    """Counts what is told where, while seconds pass as a test wants."""

    def __init__(self, lives: Lives, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lives, self.now, self.places = lives, 1_000.0, list[str]()
        monkeypatch.setattr(sockets, "monotonic", lambda: self.now)
        monkeypatch.setattr(
            the_live(lives.course), "note", lambda name, _number: self.places.append(name)
        )

    def attend(self, here: set[int], fresh: set[int]) -> None:
        where = waiting_place(self.lives.course.exchange_id, 1)
        world = self.lives.course.world
        with world.app.app_context(), world.work() as work:
            attend(work, {where: frozenset(here)}, {where: frozenset(fresh)}, {})

    def count(self, name: str) -> int:
        return self.places.count(name)


def test_of_110_who_come_within_ten_seconds_the_lobby_is_told_four_times(
    lives: Lives, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives.make()
    course, world = lives.course, lives.course.world
    crowd = [world.person(course.partners[0], f"Person {number}") for number in range(CROWD)]
    for one in crowd:
        world.enrol(course.exchange_id, course.partners[0], one)
    told, here, asked = Told(lives, monkeypatch), set[int](), 0
    where = waiting_place(course.exchange_id, 1)
    for number, one in enumerate(crowd):
        told.now = 1_000 + number * SECONDS / CROWD
        here.add(one.id)
        before = told.count(where)
        told.attend(here, {one.id})
        # Whoever is told asks once, each at a time of their own.
        asked += len(here) * (told.count(where) - before)
    most = int(SECONDS // WAITING_SECONDS) + 1
    assert told.count(where) <= most
    assert told.count(lobby_place(course.exchange_id, 1)) == 0, "what all see together is not it"
    assert asked <= CROWD * most
    # The last who came are owed, and told of when the leases are renewed, though nobody comes any more.
    told.now += WAITING_SECONDS
    told.attend(here, here)
    assert told.count(where) <= most + 1
    before = told.count(where)
    told.now += 2 * WAITING_SECONDS
    told.attend(here, here)
    assert told.count(where) == before, "where nothing has changed nobody is told"
    page = soup_of(crowd[0].browser.get(f"{lives.path}/1"))
    assert len(page.select("#people li")) == CROWD
