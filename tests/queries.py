"""Counting what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from vsm_platform.core.unit_of_work import Database


@contextmanager
def counted_queries(database: Database) -> Iterator[list[str]]:
    """The statements that run inside the block, without those that begin a transaction."""
    statements: list[str] = []

    def count(_connection, _cursor, statement, _parameters, _context, _many):  # type: ignore[no-untyped-def]
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", count)
