"""An exchange without any LMS, and pretend universities of each kind that can register theirs."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.forms import submit
from tests.registration.hostile import HostileLms, serving_hostile_lms
from tests.registration.sides import FLAVOURS, Exchange, Lms
from vsm_platform.accounts.api import do_invite_administrator
from vsm_platform.core.unit_of_work import Database
from vsm_platform.practice import World, build_university, create_practice_app, serve_in_thread


@pytest.fixture(scope="session")
def practice_lms() -> Iterator[tuple[World, Flask]]:
    """One practice LMS for the whole run: making its keys takes longer than most tests."""
    world = World()
    app = create_practice_app(world)
    with serve_in_thread(app) as server:
        world.base_url = server.base_url
        for flavour in FLAVOURS:
            build_university(
                world,
                name=f"University of {flavour.title()}",
                country="WS",
                timezone="Pacific/Apia",
                locale="en",
                flavour=flavour,
                students=2,
                teachers=1,
                course_title="Climate Change",
                platform_key=flavour,
            )
        yield world, app


@pytest.fixture
def world(practice_lms: tuple[World, Flask]) -> Iterator[World]:
    world, _app = practice_lms
    as_built = deepcopy(world.platforms)
    yield world
    world.platforms = as_built


@pytest.fixture
def administrator(app: Flask, database: Database) -> FlaskClient:
    with database.unit_of_work(writes=True) as session:
        code = do_invite_administrator(session)
    browser = app.test_client()
    assert submit(browser, f"/invitation/{code}", display_name="Ada Admin").status_code == 303
    return browser


@pytest.fixture
def exchange(app: Flask, administrator: FlaskClient) -> Exchange:
    return Exchange(app, administrator)


@pytest.fixture
def lms_of(app: Flask, world: World, practice_lms: tuple[World, Flask]) -> Callable[[str], Lms]:
    return lambda flavour: Lms(world, practice_lms[1], app.test_client(), flavour)


@pytest.fixture
def moodle(lms_of: Callable[[str], Lms]) -> Lms:
    return lms_of("moodle")


@pytest.fixture
def hostile() -> Iterator[HostileLms]:
    with serving_hostile_lms() as lms:
        yield lms
