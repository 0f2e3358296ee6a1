"""What a measured request tells of a platform's clock and keys, and that a test ends in time."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from flask import Flask, Response, request

from lti.errors import ServiceError
from lti.services.http import Call, PlatformUnreachableError
from lti.services.probe import MeasuredConnections, count_usable_keys
from lti.tool_keys import generate_tool_key, public_key_set
from vsm_platform.practice import serve_in_thread


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def platform() -> Iterator[str]:
    """Answers as its query says."""
    app = Flask(__name__)

    @app.get("/")
    def answer() -> Response:
        said = Response(request.args.get("body", ""), int(request.args.get("status", 200)))
        said.headers.update(
            {name: request.args[name] for name in ("Age", "Date") if name in request.args}
        )
        return said

    with serve_in_thread(app) as server:
        yield server.base_url


@pytest.fixture
def connections() -> Iterator[MeasuredConnections]:
    made = MeasuredConnections(5, now)
    yield made
    made.close()


def ahead(connections: MeasuredConnections, platform: str, **headers: str) -> float | None:
    from urllib.parse import urlencode

    call = Call("GET", f"{platform}/?{urlencode(headers)}")
    connections.send(call, limit=1000, total_seconds=2)
    return connections.measurements[-1].ahead


def dated(seconds: float) -> str:
    return format_datetime(now() + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("offset", [0, 90, -90])
def test_the_clock_is_read_to_about_a_second(
    connections: MeasuredConnections, platform: str, offset: int
) -> None:
    found = ahead(connections, platform, Date=dated(offset))
    assert found is not None
    assert abs(found - offset) < 1.5


@pytest.mark.parametrize(
    "date", ["yesterday", "", "Wed, 25 Nov 2026 18:00:00 -0000", "Wed, 25 Nov 2026 18:00:00 GMT, x"]
)
def test_a_date_that_is_none_says_nothing(
    connections: MeasuredConnections, platform: str, date: str
) -> None:
    assert ahead(connections, platform, Date=date) is None


def test_an_answer_out_of_a_cache_says_nothing_of_the_clock(
    connections: MeasuredConnections, platform: str
) -> None:
    assert ahead(connections, platform, Date=dated(-500), Age="500") is None
    assert ahead(connections, platform, Date=dated(0), Age="0") is not None


def test_keys_that_cannot_verify_a_launch_do_not_count(
    connections: MeasuredConnections, platform: str
) -> None:
    from urllib.parse import quote

    good = public_key_set([generate_tool_key()])["keys"][0]
    for keys, number in (([], 0), ([{**good, "use": "enc"}], 0), ([good, {"kty": "oct"}], 1)):
        address = f"{platform}/?body={quote(json.dumps({'keys': keys}))}"
        assert count_usable_keys(connections, address) == number


@pytest.mark.parametrize(
    ("query", "code", "status"),
    [
        ("body=%3Cp%3ESign%20in", "service_malformed", 200),
        ("status=503", "service_failing", 503),
        ("status=302", "service_rejected", 302),
    ],
)
def test_what_is_no_key_set_is_an_error_with_its_status(
    connections: MeasuredConnections, platform: str, query: str, code: str, status: int
) -> None:
    with pytest.raises(ServiceError) as caught:
        count_usable_keys(connections, f"{platform}/?{query}")
    assert (caught.value.code, caught.value.answered) == (code, status)


def test_nothing_is_asked_once_the_time_is_over(platform: str) -> None:
    connections = MeasuredConnections(0, now)
    with pytest.raises(PlatformUnreachableError):
        connections.send(Call("GET", platform), limit=1000, total_seconds=5)
    with pytest.raises(ServiceError) as caught:
        count_usable_keys(connections, platform)
    assert caught.value.code == "service_unreachable"
    assert connections.measurements == ()


def test_what_does_not_answer_is_measured_too(connections: MeasuredConnections) -> None:
    with pytest.raises(PlatformUnreachableError):
        connections.send(Call("GET", "http://127.0.0.1:1/"), limit=1000, total_seconds=2)
    [measured] = connections.measurements
    assert (measured.status, measured.ahead) == (None, None)
