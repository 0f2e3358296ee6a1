"""A practice LMS of each flavour that can fetch the product's keys, and an exchange of all four."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from flask import Flask

from tests.grading.gradebooks import FLAVOURS, Gradebooks
from tests.launch.universities import (
    TOOL,
    Universities,
    University,
    build_world,
    register_tool,
    use_common_identifiers,
)
from vsm_platform.practice import (
    Switchboard,
    World,
    WsgiTransport,
    build_university,
    create_practice_app,
    serve_in_thread,
)


@pytest.fixture(scope="session")
def practice_lms() -> Iterator[tuple[World, Flask]]:
    """One practice LMS for the whole run: making its keys takes longer than most tests."""
    world = World()
    app = create_practice_app(world)
    with serve_in_thread(app) as server:
        built = build_world(server.base_url)
        tenant = build_university(
            built,
            name="University of Auckland",
            country="NZ",
            timezone="Pacific/Auckland",
            locale="en",
            flavour="brightspace",
            students=3,
            teachers=1,
            course_title="Climate Change",
            platform_key="brightspace",
        )
        use_common_identifiers(tenant)
        register_tool(built, built.platform("brightspace"))
        world.base_url, world.platforms = built.base_url, built.platforms
        yield world, app


@pytest.fixture
def world(practice_lms: tuple[World, Flask], app: Flask) -> Iterator[World]:
    """The practice LMS's world, which finds the product's keys; put back after each test."""
    world, practice = practice_lms
    as_built = deepcopy(world.platforms)
    practice.extensions["practice"].transport = WsgiTransport(app, TOOL)
    yield world
    practice.extensions["practice"].transport = Switchboard({})
    world.platforms = as_built


@pytest.fixture
def universities(app: Flask, world: World, practice_lms: tuple[World, Flask]) -> Universities:
    return Universities(app, world, practice_lms[1])


OpenGradebooks = Callable[..., Gradebooks]


@pytest.fixture
def open_gradebooks(app: Flask, universities: Universities) -> OpenGradebooks:
    """Makes an exchange of the universities of these flavours, their courses linked."""

    def make(*flavours: str) -> Gradebooks:
        partners = [universities.connect(FLAVOURS[flavour]) for flavour in flavours]
        exchange_id = universities.exchange(*partners)
        for partner in partners:
            universities.link_course(partner, exchange_id)
        return Gradebooks(app, universities, partners, exchange_id)

    return make


@pytest.fixture
def books(open_gradebooks: OpenGradebooks) -> Gradebooks:
    """An exchange of one Moodle and one Canvas university."""
    return open_gradebooks("moodle", "canvas")


@pytest.fixture
def samoa(books: Gradebooks) -> University:
    return books.partners[0]


@pytest.fixture
def bogota(books: Gradebooks) -> University:
    return books.partners[1]
