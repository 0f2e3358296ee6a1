"""The WebSockets below live connections: what they rely on in Engine.IO, and what a slow reader costs."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from engineio.packet import MESSAGE, Packet
from engineio.socket import Socket

from tests.discussion.test_live import the_live, token_of
from tests.live import PATIENCE, Line
from tests.live_rooms.conftest import Lives
from tests.live_rooms.test_calls import quiet
from tests.live_rooms.test_connections import Open, dial, host, place
from vsm_platform.web.wires import Outbox, Wire

__all__ = ["dial", "host", "quiet"]
HANDSHAKE = {
    "HTTP_CONNECTION": "Upgrade",
    "HTTP_HOST": "vsm.example",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
    "HTTP_UPGRADE": "websocket",
}


class Connection:
    """What the wire knows of Engine.IO's connection: a queue, and a method that waits at the wire."""

    def __init__(self) -> None:
        self.queue = Outbox()
        self.wire: Wire | None = None
        self.is_there = threading.Event()

    def serve(self, wire: Wire) -> None:
        self.wire = wire
        self.is_there.set()
        while wire.wait() is not None:
            pass


@contextmanager
def connected() -> Iterator[tuple[Connection, socket.socket]]:
    """A wire whose other side reads only when the test does."""
    connection, (ours, theirs) = Connection(), socket.socketpair()
    # Said before there is a wire, as Engine.IO says its greeting.
    connection.queue.put(Packet(MESSAGE, "early"))

    def run() -> None:
        with suppress(ConnectionError):
            Wire(connection.serve, None)({**HANDSHAKE, "werkzeug.socket": ours}, None)

    thread = threading.Thread(target=run)
    thread.start()
    assert connection.is_there.wait(PATIENCE)
    theirs.settimeout(PATIENCE)
    with ours, theirs:
        yield connection, theirs
        theirs.close()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def read_until(theirs: socket.socket, end: bytes) -> bytes:
    data = b""
    while not data.endswith(end):
        data += theirs.recv(1 << 20)
    return data


def until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_so()


def named(name: str) -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == name]


def test_nobody_waits_for_a_slow_reader_who_gets_everything_in_its_order() -> None:
    with connected() as (connection, theirs):
        before = len(named("late"))
        began = time.monotonic()
        for number in range(400):
            connection.queue.put(Packet(MESSAGE, f"{number:04}" * 2_000))
        assert time.monotonic() - began < PATIENCE / 2
        assert connection.wire is not None
        assert connection.wire.waiting() > 100
        assert len(named("late")) == before + 1, "one helps, however much there is"
        heard = read_until(theirs, b"0399" * 2_000).partition(b"\r\n\r\n")[2]
        assert heard.startswith(b"\x81\x064early")
        # A frame of 8,001 bytes: the first byte, 126, its length in two bytes, and Engine.IO's "4".
        frames = [heard[8 + at :][: 4 + 8_001] for at in range(0, len(heard) - 8, 4 + 8_001)]
        assert [frame[5:9] for frame in frames] == [f"{one:04}".encode() for one in range(400)]
        assert {frame[:5] for frame in frames} == {b"\x81\x7e\x1f\x414"}
        assert until(lambda: len(named("late")) == before), "who has caught up needs no help"
        connection.queue.put(Packet(MESSAGE, "at once"))
        assert read_until(theirs, b"at once") == b"\x81\x084at once"


def test_who_never_reads_keeps_no_thread_once_the_line_is_cut() -> None:
    before = len(named("late"))
    with connected() as (connection, _theirs):
        for _ in range(100):
            connection.queue.put(Packet(MESSAGE, "x" * 50_000))
        assert len(named("late")) == before + 1
        assert connection.wire is not None
        connection.wire.cut()
        assert until(lambda: len(named("late")) == before)
        connection.queue.put(Packet(MESSAGE, "to nobody"))
        connection.queue.put(None)


def test_the_queue_ends_the_connection_with_a_good_bye() -> None:
    with connected() as (connection, theirs):
        connection.queue.put(None)
        assert read_until(theirs, b"\x88\x02\x03\xe8").endswith(b"\x81\x064early\x88\x02\x03\xe8")
        assert theirs.recv(1) == b""


def test_a_connection_needs_one_thread(lives: Lives, dial: Open) -> None:
    lives.join(lives.opened(), "Anna")
    first = dial(lives["Anna"])
    first.ask("join", place(lives, "room", 1))
    before = threading.active_count()
    for line in [dial(lives["Anna"]) for _ in range(4)]:
        line.ask("join", place(lives, "room", 1))
    # The test itself reads each line in a thread too.
    assert until(lambda: threading.active_count() <= before + 2 * 4), threading.enumerate()


def test_engine_io_puts_all_into_the_queue_and_starts_what_we_know(
    lives: Lives, dial: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = lives.course.world.app.extensions["socketio"].server.eio
    started: list[str] = []
    start = engine.start_background_task

    def noted(target: Any, *values: Any, **named: Any) -> Any:
        started.append(target.__qualname__)
        return start(target, *values, **named)

    monkeypatch.setattr(engine, "start_background_task", noted)
    lives.join(lives.opened(), "Anna")
    dial(lives["Anna"]).ask("join", place(lives, "room", 1))
    assert "Socket._send_ping" in started
    assert "Socket._websocket_handler.<locals>.writer" in started
    (connection,) = engine.sockets.values()
    assert isinstance(connection, Socket)
    assert isinstance(connection.queue, Outbox)
    (line,) = the_live(lives.course)._lines.values()
    assert isinstance(line.wire, Wire)


def test_pings_come_in_their_time_and_who_answers_none_is_cut_off(
    lives: Lives, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = lives.course.world.app.extensions["socketio"].server.eio
    monkeypatch.setattr(engine, "ping_interval", 0.05)
    monkeypatch.setattr(engine, "ping_timeout", 0.5)
    pings: list[Line] = []

    class Counting(Line):
        answers = True

        def _hear(self, data: str) -> None:
            if data == "2":
                pings.append(self)
            if data != "2" or self.answers:
                super()._hear(data)

    class Deaf(Counting):
        answers = False

    awake, deaf = (
        kind(host, token_of(lives.course, lives[name]))
        for kind, name in ((Counting, "Anna"), (Deaf, "Ben"))
    )
    try:
        assert until(lambda: pings.count(awake) > 3)
        assert deaf.ends()
        assert pings.count(deaf) == 1
        lives.join(lives.opened(), "Anna")
        assert "number" in awake.ask("join", place(lives, "room", 1))
    finally:
        awake.cut()
        deaf.cut()
