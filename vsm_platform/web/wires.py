"""The WebSocket below a live connection, and its pings, with as few threads as can be.

Engine.IO's own (simple-websocket) reads each connection in a thread besides the one that waits for what it read,
has a third that waits for what is to be sent, keeps another asleep until the next ping, and reads a message of
any length before it finds it too long. Here the server's thread reads by itself, whoever has something to say
writes it, one thread sends all pings, and what is too large ends the connection. That makes four threads one,
and news a fifth as dear (docs/decisions/0046).

This is the only file that knows what Engine.IO is like inside; ``tests/live_rooms/test_wires.py`` says what it
relies on.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from socket import SHUT_RDWR, socket
from typing import Any

from engineio.packet import PING, Packet  # type: ignore[import-untyped]
from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Message,
    Ping,
    Request,
)
from wsproto.frame_protocol import CloseReason, FrameProtocol
from wsproto.utilities import ProtocolError

LARGEST = 16 * 1024
"""Bytes of one message from a browser."""
PIECE = 4096
SILENCE = 90
"""Seconds after which a browser that answers no ping and reads nothing is gone."""


@lru_cache(maxsize=2)
def _framed(message: str | bytes) -> bytes:
    """A message as it goes over the wire; news to a thousand people are framed once."""
    return bytes(FrameProtocol(client=False, extensions=[]).send_data(message))


def _good_bye(reason: CloseReason) -> bytes:
    return bytes(FrameProtocol(client=False, extensions=[]).close(reason))


class Wire:
    """One WebSocket, which Engine.IO waits at in the thread of its request."""

    def __init__(self, handler: Callable[["Wire"], Any], _server: object) -> None:
        self._handler = handler
        self._wire = WSConnection(ConnectionType.SERVER)
        self._messages: deque[str | bytes] = deque()
        self._pieces: list[str | bytes] = []
        self._size = 0
        self._is_over = False
        self._guard = threading.Lock()
        self._late: deque[bytes] = deque()
        self._is_late = False
        self._socket: socket

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["vsm.wire"] = self
        own = environ.get("werkzeug.socket") or environ.get("gunicorn.socket")
        # Frames are never packed: a hundred bytes gain nothing by it, and each connection would need a window.
        headers = [
            (name[5:].replace("_", "-").encode("latin-1"), value.encode("latin-1"))
            for name, value in environ.items()
            if name.startswith("HTTP_") and name != "HTTP_SEC_WEBSOCKET_EXTENSIONS"
        ]
        try:
            self._wire.initiate_upgrade_connection(headers, "/")
            is_asked = any(isinstance(event, Request) for event in self._wire.events())
        except ProtocolError:
            is_asked = False
        if own is None or not is_asked:
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"A WebSocket is expected here."]
        self._serve(own)
        # The servers' own ways to be told that the socket was answered already.
        raise ConnectionError if "werkzeug.socket" in environ else StopIteration

    def _serve(self, own: socket) -> None:
        self._socket = own
        # With a time limit the socket never blocks a writer (see `_write`), in threads and under gevent.
        own.settimeout(SILENCE)
        try:
            self._write(self._wire.send(AcceptConnection()))
            outbox: Outbox = self._handler.__self__.queue  # type: ignore[attr-defined]
            outbox.lead_to(self)
            self._handler(self)
        finally:
            # The server closes the socket now, and its number may soon be another connection's.
            with self._guard:
                self._is_over = True

    # What goes out

    def send(self, message: str | bytes) -> None:
        """Send a message; nobody waits until it is read, and nobody is told where it is not."""
        self._write(_framed(message))

    def _write(self, data: bytes) -> None:
        with self._guard:
            if self._is_over:
                return
            if not self._is_late:
                data = data[self._write_what_fits(data) :]
            if not data:
                return
            self._late.append(data)
            is_first, self._is_late = not self._is_late, True
        if is_first:
            threading.Thread(target=self._catch_up, name="late", daemon=True).start()

    def _write_what_fits(self, data: bytes) -> int:
        """How much of it the system takes at once."""
        try:
            return os.write(self._socket.fileno(), data)
        except BlockingIOError:
            return 0
        except OSError:
            # Whoever reads here learns it too, and ends the connection.
            return len(data)

    def _catch_up(self) -> None:
        """Send what somebody who reads slowly has not taken yet."""
        try:
            while data := self._next_late():
                self._socket.sendall(data)
        except OSError:
            self.cut()

    def _next_late(self) -> bytes:
        with self._guard:
            data = b"".join(self._late)
            self._late.clear()
            self._is_late = bool(data) and not self._is_over
            return data if self._is_late else b""

    def waiting(self) -> int:
        """How many messages wait for a slow reader, besides those that are on their way."""
        return len(self._late)

    def close(self) -> None:
        """Say good-bye, if the other side still hears it."""
        self._write(_good_bye(CloseReason.NORMAL_CLOSURE))
        self.cut()

    def cut(self) -> None:
        """End it at once, whatever it waits for."""
        with suppress(OSError):
            self._socket.shutdown(SHUT_RDWR)

    # What comes in

    def wait(self) -> str | bytes | None:
        """The next message; None when the connection is over."""
        try:
            while not (self._messages or self._is_over):
                data = self._socket.recv(PIECE)
                self._wire.receive_data(data or None)
                for event in self._wire.events():
                    self._take(event)
        except (OSError, ProtocolError):
            self._is_over = True
        return self._messages.popleft() if self._messages else None

    def _take(self, event: Event) -> None:
        if isinstance(event, Message):
            self._take_piece(event)
        elif isinstance(event, Ping):
            self._write(self._wire.send(event.response()))
        elif isinstance(event, CloseConnection):
            self._is_over = True
            self._write(self._wire.send(event.response()))

    def _take_piece(self, event: Message[Any]) -> None:
        self._pieces.append(event.data)
        self._size += len(event.data)
        if self._size > LARGEST:
            self._write(_good_bye(CloseReason.MESSAGE_TOO_BIG))
            raise ProtocolError
        if event.message_finished:
            none: str | bytes = b"" if isinstance(event, BytesMessage) else ""
            self._messages.append(none.join(self._pieces))  # type: ignore[arg-type]
            self._pieces, self._size = [], 0


class Outbox:
    """What Engine.IO has for a queue of packets: they go to the wire at once, and wait nowhere."""

    def __init__(self) -> None:
        self._early: list[Packet | None] = []
        self._wire: Wire | None = None

    def lead_to(self, wire: Wire) -> None:
        """Send what was put in before there was a wire, and from now on all."""
        self._wire = wire
        for packet in self._early:
            self.put(packet)

    def put(self, packet: Packet | None) -> None:
        """Send a packet; None ends the connection."""
        if self._wire is None:
            self._early.append(packet)
        elif packet is None:
            self._wire.close()
        else:
            self._wire.send(packet.encode())

    def join(self) -> None:
        """Wait for nothing, since nothing waits here."""


class Background:
    """What Engine.IO starts for each connection, without a thread for each.

    One thread sends the pings of all connections, each in its time; and there is nothing to be written later.
    """

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._start = engine.start_background_task
        self._due: deque[tuple[float, Any]] = deque()
        """All wait equally long, so that who came first is due first."""
        self._guard = threading.Lock()
        self._is_working = False

    def start(self, target: Any, *values: Any, **named: Any) -> Any:
        """Start something in the background, or see to it in another way."""
        name = getattr(target, "__qualname__", "")
        if name == "Socket._websocket_handler.<locals>.writer":
            return Outbox()
        if name != "Socket._send_ping":
            return self._start(target, *values, **named)
        with self._guard:
            self._due.append((time.monotonic() + self._engine.ping_interval, target.__self__))
            is_first, self._is_working = not self._is_working, True
        if is_first:
            threading.Thread(target=self._ping, name="pings", daemon=True).start()
        return None

    def _ping(self) -> None:
        while True:
            with self._guard:
                self._is_working = bool(self._due)
                if not self._due:
                    return
                moment, connection = self._due.popleft()
            time.sleep(max(0.0, moment - time.monotonic()))
            if not (connection.closing or connection.closed):
                connection.last_ping = time.time()
                with suppress(Exception):
                    connection.send(Packet(PING))


def use_wires(engine: Any) -> None:
    """Let an Engine.IO server hold its connections so; it has no public way for that."""
    ways = {"websocket": Wire, "queue": Outbox}
    engine._async = {**engine._async, **ways}  # noqa: SLF001
    engine.start_background_task = Background(engine).start
