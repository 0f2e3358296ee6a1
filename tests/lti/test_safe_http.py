"""Requests to addresses that strangers name: where the connection really goes, and its bounds."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat

import pytest

from lti.services import safe_http
from lti.services.safe_addresses import AddressRule
from lti.services.safe_http import SafeFetchError, safe_request

TIMES = ("connect", "read", "write", "pool")


class Names:
    """A name server whose answers change from one question to the next."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = chain(answers, repeat(answers[-1]))
        self.asked: list[str] = []

    def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return next(self._answers)


@contextmanager
def served(body: bytes = b"{}", *, close_early: bool = False) -> Iterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and the Host header of each request."""
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            self.send_response(200)
            self.send_header("Content-Length", str(len(body) + (9 if close_early else 0)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            hosts.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.do_GET()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, hosts
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def get(address: str, rule: AddressRule, limit: int = 1_000, seconds: float = 3.0) -> bytes:
    answer = safe_request("GET", address, rule=rule, limit=limit, total_seconds=seconds)
    assert answer.status == 200
    return answer.body


def trouble(address: str, rule: AddressRule, **bounds: float) -> str:
    with pytest.raises(SafeFetchError) as caught:
        get(address, rule, **bounds)
    return str(caught.value)


def test_the_connection_goes_to_the_number_that_was_checked() -> None:
    # The second answer is an inner number: whoever looked the name up twice would go there.
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    with served() as (port, hosts):
        assert get(f"http://lms.test:{port}/config", AddressRule(True, names)) == b"{}"
    assert names.asked == ["lms.test"]
    assert hosts == [f"lms.test:{port}"]


def test_a_number_that_does_not_answer_is_passed_over() -> None:
    with served() as (port, _hosts):
        rule = AddressRule(True, Names(["127.0.0.2", "127.0.0.1"]))
        assert get(f"http://lms.test:{port}/", rule) == b"{}"


def test_a_body_is_sent_with_its_length() -> None:
    with served() as (port, hosts):
        address = f"http://lms.test:{port}/register"
        rule = AddressRule(True, Names(["127.0.0.1"]))
        safe_request("POST", address, rule=rule, limit=99, total_seconds=3, body=b'{"a": 1}')
    assert hosts[0] == '{"a": 1}'


def test_an_inner_number_is_never_connected_to() -> None:
    with served() as (port, hosts):
        rule = AddressRule(resolve=Names(["127.0.0.1"]))
        assert trouble(f"https://lms.test:{port}/", rule) == "address refused: not public"
        assert trouble(f"http://lms.test:{port}/", rule) == "address refused: no https"
        assert trouble("gopher://lms.test/", rule) == "address refused: malformed address"
    assert hosts == []


def test_a_certificate_that_is_not_the_name_s_is_not_believed() -> None:
    with served() as (port, hosts):
        rule = AddressRule(True, Names(["127.0.0.1"]))
        assert trouble(f"https://lms.test:{port}/", rule).startswith("not reached")
    assert hosts == []


def test_an_unknown_name_and_a_closed_port_are_not_reached() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such name")

    assert trouble("https://lms.test/", AddressRule(resolve=unknown)) == "not reached: ConnectError"
    closed = AddressRule(True, Names(["127.0.0.1"]))
    assert trouble("http://lms.test:9/", closed).startswith("not reached")


def test_an_answer_that_is_too_large_or_breaks_off_is_none() -> None:
    rule = AddressRule(True, Names(["127.0.0.1"]))
    with served(b"x" * 2_000) as (port, _hosts):
        assert trouble(f"http://lms.test:{port}/", rule, limit=1_000) == "too large"
    with served(b"x", close_early=True) as (port, _hosts):
        assert trouble(f"http://lms.test:{port}/", rule, seconds=2).startswith(
            ("not reached", "too slow")
        )


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # The socket's own time-out comes first, where the thread is as quick as whoever waits for it.
    monkeypatch.setattr(safe_http, "_timeouts", lambda _seconds: dict.fromkeys(TIMES, 0.1))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        rule = AddressRule(True, Names(["127.0.0.1"]))
        assert trouble(f"http://lms.test:{silent.getsockname()[1]}/", rule) == "too slow"


def test_a_name_server_that_is_slow_is_not_waited_for() -> None:
    released = threading.Event()

    def slow(_host: str, _port: int) -> Sequence[str]:
        released.wait(5)
        return ["127.0.0.1"]

    assert trouble("http://lms.test:9/", AddressRule(True, slow), seconds=0.2) == "too slow"
    released.set()


def test_a_time_that_is_over_between_two_pieces_ends_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(safe_http.time, "monotonic", iter([0.0, 99.0, 99.0]).__next__)
    with served() as (port, _hosts):
        rule = AddressRule(True, Names(["127.0.0.1"]))
        assert trouble(f"http://lms.test:{port}/", rule) == "too slow"
