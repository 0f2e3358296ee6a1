"""A world for the tests of alliances."""

import pytest
from flask import Flask

from tests.people import World


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)
