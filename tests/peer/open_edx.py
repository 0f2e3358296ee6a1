"""Starts Open edX's platform code in a process of its own, and walks launches from it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from vsm_platform.practice import Robot, Step, Visit

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class OpenEdx:
    """A running platform: its address, and what it shows to be typed at the tool."""

    address: str
    to_register: dict[str, str]

    def walk_to_the_token(
        self, robot: Robot, user: str, role: str, *, click: str = "launch", **facts: str
    ) -> Step:
        """From a click in the course to the form with the id_token, which is not sent yet."""
        page = robot.send(
            Step("GET", f"{self.address}/{click}", {"user": user, "role": role, **facts})
        )
        # Its page sends the form by a script that a robot without a browser does not run.
        form = page.forms[0]
        assert "id_token" in form.fields, page.body[:500]
        return Step(form.method, form.action, form.fields, page.hops)

    def launch(
        self, robot: Robot, user: str, role: str, *, click: str = "launch", **facts: str
    ) -> Visit:
        """From a click in the course to the tool's page."""
        return robot.post_launch(self.walk_to_the_token(robot, user, role, click=click, **facts))


@contextmanager
def running_open_edx(port: int, tool_address: str, output: Path) -> Iterator[OpenEdx]:
    """Run the platform until the context ends; its warnings are its own affair."""
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-W", "ignore", "-m", "tests.peer.openedx_platform"]
    with output.open("w") as stream:
        process = subprocess.Popen(
            [*command, str(port), tool_address],
            cwd=REPOSITORY,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        yield OpenEdx(address, _what_to_register(process, address, output))
    finally:
        process.terminate()
        process.wait(timeout=10)


def _what_to_register(
    process: "subprocess.Popen[bytes]", address: str, output: Path
) -> dict[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            answer = httpx.get(f"{address}/what-to-register", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return dict(answer.raise_for_status().json())
    pytest.fail(f"The platform did not start:\n{output.read_text()[-3000:]}")


def submit(robot: Robot, visit: Visit, field: str, **values: str | list[str]) -> Visit:
    number = next(n for n, form in enumerate(visit.forms) if field in form.fields)
    return robot.submit(visit, number, **values)


def welcome(robot: Robot, visit: Visit, **values: str) -> Visit:
    assert urlsplit(visit.url).path == "/welcome", visit.body[:1000]
    return submit(robot, visit, "display_name", timezone="Europe/Zurich", **values)
