"""Open edX's own platform code in a process of its own, and the product over real HTTP."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from tests.peer.open_edx import OpenEdx, running_open_edx
from vsm_platform.practice import HttpTransport, Robot, serve_in_thread


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def tool_address() -> str:
    """Where the product will be served; the platform is told before the product starts."""
    return f"http://localhost:{_free_port()}"


@pytest.fixture(scope="session")
def open_edx(tool_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    output: Path = tmp_path_factory.mktemp("open-edx") / "output.txt"
    with running_open_edx(_free_port(), tool_address, output) as platform:
        yield platform


@pytest.fixture
def settings(settings: Settings, tool_address: str) -> Settings:
    return settings.model_copy(update={"public_url": tool_address})


@pytest.fixture
def served_app(app: Flask, tool_address: str) -> Iterator[Flask]:
    """The product, reachable by the platform and by the robot over HTTP."""
    with serve_in_thread(app, "localhost", int(tool_address.rpartition(":")[2])):
        yield app


@pytest.fixture
def robot() -> Iterator[Robot]:
    with HttpTransport() as transport:
        yield Robot(transport)
