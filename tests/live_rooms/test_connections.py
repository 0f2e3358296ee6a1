"""Live connections of rooms: real WebSockets, cut, rejoined, forged, flooded; and who is here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from tests.discussion.test_live import the_live, token_of
from tests.live import Line
from tests.live_rooms.conftest import Lives, soup_of, words
from tests.people import Somebody
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Role
from vsm_platform.live.actions.common import FLOOD
from vsm_platform.live.actions.landing import do_attend
from vsm_platform.live.models import LiveSession
from vsm_platform.practice import serve_in_thread

Open = Callable[..., Line]


@pytest.fixture
def host(lives: Lives) -> Iterator[str]:
    with serve_in_thread(lives.course.world.app) as running:
        yield urlsplit(running.base_url).netloc


@pytest.fixture
def dial(lives: Lives, host: str) -> Iterator[Open]:
    lines = []

    def start(somebody: Somebody) -> Line:
        lines.append(Line(host, token_of(lives.course, somebody)))
        return lines[-1]

    yield start
    for line in lines:
        line.cut()


def place(lives: Lives, kind: str, *numbers: int) -> str:
    return ":".join([kind, str(lives.course.exchange_id), "1", *map(str, numbers)])


def here(lives: Lives, room: str) -> set[str]:
    """Who is shown as present, as a teacher sees it."""
    lives.course.world.app.extensions["vsm_live"].attend()
    page = lives.teacher.browser.get(room)
    found = soup_of(page).select("#people li")
    return {
        one.select_one("b").get_text().split()[0]  # type: ignore[union-attr]
        for one in found
        if one.select_one(".end").get_text(strip=True) == "here"  # type: ignore[union-attr]
    }


def test_what_is_said_is_told_to_the_room_and_to_no_other(lives: Lives, dial: Open) -> None:
    session = lives.opened()
    room, _ = lives.join(session, "Anna", "Diana"), lives.join(session, "Ben")
    near, far = dial(lives["Diana"]), dial(lives["Ben"])
    number = near.ask("join", place(lives, "room", 1))["number"]
    other = far.ask("join", place(lives, "room", 2))["number"]
    lives.say("Anna", room, "Hello")
    assert near.hears(above=number) == {"place": place(lives, "room", 1), "number": number + 1}
    assert far.hears_nothing(above=other)
    told = lives.since(lives["Diana"], room, number)
    assert [(one["kind"], one["text"]) for one in told["events"]] == [("said", "Hello")]  # type: ignore[union-attr,index]


def test_after_a_lost_line_nothing_is_missing_and_nothing_doubled(lives: Lives, dial: Open) -> None:
    room = lives.join(lives.opened(), "Anna", "Diana")
    line = dial(lives["Diana"])
    number = line.ask("join", place(lives, "room", 1))["number"]
    line.cut()
    for text in ("one", "two"):
        lives.say("Anna", room, text)
    assert dial(lives["Diana"]).ask("join", place(lives, "room", 1)) == {"number": number + 2}
    told = lives.since(lives["Diana"], room, number)
    assert [one["number"] for one in told["events"]] == [number + 1, number + 2]  # type: ignore[union-attr,index]


def test_forged_places_are_refused(lives: Lives, dial: Open) -> None:
    session = lives.opened()
    lives.join(session, "Anna"), lives.join(session, "Ben")
    line = dial(lives["Ben"])
    for forged in (
        place(lives, "room", 1),
        place(lives, "floor"),
        place(lives, "room"),
        place(lives, "room", 99),
        "room:1:99:1",
        "room:99:1:1",
        "lobby:1",
    ):
        assert "error" in line.ask("join", forged), forged
    assert "number" in line.ask("join", place(lives, "lobby"))


def test_somebody_of_another_exchange_hears_and_reads_nothing(lives: Lives, dial: Open) -> None:
    session, course = lives.opened(), lives.course
    world = course.world
    other = world.exchange("Another", course.partners)
    stranger = world.person(course.partners[0], "Sam Stranger")
    world.enrol(other, course.partners[0], stranger)
    line = dial(stranger)
    for kind in (place(lives, "room", 1), place(lives, "lobby"), f"room:{other}:1:1"):
        assert "error" in line.ask("join", kind)
    for address in (session, f"{session}/rooms/1", f"{session}/since/0", f"{session}/made"):
        assert stranger.browser.get(address).status_code == 404
    forged = session.replace("/exchanges/1/", f"/exchanges/{other}/")
    assert stranger.browser.get(forged).status_code == 404
    assert stranger.browser.post(f"{forged}/join").status_code == 404


def test_a_moved_person_is_told_and_hears_no_more_of_the_old_room(lives: Lives, dial: Open) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    line = dial(lives["Anna"])
    number = line.ask("join", place(lives, "room", 1))["number"]
    lives.move(session, 2, lives["Anna"])
    assert line.hears(above=number)["number"] == number + 1
    assert lives["Anna"].browser.get(f"{room}/since/{number}").status_code == 409
    the_live(lives.course).look()
    assert line.ends()


def test_who_is_here_is_right_when_a_line_is_cut_and_with_two_tabs(
    lives: Lives, dial: Open
) -> None:
    room = lives.join(lives.opened(), "Anna", "Diana")
    with clock.moved(timedelta(minutes=4)):
        assert here(lives, room) == set()
        first, second = dial(lives["Anna"]), dial(lives["Anna"])
        for line in (first, second):
            line.ask("join", place(lives, "room", 1))
        assert here(lives, room) == {"Anna"}
        first.cut()
        assert second.ask("leave", place(lives, "room", 9)) == {}
        assert here(lives, room) == {"Anna"}
        second.ask("leave", place(lives, "room", 1))
        assert here(lives, room) == set()


def test_after_a_crash_of_the_server_leases_run_out_within_seconds(lives: Lives) -> None:
    room = lives.join(lives.opened(), "Anna", "Diana")
    with clock.moved(timedelta(minutes=4)):
        # A process says that it holds Anna's connection, and is never heard of again.
        with lives.course.world.work() as session:
            do_attend(session, session.get_one(LiveSession, 1), [lives["Anna"].id], [])
        assert here(lives, room) == {"Anna"}
        with clock.moved(timedelta(seconds=13)):
            assert here(lives, room) == set()


def test_what_is_not_told_because_the_transaction_failed_is_not_there(lives: Lives) -> None:
    room = lives.join(lives.opened(), "Anna")
    before = lives.since(lives["Anna"], room)["number"]
    assert lives.act("Anna", room, "group", number=77, group="x").status_code == 404
    assert lives.since(lives["Anna"], room)["number"] == before


def test_a_flood_is_stopped_and_others_go_on(lives: Lives, monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine takes more than ten seconds for so many.
    patient = replace(FLOOD, within=timedelta(minutes=10))
    monkeypatch.setattr("vsm_platform.live.actions.common.FLOOD", patient)
    room = lives.join(lives.opened(), "Anna", "Diana")
    answers = [
        lives.act("Anna", room, "say", text=f"spam {number}").status_code
        for number in range(FLOOD.tries + 2)
    ]
    assert answers[:-2] == [303] * FLOOD.tries
    assert answers[-2:] == [429, 429]
    lives.say("Diana", room, "Calm")


def test_a_megabyte_is_refused(lives: Lives) -> None:
    room = lives.join(lives.opened(), "Anna")
    assert lives.act("Anna", room, "say", text="x" * 1_000_000).status_code == 413
    long = lives["Anna"].browser.post(
        f"{room}/say", data={"text": "x" * 2_001}, headers={"Accept": "application/json"}
    )
    assert long.status_code == 400
    note = lives["Anna"].browser.post(
        f"{room}/notes",
        data={"text": "x" * 20_001, "base_version": 0},
        headers={"Accept": "application/json"},
    )
    assert note.status_code == 400


def test_guests_and_clients_come_in_only_where_they_are_invited(lives: Lives) -> None:
    session, course = lives.opened(), lives.course
    guest = course.world.person(course.partners[0], "Gina Guest")
    course.world.enrol(course.exchange_id, course.partners[0], guest)
    course.change(guest, role=Role.GUEST)
    assert guest.browser.get(session).status_code == 404
    assert guest.browser.get(lives.path).status_code == 404
    lives.lead(session, "invite", people=[guest.id], room=0)
    assert "The rooms are open" in words(guest.browser.get(session))
    assert guest.browser.post(f"{session}/join").headers["Location"] == session
    lives.move(session, 2, guest)
    assert guest.browser.get(session).headers["Location"] == f"{session}/rooms/2"
    assert guest.browser.post(f"{session}/rooms/2/say", data={"text": "Hi"}).status_code == 303
    assert guest.browser.get(f"{session}/rooms/1").status_code == 303
    assert guest.browser.get(f"{session}/rooms/1/since/0").status_code == 409


def test_students_lead_nothing(lives: Lives) -> None:
    session = lives.opened()
    lives.join(session, "Anna")
    browser = lives["Anna"].browser
    for step in ("open", "close", "extend", "tell", "move", "visit", "add-room", "answer", "ask"):
        assert browser.post(f"{session}/{step}", data={"minutes": 0, "room": 2}).status_code == 403
    assert browser.get(f"{session}/rooms").status_code == 404
    assert browser.get(f"{session}/rooms/1/edit").status_code == 403
    assert browser.post(f"{lives.path}/new").status_code == 403


def test_rooms_go_on_and_end_by_themselves_when_who_leads_loses_the_line(
    lives: Lives, dial: Open
) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna", "Diana")
    line = dial(lives.teacher)
    assert "number" in line.ask("join", place(lives, "floor"))
    lives.lead(session, "close", minutes=5)
    line.cut()
    with clock.moved(timedelta(minutes=4)):
        lives.say("Anna", room, "We go on")
        assert dial(lives.teacher).ask("join", place(lives, "floor")) == {"number": 0}
        assert "1 line said" in words(lives.teacher.browser.get(f"{session}/rooms"))
    with clock.moved(timedelta(minutes=6)):
        assert lives.act("Anna", room, "say", text="Too late").status_code == 409
        made = lives.teacher.browser.get(f"{session}/rooms").headers["Location"]
        assert "We go on" in words(lives.teacher.browser.get(made))


def test_what_another_process_could_not_tell_is_told_when_connections_are_looked_at(
    lives: Lives, dial: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = lives.join(lives.opened(), "Anna", "Diana")
    line = dial(lives["Diana"])
    number = line.ask("join", place(lives, "room", 1))["number"]
    live = the_live(lives.course)
    monkeypatch.setattr(live, "note", lambda _place, _number: None)
    lives.say("Anna", room, "Redis is away")
    assert line.hears_nothing(above=number)
    monkeypatch.setattr(live, "_is_one_of_many", True)
    live.look()
    assert line.hears(above=number) == {
        "place": place(lives, "room", 1),
        "number": number + 1,
        "again": True,
    }
    live.look()
    assert line.hears_nothing(above=number), "once is enough"


def test_a_handshake_that_is_none_is_answered_in_words(host: str) -> None:
    address = f"http://{host}/socket.io/?EIO=4&transport=websocket"
    half = {"Upgrade": "websocket", "Connection": "Upgrade"}
    for headers in ({}, half, {**half, "Sec-WebSocket-Key": "x", "Sec-WebSocket-Version": "7"}):
        assert httpx.get(address, headers=headers, trust_env=False).status_code == 400


def test_a_message_in_pieces_is_one_and_its_pieces_count_together(lives: Lives, dial: Open) -> None:
    lives.join(lives.opened(), "Anna")
    line, whole = dial(lives["Anna"]), f'421["join","{place(lives, "room", 1)}"]'
    line.send_pieces(whole[:9], whole[9:20], whole[20:])
    assert "number" in line.answer()
    line.send_pieces(*["x" * 4_000] * 5)
    assert line.ends()


def test_a_clock_that_jumps_back_changes_neither_order_nor_numbers(lives: Lives) -> None:
    room = lives.join(lives.opened(minutes="20"), "Anna", "Diana")
    lives.say("Anna", room, "one")
    with clock.moved(timedelta(minutes=-10)):
        lives.say("Diana", room, "two")
    lives.say("Anna", room, "three")
    told = lives.since(lives["Diana"], room)
    events: list[dict[str, object]] = told["events"]  # type: ignore[assignment]
    assert [one["text"] for one in events if one["kind"] == "said"] == ["one", "two", "three"]
    assert [one["number"] for one in events] == list(range(1, len(events) + 1))
