"""People for the tests of the home room."""

import pytest
from flask import Flask

from tests.people import World


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)
