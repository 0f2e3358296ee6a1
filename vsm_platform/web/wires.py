"""The WebSocket below a live connection, and its pings, with as few threads as can be.

Engine.IO's own (simple-websocket) reads each connection in a thread besides the one that waits for what it read,
keeps another asleep until the next ping, and reads a message of any length before it finds it too long. Here
the server's thread reads by itself, one thread sends all pings, and what is too large ends the connection. That
halves what a connection costs (docs/decisions/0046).
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
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
    TextMessage,
)
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import ProtocolError

LARGEST = 16 * 1024
"""Bytes of one message from a browser."""
PIECE = 4096


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
        self._socket = own
        self._write(AcceptConnection())
        self._handler(self)
        # The servers' own ways to be told that the socket was answered already.
        raise ConnectionError if "werkzeug.socket" in environ else StopIteration

    def _write(self, event: Event) -> None:
        with self._guard:
            self._socket.sendall(self._wire.send(event))

    def send(self, message: str | bytes) -> None:
        """Send a message, or raise an OSError where the connection is over."""
        try:
            self._write(TextMessage(message) if isinstance(message, str) else BytesMessage(message))
        except ProtocolError as problem:
            raise OSError from problem

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
            self._write(event.response())
        elif isinstance(event, CloseConnection):
            self._is_over = True
            self._write(event.response())

    def _take_piece(self, event: Message[Any]) -> None:
        self._pieces.append(event.data)
        self._size += len(event.data)
        if self._size > LARGEST:
            self._write(CloseConnection(CloseReason.MESSAGE_TOO_BIG))
            raise ProtocolError
        if event.message_finished:
            none: str | bytes = b"" if isinstance(event, BytesMessage) else ""
            self._messages.append(none.join(self._pieces))  # type: ignore[arg-type]
            self._pieces, self._size = [], 0

    def close(self) -> None:
        """Say good-bye, if the other side still hears it."""
        with suppress(OSError, ProtocolError):
            self._write(CloseConnection(CloseReason.NORMAL_CLOSURE))
        self.cut()

    def cut(self) -> None:
        """End it at once, whatever it waits for."""
        with suppress(OSError):
            self._socket.shutdown(SHUT_RDWR)


class Pings:
    """Sends the pings of all connections of an Engine.IO server, each in its time, from one thread."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._start = engine.start_background_task
        self._due: deque[tuple[float, Any]] = deque()
        """All wait equally long, so that who came first is due first."""
        self._guard = threading.Lock()
        self._is_working = False
        engine.start_background_task = self.start

    def start(self, target: Any, *values: Any, **named: Any) -> Any:
        """What Engine.IO begins in the background: a ping that waits needs no thread for that."""
        if getattr(target, "__name__", "") != "_send_ping":
            return self._start(target, *values, **named)
        with self._guard:
            self._due.append((time.monotonic() + self._engine.ping_interval, target.__self__))
            is_first, self._is_working = not self._is_working, True
        if is_first:
            threading.Thread(target=self._run, name="pings", daemon=True).start()
        return None

    def _run(self) -> None:
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
