"""A live connection as a test holds it: Socket.IO's protocol over a real WebSocket, written by hand.

So a test can cut the line wherever it likes, and send what no proper client would.
"""

import json
import socket
import threading
from contextlib import suppress
from queue import Empty, Queue
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Event,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)

PATIENCE = 10


class Line:
    """One connection; what arrives is read by a thread of its own."""

    def __init__(self, host: str, token: str = "", **headers: str) -> None:
        self.refused = False
        self.news: Queue[dict[str, Any]] = Queue()
        self._answers: Queue[dict[str, Any]] = Queue()
        self._ready, self._ended = threading.Event(), threading.Event()
        self._token, self._guard = token, threading.Lock()
        name, _, port = host.partition(":")
        self._socket = socket.create_connection((name, int(port)), timeout=60)
        self._wire = WSConnection(ConnectionType.CLIENT)
        more = [(key.encode(), value.encode()) for key, value in headers.items()]
        target = "/socket.io/?EIO=4&transport=websocket"
        self._write(Request(host=host, target=target, extra_headers=more))
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)

    def _write(self, event: Event) -> None:
        with self._guard:
            self._socket.sendall(self._wire.send(event))

    def _read(self) -> None:
        with suppress(OSError), self._socket:
            while not self._ended.is_set():
                data = self._socket.recv(65_536)
                self._wire.receive_data(data or None)
                for event in self._wire.events():
                    self._take(event)
        self._ended.set()
        self._ready.set()

    def _take(self, event: Event) -> None:
        if isinstance(event, RejectConnection):
            self.refused = True
        if isinstance(event, (RejectConnection, CloseConnection)):
            self._ended.set()
        elif isinstance(event, TextMessage):
            self._hear(str(event.data))
        else:
            assert isinstance(event, (AcceptConnection, RejectData))

    def _hear(self, data: str) -> None:
        """A packet of Engine.IO 4 and Socket.IO 5."""
        if data.startswith("0"):
            self.send(f"40{json.dumps({'token': self._token})}")
        elif data == "2":
            self.send("3")
        elif data.startswith(("40", "44")):
            self.refused = data.startswith("44")
            self._ready.set()
        elif data.startswith("42"):
            self.news.put(json.loads(data[2:])[1])
        elif data.startswith("43"):
            self._answers.put(json.loads(data[data.index("[") :])[0])

    def ask(self, event: str, *values: object) -> dict[str, Any]:
        """Send an event and wait for its answer."""
        self.send(f"421{json.dumps([event, *values])}")
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """The next answer to an event."""
        return self._answers.get(timeout=PATIENCE)

    def send_pieces(self, *pieces: str) -> None:
        """Send one message in several frames."""
        for number, piece in enumerate(pieces, 1):
            self._write(TextMessage(piece, message_finished=number == len(pieces)))

    def send(self, packet: str) -> None:
        """Send whatever a test likes."""
        self._write(TextMessage(packet))

    def hears(self, above: int = 1) -> dict[str, Any]:
        """The next news with a higher number."""
        while True:
            told = self.news.get(timeout=PATIENCE)
            if told["number"] > above:
                return told

    def hears_nothing(self, above: int = 1, seconds: float = 0.5) -> bool:
        """Whether no news with a higher number come."""
        try:
            while self.news.get(timeout=seconds)["number"] <= above:
                pass
        except Empty:
            return True
        return False

    def ends(self) -> bool:
        """Whether the server has cut it off, or does so soon."""
        return self._ended.wait(PATIENCE)

    def cut(self) -> None:
        """Tear the line, without a good-bye."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
