"""Thousands of live connections in one process: Socket.IO over raw WebSockets, as browsers open them.

Only for ``benchmarks.live``: each connection costs some kilobytes and microseconds, so that what is measured
is the server. Every news is written down with the moment at which it came.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

AT_ONCE = 40
"""Connections that are being opened at one moment."""
PATIENCE = 900
_CLOSE, _TEXT, _PING = 0x8, 0x1, 0x9


@dataclass(frozen=True, slots=True)
class Seat:
    """One client before it is there."""

    port: int
    token: str
    places: Sequence[str]


@dataclass(slots=True)
class Heard:
    """What all clients of the process heard, and when."""

    news: list[tuple[int, bytes, float]] = field(default_factory=list)
    """Client, what came, moment; it is read when there is time for it."""
    dropped: int = 0

    def read(self) -> list[tuple[int, str, int, float]]:
        """Client, place, number, moment of all news, which are forgotten here."""
        news, self.news = self.news, []
        told = [(key, json.loads(words[2:])[1], moment) for key, words, moment in news]
        # What is told once more in case Redis was away is no double of an event.
        return [
            (key, one["place"], one["number"], moment)
            for key, one, moment in told
            if "again" not in one
        ]


class Wire(asyncio.Protocol):
    """One client."""

    def __init__(self, key: int, seat: Seat, heard: Heard, ready: asyncio.Future[None]) -> None:
        self._key, self._seat, self._heard, self._ready = key, seat, heard, ready
        self._data, self._is_open, self._joined = b"", False, 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self._seat.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self._heard.dropped += 1
        if not self._ready.done():
            self._ready.set_exception(exc or ConnectionError("It was closed."))

    def data_received(self, data: bytes) -> None:
        moment = time.monotonic()
        data = self._data + data
        if not self._is_open:
            head, end, rest = data.partition(b"\r\n\r\n")
            if not end:
                self._data = data
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            assert b"permessage-deflate" not in head, "frames would be packed"
            data, self._is_open = rest, True
        while len(data) >= 2:
            length, start = data[1], 2
            if length == 126:
                length, start = int.from_bytes(data[2:4]), 4
            if len(data) < start + length:
                break
            kind, words = data[0] & 0xF, data[start : start + length]
            data = data[start + length :]
            if kind == _TEXT and words.startswith(b"42"):
                self._heard.news.append((self._key, words, moment))
            else:
                self._take(kind, words.decode(errors="replace"))
        self._data = data

    def _take(self, kind: int, words: str) -> None:
        if kind == _PING:
            self._send("", 0xA)
        elif kind == _CLOSE and self._transport:
            self._transport.close()
        else:
            self._hear(words)

    def _hear(self, words: str) -> None:
        if words == "2":
            self._send("3")
        elif words.startswith("0"):
            self._send(f"40{json.dumps({'token': self._seat.token})}")
        elif words.startswith("40"):
            for number, place in enumerate(self._seat.places):
                self._send(f"42{number}{json.dumps(['join', place])}")
        elif words.startswith("43"):
            assert "error" not in words, words
            self._joined += 1
            if self._joined == len(self._seat.places):
                self._ready.set_result(None)

    def _send(self, words: str, kind: int = _TEXT) -> None:
        data = words.encode()
        length = (
            bytes([0x80 | len(data)])
            if len(data) < 126
            else bytes([0x80 | 126]) + len(data).to_bytes(2)
        )
        # The mask of a client may be any four bytes, so it is the one that changes nothing.
        if self._transport:
            self._transport.write(bytes([0x80 | kind]) + length + b"\0\0\0\0" + data)


async def _open(key: int, seat: Seat, heard: Heard, gate: asyncio.Semaphore) -> None:
    async with gate, asyncio.timeout(PATIENCE):
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(lambda: Wire(key, seat, heard, ready), "127.0.0.1", seat.port)
        await ready


async def _serve(orders: Connection) -> None:
    loop, heard, opened = asyncio.get_running_loop(), Heard(), 0
    while (order := await loop.run_in_executor(None, orders.recv)) is not None:
        if order == "take":
            orders.send((heard.read(), heard.dropped))
            continue
        if order == "worked":
            orders.send(time.process_time())
            continue
        if order == "count":
            orders.send(len(heard.news))
            continue
        began, gate = time.monotonic(), asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(
            *(_open(key, seat, heard, gate) for key, seat in enumerate(order, opened))
        )
        opened += len(order)
        orders.send(time.monotonic() - began)


def hold(orders: Connection) -> None:
    """Open connections as they are ordered, and hold them until nothing more is."""
    asyncio.run(_serve(orders))
