"""A large file over a line that breaks three times, to the real server in a process of its own.

The server is killed once in between. What arrives is what was sent, the server's memory stays small,
and the disk holds the file once. By default with a file of 48 MiB; ``-m slow`` sends 2 GiB.
"""

import hashlib
import http.client
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config import Settings
from tests.content.files.conftest import Scene
from tests.content.files.sending import PIECE_TYPE, TUS, encoded
from tests.people import HOST

MIB = 1 << 20
PIECE = 4 * MIB
PATIENCE = 60.0
SLOW, SIP = 50_000, 625
"""Bits a second of a weak line, and bytes that it brings in a tenth of a second."""
MORE_MEMORY = 48 * MIB
"""By how much the server may grow while it takes a file of any size."""


def pattern(offset: int, length: int) -> bytes:
    """The part of an endless content that never repeats, made as it is needed."""
    first, last = offset // 8, (offset + length + 7) // 8
    whole = struct.pack(
        f"<{last - first}Q", *(number * 2654435761 for number in range(first, last))
    )
    return whole[offset - first * 8 :][:length]


class Server:
    """The product's own server, which can be killed and started again."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._log = folder / "server.log"
        self._environment = {
            **os.environ,
            "VSM_ENVIRONMENT": "test",
            "VSM_PUBLIC_URL": settings.public_url,
            "VSM_DATABASE_URL": settings.database_url,
            "VSM_DATA_FOLDER": str(settings.data_folder),
            "VSM_SECRET_KEY": settings.secret_key,
        }
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from vsm_platform.cli import main; main()", "serve",
                 "--bind", f"127.0.0.1:{self.port}", "--threads", "8"],
                env=self._environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._wait_until(listens=True)

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        # Its worker may live a moment longer.
        self._wait_until(listens=False)

    def _wait_until(self, *, listens: bool) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                does_listen = False
            else:
                does_listen = True
            if does_listen == listens:
                return
            threading.Event().wait(0.05)
        raise RuntimeError(self._log.read_text())

    def largest_memory(self) -> int:
        """Bytes that the working process ever held."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        status = Path(f"/proc/{children.split()[0]}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) << 10


class Line:
    """One person's line to the server, which can break in the middle of a piece."""

    def __init__(self, scene: Scene, server: Server) -> None:
        cookie = scene.coordinator.browser.get_cookie("__Host-vsm", domain=HOST)
        assert cookie is not None
        self._own = {"Host": HOST, "Cookie": f"__Host-vsm={cookie.value}", **TUS}
        self._server = server
        self.address = ""
        self.exchange = scene.exchange

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(connection):
            connection.request(method, path, body or None, {**self._own, **named})
            with connection.getresponse() as answer:
                return answer.status, dict(answer.getheaders()), answer.read()

    def begin(self, length: int) -> None:
        metadata = encoded(filename="lecture.bin")
        status, headers, _body = self.ask(
            "POST",
            f"/exchanges/{self.exchange}/uploads",
            Upload_Length=str(length),
            Upload_Metadata=metadata,
        )
        assert status == 201
        self.address = headers["Location"].partition(HOST)[2]

    def where(self) -> int:
        status, headers, _body = self.ask("HEAD", self.address)
        assert status == 200
        return int(headers["Upload-Offset"])

    def send(self, offset: int, piece: bytes) -> int:
        """Send a piece; gives the status, or 0 where the server was gone before all was sent."""
        try:
            status, _headers, _body = self.ask(
                "PATCH", self.address, piece, Upload_Offset=str(offset), Content_Type=PIECE_TYPE
            )
        except OSError:
            return 0
        return status

    def trickle(self, offset: int, piece: bytes, after: int) -> None:
        """Announce a piece, send a part of it at 50 kbit/s, and be gone."""
        with self._announced(offset, piece) as connection:
            for start in range(0, after, SIP):
                connection.sendall(piece[start : min(start + SIP, after)])
                threading.Event().wait(SIP * 8 / SLOW)

    def where_at_last(self, expected: int) -> int:
        """How far it is, once what came of the broken piece is in its place."""
        until = time.monotonic() + PATIENCE
        while (offset := self.where()) < expected and time.monotonic() < until:
            threading.Event().wait(0.05)
        return offset

    def break_in(self, offset: int, piece: bytes, after: int) -> None:
        """Announce a piece, send a part of it, and be gone."""
        with self._announced(offset, piece) as connection:
            connection.sendall(piece[:after])

    def _announced(self, offset: int, piece: bytes) -> socket.socket:
        """A connection on which the server waits for a piece."""
        head = {
            **self._own,
            "Upload-Offset": str(offset),
            "Content-Type": PIECE_TYPE,
            "Content-Length": str(len(piece)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        connection = socket.create_connection(("127.0.0.1", self._server.port), PATIENCE)
        connection.sendall(f"PATCH {self.address} HTTP/1.1\r\n{lines}\r\n".encode())
        return connection


@pytest.fixture
def server(scene: Scene, settings: Settings, tmp_path: Path) -> Iterator[Server]:
    running = Server(settings, tmp_path)
    yield running
    running.kill()


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(48 * MIB + 12_345, id="48 MiB"),
        pytest.param(2048 * MIB, id="2 GiB", marks=pytest.mark.slow),
    ],
)
def test_a_large_file_arrives_although_the_line_breaks_three_times(
    scene: Scene, server: Server, settings: Settings, size: int
) -> None:
    line = Line(scene, server)
    line.begin(size)
    assert line.send(0, pattern(0, PIECE)) == 204
    before, offset, largest = server.largest_memory(), PIECE, 0
    breaks = [size // 4, size // 2, size * 3 // 4]
    while offset < size:
        piece = pattern(offset, min(PIECE, size - offset))
        if breaks and offset >= breaks[0]:
            del breaks[0]
            line.break_in(offset, piece, PIECE // 3)
            largest = max(largest, server.largest_memory())
            if len(breaks) == 1:
                server.kill()
                server.start()
            assert offset <= line.where() <= offset + PIECE // 3
        # What came of the broken piece may be put in its place only now; then this one is refused.
        is_taken = line.send(offset, piece) == 204
        offset = offset + len(piece) if is_taken else line.where()
    file_id = _wait_for_file(line)
    largest = max(largest, server.largest_memory())
    assert largest - before < MORE_MEMORY
    assert _on_disk(settings.data_folder / "files") < size + 2 * MIB
    path = f"/exchanges/{scene.exchange}/files/{file_id}/lecture.bin"
    status, headers, got = line.ask("GET", path, Range=f"bytes={size - MIB}-")
    assert (status, got) == (206, pattern(size - MIB, MIB))
    assert headers["ETag"].strip('"') == _digest(size)
    print(f"server's memory: {before >> 20} MiB, at most {largest >> 20} MiB")  # noqa: T201


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(24_000, id="4 seconds"),
        pytest.param(750_000, id="2 minutes", marks=pytest.mark.slow),
    ],
)
def test_at_50_kbit_a_second_each_break_costs_no_more_than_what_was_on_its_way(
    scene: Scene, server: Server, size: int
) -> None:
    """A piece that trickles in is waited for, and of one that breaks off what came is kept."""
    line = Line(scene, server)
    line.begin(size)
    offset = 0
    for share in (1, 2, 3):
        until = size * share // 4
        line.trickle(offset, pattern(offset, size - offset), until - offset)
        offset = line.where_at_last(until)
    line.trickle(offset, pattern(offset, size - offset), size - offset)
    assert line.where_at_last(size) == size
    path = f"/exchanges/{scene.exchange}/files/{_wait_for_file(line)}/lecture.bin"
    assert line.ask("GET", path)[2] == pattern(0, size)


def _digest(size: int) -> str:
    whole = hashlib.sha256()
    for offset in range(0, size, PIECE):
        whole.update(pattern(offset, min(PIECE, size - offset)))
    return whole.hexdigest()


def _wait_for_file(line: Line) -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _status, headers, _body = line.ask("HEAD", line.address)
        if "Vsm-File" in headers:
            return int(headers["Vsm-File"])
        threading.Event().wait(0.1)
    raise AssertionError("the file was not taken in")


def _on_disk(folder: Path) -> int:
    """Bytes that the files below a folder take, each inode once."""
    sizes = {}
    for path in folder.rglob("*"):
        found = path.stat()
        if path.is_file():
            sizes[found.st_ino] = found.st_blocks * 512
    return sum(sizes.values())


def test_two_who_send_the_same_piece_at_once_do_not_spoil_it(scene: Scene, server: Server) -> None:
    line, size = Line(scene, server), 6 * MIB
    line.begin(size)
    piece, answers = pattern(0, 3 * MIB), []

    def send() -> None:
        answer = Line(scene, server)
        status, _headers, _body = answer.ask(
            "PATCH", line.address, piece, Upload_Offset="0", Content_Type=PIECE_TYPE
        )
        answers.append(status)

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [204, 409, 409, 409]
    assert line.where() == 3 * MIB
    assert line.send(3 * MIB, pattern(3 * MIB, 3 * MIB)) == 204
    path = f"/exchanges/{scene.exchange}/files/{_wait_for_file(line)}/lecture.bin"
    assert line.ask("GET", path)[2] == pattern(0, size)


def test_a_line_that_hangs_does_not_hold_up_the_next_one(scene: Scene, server: Server) -> None:
    line, piece = Line(scene, server), pattern(0, MIB)
    line.begin(MIB)
    hanging = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
    head = {**line._own, "Upload-Offset": "0", "Content-Type": PIECE_TYPE}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    request = f"PATCH {line.address} HTTP/1.1\r\n{lines}Content-Length: {MIB}\r\n\r\n"
    hanging.sendall(request.encode() + piece[:1000])
    # The old connection is still open, as after a phone has changed its network.
    assert line.where() == 0
    assert line.send(0, piece) == 204
    assert line.where() == MIB
    hanging.close()
