"""The database: metadata with a naming convention, column types, engines for both databases.

SQLite runs in WAL with foreign keys on. Its transactions begin plainly for readers and with
``BEGIN IMMEDIATE`` for writers, because a transaction that reads and then writes would
otherwise fail at once under contention, whatever the busy timeout.
"""

import select
import time
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Table,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from vsm_platform.core.sessions import begin_sqlite

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

LONG_REST = 30.0
"""Seconds after which a connection to PostgreSQL is tried before it is used."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database (SQLite has no zones of its own)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone: use core.clock.now()")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 (SQLAlchemy's own protocol)


def table_of(model: type[Base]) -> Table:
    """The table behind a model, for the statements of hot paths.

    A statement on tables, executed on ``session.connection()``, costs half of what the same one
    on mapped classes does.
    """
    return cast(Table, model.__table__)


def make_engine(address: str) -> Engine:
    """An engine for SQLite or PostgreSQL, with the settings each of them needs.

    Values of statements stay out of errors' texts, and so of the log: they hold people's names.
    """
    if not address.startswith("sqlite"):
        engine = create_engine(address, pool_size=16, max_overflow=16, hide_parameters=True)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", _prove)
        return engine
    engine = create_engine(
        address,
        connect_args={"timeout": 5, "check_same_thread": False},
        pool_size=32,
        # The connection used last has its pages and statements at hand, and the others keep theirs.
        pool_use_lifo=True,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _note_rest(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


def _prove(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Try a connection that has rested, if there is reason to.

    SQLAlchemy's own ``pool_pre_ping`` asks the server before each use, which is a ninth of what a
    request costs. Something to read at rest means that the server has closed it; what stands in
    between may have cut it where nobody used it for long.

    Raises:
        DisconnectionError: it is of no use; the pool then connects anew.
    """
    rested = time.monotonic() - record.info.get("rests_since", 0.0)
    news = select.poll()
    news.register(connection.fileno(), select.POLLIN)
    if rested <= LONG_REST and not news.poll(0):
        return
    try:
        connection.execute("")
        connection.rollback()
    except connection.OperationalError as error:
        raise DisconnectionError from error


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling is switched off; _begin_sqlite begins instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        # Pages of the log after which a commit writes them into the file, while all other writers wait:
        # with SQLite's own 1,000 that is every thirtieth post, for 12 to 36 ms. The log stays below 16 MiB.
        "wal_autocheckpoint=4000",
        # What is deleted is overwritten: else it would stand in the file, and in each backup of it,
        # until its place is needed.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    begin_sqlite(connection.connection.driver_connection, writes=writes)
