"""What browsers say to each other to talk without a server: to their own room alone, and not too much."""

import hmac
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from queue import Empty
from typing import Any

import pytest

from tests.discussion.test_live import the_live
from tests.live import PATIENCE, Line
from tests.live_rooms.conftest import Lives, soup_of
from tests.live_rooms.test_connections import Open, dial, host, place
from vsm_platform.live.calling import ways

__all__ = ["dial", "host"]
OFFER = {"kind": "offer", "from": "a", "to": "b", "words": "v=0\r\n" * 100}


@pytest.fixture(autouse=True)
def quiet(lives: Lives) -> Iterator[None]:
    """The thread that tells news ends before the database does."""
    yield
    live, until = the_live(lives.course), time.monotonic() + PATIENCE
    for thread in [one for one in threading.enumerate() if one.name == "live"]:
        while thread.is_alive() and time.monotonic() < until:
            live._something.set()
            thread.join(0.1)


def signal(line: Line) -> dict[str, Any]:
    """The next that another browser says."""
    while "signal" not in (told := line.news.get(timeout=PATIENCE)):
        pass
    return told


def hears_no_signal(line: Line, seconds: float = 0.5) -> bool:
    try:
        while "signal" not in line.news.get(timeout=seconds):
            pass
    except Empty:
        return True
    return False


@pytest.fixture
def room(lives: Lives) -> str:
    session = lives.opened()
    lives.join(session, "Ben")
    return lives.join(session, "Anna", "Diana")


def test_what_a_browser_says_reaches_the_others_of_the_room_alone(
    lives: Lives, dial: Open, room: str
) -> None:
    anna, diana, ben = dial(lives["Anna"]), dial(lives["Diana"]), dial(lives["Ben"])
    for line, number in ((anna, 1), (diana, 1), (ben, 2)):
        line.ask("join", place(lives, "room", number))
    assert anna.ask("signal", place(lives, "room", 1), OFFER) == {}
    told = signal(diana)
    assert isinstance(told.pop("line"), str)
    assert told == {"place": place(lives, "room", 1), "name": "Anna Abel", "signal": OFFER}
    assert hears_no_signal(ben)
    assert hears_no_signal(anna)


def test_what_is_for_one_browser_reaches_that_one_alone(
    lives: Lives, dial: Open, room: str
) -> None:
    where, (anna, diana) = (
        place(lives, "room", 1),
        (dial(lives[name]) for name in ("Anna", "Diana")),
    )
    teacher, tab = dial(lives.teacher), dial(lives["Diana"])
    lives.join(room.partition("/rooms")[0], "Diana")
    for line in (anna, diana, teacher, tab):
        line.ask("join", where)
    diana.ask("signal", where, {"kind": "hello"})
    hears = signal(anna)["line"]
    assert {signal(one)["line"] for one in (teacher, tab)} == {hears}
    assert anna.ask("signal", where, OFFER, hears) == {}
    told = signal(diana)
    assert told["signal"] == OFFER
    for other in (teacher, tab, anna):
        assert hears_no_signal(other)
    # The answer takes the same way back; whoever has gone, and what is no line, is reached by nobody.
    assert diana.ask("signal", where, OFFER, told["line"]) == {}
    assert signal(anna)["line"] == hears
    diana.ask("leave", where)
    for odd in (hears, where, "room:1:1:2", "x" * 900, {"a": 1}, [1], 7, True):
        assert anna.ask("signal", where, OFFER, odd) == {}
    for line in (anna, diana, teacher, tab):
        assert hears_no_signal(line, 0.2)


def test_nobody_outside_speaks_to_a_line_of_a_room(lives: Lives, dial: Open, room: str) -> None:
    anna, diana, ben = (dial(lives[name]) for name in ("Anna", "Diana", "Ben"))
    for line, number in ((anna, 1), (diana, 1), (ben, 2)):
        line.ask("join", place(lives, "room", number))
    anna.ask("signal", place(lives, "room", 1), {"kind": "hello"})
    hears = signal(diana)["line"]
    assert "error" in ben.ask("signal", place(lives, "room", 1), OFFER, hears)
    assert ben.ask("signal", place(lives, "room", 2), OFFER, hears) == {}
    assert hears_no_signal(anna)


def test_nobody_says_anything_to_a_room_that_is_not_theirs(
    lives: Lives, dial: Open, room: str
) -> None:
    diana, ben = dial(lives["Diana"]), dial(lives["Ben"])
    diana.ask("join", place(lives, "room", 1))
    ben.ask("join", place(lives, "room", 2))
    for forged in (place(lives, "room", 1), place(lives, "lobby"), "room:1:99:1", "", "x"):
        assert "error" in ben.ask("signal", forged, OFFER)
    assert hears_no_signal(diana)


def test_who_was_moved_away_is_heard_no_more(lives: Lives, dial: Open, room: str) -> None:
    anna, diana = dial(lives["Anna"]), dial(lives["Diana"])
    for line in (anna, diana):
        line.ask("join", place(lives, "room", 1))
    lives.move(room.partition("/rooms")[0], 2, lives["Anna"])
    assert anna.ask("signal", place(lives, "room", 1), OFFER) == {"error": "another_room"}
    assert hears_no_signal(diana)


def test_a_topic_or_the_lobby_passes_nothing_on(lives: Lives, dial: Open, room: str) -> None:
    anna = dial(lives["Anna"])
    anna.ask("join", place(lives, "lobby"))
    assert "error" in anna.ask("signal", place(lives, "lobby"), OFFER)


def test_a_flood_of_signals_ends_the_line(lives: Lives, dial: Open, room: str) -> None:
    anna = dial(lives["Anna"])
    anna.ask("join", place(lives, "room", 1))
    for _ in range(40):
        anna.send('42["signal","room:1:1:1",{}]')
    assert anna.ends()


def test_a_signal_that_is_too_long_ends_the_line(lives: Lives, dial: Open, room: str) -> None:
    anna = dial(lives["Anna"])
    anna.ask("join", place(lives, "room", 1))
    anna.send('42["signal","room:1:1:1","' + "x" * 17_000 + '"]')
    assert anna.ends()


def test_the_servers_come_with_a_password_that_ends() -> None:
    present = datetime(2026, 1, 1, tzinfo=UTC)
    stun, turn = ways(["stun:s.example.edu", "turn:t.example.edu:3478"], "shared", present)
    assert stun == {"urls": "stun:s.example.edu"}
    name = str(turn["username"])
    assert name.startswith(f"{int(present.timestamp()) + 6 * 3600}:")
    digest = hmac.new(b"shared", name.encode(), "sha1").digest()
    assert turn["credential"] == b64encode(digest).decode()
    assert ways([], "", present) == []


def test_the_servers_are_for_people_of_the_room(lives: Lives, room: str) -> None:
    assert lives["Anna"].browser.get(f"{room}/ways").json == {"ways": []}
    assert lives["Ben"].browser.get(f"{room}/ways").status_code == 409
    assert lives["Cem"].browser.get(f"{room}/ways").status_code == 404


def test_voices_are_offered_where_a_room_is_small_enough(lives: Lives, room: str) -> None:
    page = soup_of(lives["Anna"].browser.get(room))
    assert page.select_one("[data-call][hidden] button") is not None
    everybody = lives.opened(rooms_from="named", titles="All")
    crowded = lives.join(everybody, *lives.course.students)
    page = soup_of(lives["Felipe"].browser.get(crowded))
    assert page.select_one("div[data-call]") is None
