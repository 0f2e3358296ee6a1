"""The practice LMS over HTTP, and pretend universities connected with the product."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask

from config import Settings
from tests.launch.refusals import BadLaunches
from tests.launch.universities import TOOL, Universities, University, build_world
from vsm_platform.practice import (
    Robot,
    Switchboard,
    World,
    WsgiTransport,
    create_practice_app,
    serve_in_thread,
)
from vsm_platform.practice.context import EXTENSION, Practice

LogLines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def practice_lms() -> Iterator[tuple[World, Flask]]:
    """One practice LMS for the whole run: making its keys takes longer than most tests."""
    world = World()
    app = create_practice_app(world)
    with serve_in_thread(app) as server:
        built = build_world(server.base_url)
        world.base_url, world.platforms = built.base_url, built.platforms
        yield world, app


@pytest.fixture
def world(practice_lms: tuple[World, Flask]) -> Iterator[World]:
    """The practice LMS's world, put back as it was after each test."""
    world, _app = practice_lms
    as_built = deepcopy(world.platforms)
    yield world
    world.platforms = as_built


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Logs as JSON, so that tests can read them."""
    return settings.model_copy(update={"log_format": "json"})


@pytest.fixture
def universities(
    app: Flask, world: World, practice_lms: tuple[World, Flask]
) -> Iterator[Universities]:
    """The product and the practice LMS, which fetches the product's keys straight from it.

    An LMS that answers late outlives its test; it then finds no product any more.
    """
    practice: Practice = practice_lms[1].extensions[EXTENSION]
    practice.transport = Switchboard({TOOL: WsgiTransport(app, TOOL)})
    yield Universities(app, world, practice_lms[1])
    practice.transport = Switchboard({})


@pytest.fixture
def samoa(universities: Universities) -> University:
    """A university whose LMS is connected, and is in no exchange."""
    return universities.connect("Samoa")


@pytest.fixture
def hawaii(universities: Universities) -> University:
    return universities.connect("Hawaii")


@pytest.fixture
def exchange_id(universities: Universities, samoa: University) -> int:
    """Samoa's exchange, to which its course is linked."""
    exchange_id = universities.exchange(samoa)
    universities.link_course(samoa, exchange_id)
    return exchange_id


@pytest.fixture
def robot(universities: Universities) -> Robot:
    return universities.robot()


@pytest.fixture
def log_lines(app: Flask, capsys: pytest.CaptureFixture[str]) -> LogLines:
    """The structured log lines since the last call."""

    def read() -> list[dict[str, Any]]:
        lines = capsys.readouterr().out.splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    return read


@pytest.fixture
def bad_launches(
    universities: Universities, samoa: University, exchange_id: int, log_lines: LogLines
) -> BadLaunches:
    return BadLaunches(universities, samoa, log_lines)
