"""Connections to the database that break while nobody uses them."""

import pytest
from sqlalchemy import text

from vsm_platform.core import db
from vsm_platform.core.unit_of_work import Database


def _number(database: Database) -> int:
    """Of the server's process behind the connection that is next in turn; it can be ended by it."""
    with database.statements(writes=False) as connection:
        return int(connection.execute(text("select pg_backend_pid()")).scalar_one())


@pytest.fixture
def on_postgresql(database: Database) -> Database:
    if database.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server that could close a connection")
    return database


def test_a_connection_that_the_server_has_closed_is_replaced_before_it_is_used(
    on_postgresql: Database,
) -> None:
    with on_postgresql.statements(writes=False) as held:
        resting = _number(on_postgresql)
        ended = text("select pg_terminate_backend(:number, 5000)")
        assert held.execute(ended, {"number": resting}).scalar()
        # The only other connection of the pool.
        assert _number(on_postgresql) != resting


def test_a_connection_that_rested_for_long_is_tried_first(
    on_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _number(on_postgresql)
    monkeypatch.setattr(db, "LONG_REST", -1.0)
    assert _number(on_postgresql) == before
