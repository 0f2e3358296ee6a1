"""An administrator at work, and institutions with their LMSs."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.forms import submit
from vsm_platform.accounts.api import do_invite_administrator
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.api import (
    Institution,
    InstitutionDetails,
    LmsConnection,
    Registration,
    do_add_institution,
    do_connect_lms,
)


@pytest.fixture
def administrator(client: FlaskClient, database: Database) -> FlaskClient:
    """A browser in which an administrator came in by an invitation."""
    with database.unit_of_work(writes=True) as session:
        code = do_invite_administrator(session)
    came_in = submit(client, f"/invitation/{code}", display_name="Ada Admin")
    assert came_in.status_code == 303
    return client


@pytest.fixture
def session(app: Flask, database: Database) -> Iterator[Session]:
    """A unit of work of the test's own, for reading."""
    with app.app_context(), database.unit_of_work(writes=False) as session:
        yield session


def connection(number: int = 1, **changes: object) -> LmsConnection:
    """What is known of a pretend Moodle."""
    origin = f"https://lms{number}.test"
    values: dict[str, object] = {
        "platform": "moodle",
        "name": f"Moodle {number}",
        "issuer": origin,
        "client_id": f"client-{number}",
        "authorization_endpoint": f"{origin}/mod/lti/auth.php",
        "token_endpoint": f"{origin}/mod/lti/token.php",
        "token_audience": "",
        "jwks_uri": f"{origin}/mod/lti/certs.php",
        "frame_origins": [origin],
    }
    return LmsConnection(**(values | changes))  # type: ignore[arg-type]


class Setting:
    """Makes institutions and LMSs, each in a unit of work of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.database: Database = app.extensions["vsm_database"]

    @contextmanager
    def work(self) -> Iterator[Session]:
        with self.app.app_context(), self.database.unit_of_work(writes=True) as session:
            yield session

    def institution(self, name: str = "Meridian University", **details: str) -> int:
        with self.work() as session:
            details_of_it = InstitutionDetails(name=name, **details)  # type: ignore[arg-type]
            return do_add_institution(session, details_of_it, actor_id=None).id

    def lms(
        self, institution_id: int, number: int = 1, deployment_id: str = "1", **changes: object
    ) -> int:
        with self.work() as session:
            institution = session.get_one(Institution, institution_id)
            made: Registration = do_connect_lms(
                session, institution, connection(number, **changes), deployment_id, actor_id=None
            )
            session.flush()
            return made.id


@pytest.fixture
def setting(app: Flask) -> Setting:
    return Setting(app)
