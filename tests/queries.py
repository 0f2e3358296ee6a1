"""Counting what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace
from unittest.mock import patch

from sqlalchemy import event

from vsm_platform.core import remembering
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions import stores


@contextmanager
def nothing_runs_out() -> Iterator[None]:
    """What was remembered before, or is inside such a block, is believed inside it."""
    with patch.object(remembering, "time", SimpleNamespace(monotonic=lambda: 0.0)):
        yield


@contextmanager
def counted_queries(database: Database) -> Iterator[list[str]]:
    """The statements that run inside the block, without those that begin a transaction.

    What the process remembers does not run out meanwhile, and what it does once in so many logins
    is not due.
    """
    statements: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):  # type: ignore[no-untyped-def]
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with nothing_runs_out(), patch.object(stores, "_saved_logins", count(1)):
            yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
