"""A host and a platform's key set server for every test of the library."""

from collections.abc import Iterator

import pytest

from tests.lti.stand_ins import House, KeyServer, running_key_server


@pytest.fixture
def key_server() -> Iterator[KeyServer]:
    with running_key_server() as server:
        yield server


@pytest.fixture
def house(key_server: KeyServer) -> House:
    return House(key_server)
