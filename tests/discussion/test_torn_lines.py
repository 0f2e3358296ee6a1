"""The line cut at every point of sending, on real sockets: each acknowledged post exists exactly once."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from tests.discussion.conftest import Course
from vsm_platform.accounts.api import SignIn
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Exchange
from vsm_platform.practice import serve_in_thread

PATIENCE = 20


@pytest.fixture
def port(course: Course) -> Iterator[int]:
    with serve_in_thread(course.world.app) as running:
        yield int(running.base_url.rpartition(":")[2])


def request_of(course: Course, topic: str, text: str, key: str) -> bytes:
    """What Ben's browser sends, byte by byte."""
    cookie = course["Ben"].browser.get_cookie("__Host-vsm", domain="exchange.test")
    assert cookie is not None
    body = urlencode({"text": text, "to": "0", "client_key": key})
    head = (
        f"POST {topic}/reply HTTP/1.1",
        "Host: exchange.test",
        f"Cookie: __Host-vsm={cookie.value}",
        "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def send(port: int, request: bytes, *, sent: int, read: int) -> bytes:
    """Send so many bytes and read so many of the answer, then tear the line."""
    heard = b""
    with (
        suppress(ConnectionError),
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line,
    ):
        line.sendall(request[:sent])
        if sent < len(request):
            # A reset, as a phone that is gone leaves it behind.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return heard
        while len(heard) < read:
            piece = line.recv(read - len(heard))
            if not piece:
                break
            heard += piece
    return heard


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0, 1, 12, 100, 300])), max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_each_post_exists_once_wherever_the_line_was_cut(
    course: Course, port: int, posts: list[list[tuple[float, int]]]
) -> None:
    """Each post is sent until it is acknowledged; before that, the line tears at the given bytes."""
    topic = course.open(course["Anna"], f"Topic {uuid4().hex}")
    wanted = []
    for number, tears in enumerate(posts):
        text = f"post-{number}-end"
        request = request_of(course, topic, text, uuid4().hex)
        for share, read in tears:
            send(port, request, sent=round(share * len(request)), read=read)
        answer = send(port, request, sent=len(request), read=1 << 20)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"go"' in answer
        wanted.append(text)
    page = " ".join(course.posts(course["Anna"], topic).values())
    assert sorted(re.findall(r"post-\d+-end", page)) == sorted(wanted)


def test_a_post_cut_at_each_single_byte_is_there_at_most_once(course: Course, port: int) -> None:
    topic = course.open(course["Anna"])
    request = request_of(course, topic, "Torn at each byte", uuid4().hex)
    for sent in range(0, len(request) + 1, 7):
        send(port, request, sent=sent, read=0)
    send(port, request, sent=len(request), read=1 << 20)
    assert list(course.posts(course["Anna"], topic)) == [1, 2]


def test_a_server_s_clock_that_jumps_back_changes_no_order_and_silences_nobody(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.teacher.browser.post(
        f"{course.path}/course/0/settings", data={"students_open": "y", "slow_minutes": "5"}
    )
    topic, right = course.open(course["Anna"]), clock.now()
    ahead = right + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: ahead)
    with course.world.work() as session:
        session.execute(update(SignIn).values(expires_at=ahead + timedelta(days=1)))
        session.get_one(Exchange, course.exchange_id).ends_on = (ahead + timedelta(days=90)).date()
    assert course.reply(course["Ben"], topic, "From the future").status_code == 303
    monkeypatch.setattr(clock, "now", lambda: right)
    assert course.reply(course["Ben"], topic, "Back again").status_code == 303
    assert course.reply(course["Diana"], topic, "And I").status_code == 303
    shown = course.posts(course["Anna"], topic)
    assert list(shown) == [1, 2, 3, 4]
    told = course["Anna"].browser.get(f"{topic}/since/0").json["events"]
    assert [one["number"] for one in told] == [1, 2, 3, 4]
    # The brake still holds for what was posted just now.
    assert course.reply(course["Diana"], topic, "Too soon").status_code == 429
