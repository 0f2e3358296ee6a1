"""The virus scanner: a small real server that speaks clamd's INSTREAM, and what its answers do."""

import socketserver
import struct
import threading
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from config import Settings
from tests.content.files.conftest import Scene, make_scene
from tests.content.files.sending import Tus, fetch, texts
from tests.people import World
from vsm_platform.app import create_app

VIRUS = b"X5O!pretend-virus"
LARGEST = 1 << 20


class _Conversation(socketserver.BaseRequestHandler):
    """One content: lengths and pieces until an empty one."""

    def handle(self) -> None:
        if self.server.is_out_of_order:  # type: ignore[attr-defined]
            return
        if self._read(10) != b"zINSTREAM\0":
            self.request.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!L", self._read(4))[0]:
            content += self._read(length)
            if len(content) > LARGEST:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(content)  # type: ignore[attr-defined]
        found = b"Eicar-Signature FOUND" if VIRUS in content else b"OK"
        self.request.sendall(b"stream: " + found + b"\0")

    def _read(self, length: int) -> bytes:
        whole = b""
        while len(whole) < length:
            part = self.request.recv(length - len(whole))
            if not part:
                raise ConnectionError
            whole += part
        return whole


class ScannerServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.seen: list[bytes] = []
        self.is_out_of_order = False


@pytest.fixture
def clamd() -> Iterator[ScannerServer]:
    with ScannerServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def scanned(settings: Settings, clamd: ScannerServer) -> Iterator[Scene]:
    address = f"clamd://127.0.0.1:{clamd.server_address[1]}"
    app = create_app(settings.model_copy(update={"scan_url": address}))
    yield make_scene(World(app))
    app.extensions["vsm_database"].engine.dispose()


def add(scene: Scene, content: bytes, name: str = "notes.txt") -> int:
    return Tus(scene.coordinator.browser, scene.exchange).send(content, filename=name)


def test_a_file_waits_for_the_scanner_and_is_then_there_for_all(
    scanned: Scene, clamd: ScannerServer
) -> None:
    file_id = add(scanned, b"clean as the sea")
    address = scanned.files(f"/{file_id}/notes.txt")
    refused = scanned.student.browser.get(address)
    assert refused.status_code == 409
    assert "file_not_scanned" in refused.get_data(as_text=True)
    assert fetch(scanned.coordinator.browser, address).status_code == 200
    assert "being checked" in texts(scanned.student.browser.get(scanned.files()))
    scanned.run_jobs()
    assert clamd.seen == [b"clean as the sea"]
    assert fetch(scanned.student.browser, address).data == b"clean as the sea"
    assert "being checked" not in texts(scanned.student.browser.get(scanned.files()))


def test_an_infected_file_is_locked_away_also_from_its_uploader(scanned: Scene) -> None:
    file_id = add(scanned, b"before " + VIRUS)
    scanned.run_jobs()
    for somebody in (scanned.student, scanned.coordinator, scanned.teacher):
        answer = somebody.browser.get(scanned.files(f"/{file_id}/notes.txt"))
        assert answer.status_code == 403
        assert "file_infected" in answer.get_data(as_text=True)
    page = texts(scanned.coordinator.browser.get(scanned.files(f"/{file_id}")))
    assert "Eicar-Signature" in page
    assert "Check your own computer" in page
    listed = texts(scanned.student.browser.get(scanned.files()))
    assert "locked away" in listed
    # A clean version makes the file usable again.
    again = Tus(scanned.coordinator.browser, scanned.exchange)
    again.send(b"clean", file=file_id)
    scanned.run_jobs()
    assert fetch(scanned.student.browser, scanned.files(f"/{file_id}/x")).data == b"clean"
    old = scanned.coordinator.browser.get(scanned.files(f"/history/{file_id}/1/x"))
    assert old.status_code == 403


def test_the_same_content_is_not_scanned_twice(scanned: Scene, clamd: ScannerServer) -> None:
    add(scanned, b"the same", "a.txt")
    scanned.run_jobs()
    file_id = add(scanned, b"the same", "b.txt")
    assert fetch(scanned.student.browser, scanned.files(f"/{file_id}/b.txt")).status_code == 200
    scanned.run_jobs()
    assert clamd.seen == [b"the same"]


def test_a_known_virus_stays_locked_away_under_another_name(scanned: Scene) -> None:
    add(scanned, VIRUS, "a.txt")
    scanned.run_jobs()
    file_id = add(scanned, VIRUS, "b.txt")
    assert scanned.student.browser.get(scanned.files(f"/{file_id}/b.txt")).status_code == 403


def test_what_is_too_large_for_the_scanner_is_given_with_a_warning(scanned: Scene) -> None:
    file_id = add(scanned, bytes(LARGEST + (1 << 18)), "film.bin")
    scanned.run_jobs()
    address = scanned.files(f"/{file_id}")
    assert "too large for the virus scanner" in texts(scanned.student.browser.get(address))
    assert fetch(scanned.student.browser, f"{address}/film.bin").status_code == 200


def test_a_scanner_that_is_out_of_order_lets_files_wait(
    scanned: Scene, clamd: ScannerServer
) -> None:
    clamd.is_out_of_order = True
    file_id = add(scanned, b"abc")
    scanned.run_jobs()
    assert scanned.student.browser.get(scanned.files(f"/{file_id}/x")).status_code == 409


def test_files_from_before_there_was_a_scanner_stay_open(scene: Scene) -> None:
    file_id = add(scene, b"abc")
    assert fetch(scene.student.browser, scene.files(f"/{file_id}/x")).status_code == 200


@pytest.mark.parametrize("address", ["host:3310", "http://host:3310", "clamd://"])
def test_a_wrong_address_of_the_scanner_is_said_at_the_start(address: str) -> None:
    with pytest.raises(ValidationError, match="clamd://scanner"):
        Settings(scan_url=address)
