"""Open edX's own platform code in a process of its own, and the product over real HTTP."""

import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from tests.peer.open_edx import OpenEdx, running_open_edx
from vsm_platform.exchanges.api import (
    ExchangeFacts,
    ExchangeState,
    do_create_exchange,
    partnerships_of_institution,
)
from vsm_platform.institutions.api import (
    InstitutionDetails,
    LmsConnection,
    do_add_institution,
    do_connect_lms,
)
from vsm_platform.practice import HttpTransport, Robot, serve_in_thread

TITLE = "Climate Change"


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


@pytest.fixture
def partnership_id(served_app: Flask, open_edx: OpenEdx) -> int:
    """Register the platform by hand, by what it shows, and make an exchange with its university."""
    shown = open_edx.to_register
    connection = LmsConnection(
        platform="openedx",
        name="Open edX",
        issuer=open_edx.address,
        client_id=shown["client_id"],
        authorization_endpoint=shown["oidc_callback"],
        token_endpoint=shown["token_url"],
        token_audience="",
        jwks_uri=shown["keyset_url"],
        frame_origins=[open_edx.address],
    )
    facts = ExchangeFacts(TITLE, "", date(2026, 8, 24), date(2027, 6, 30), ["en"])
    database = served_app.extensions["vsm_database"]
    with served_app.app_context(), database.unit_of_work(writes=True) as session:
        details = InstitutionDetails("Peer University", timezone="Europe/Zurich")
        university = do_add_institution(session, details, actor_id=None)
        do_connect_lms(session, university, connection, shown["deployment_id"], actor_id=None)
        ids = [university.id]
        do_create_exchange(
            session,
            facts,
            institution_ids=ids,
            lead_id=ids[0],
            actor_id=None,
            state=ExchangeState.RUNNING,
        )
        return partnerships_of_institution(session, university.id)[0].partnership_id
