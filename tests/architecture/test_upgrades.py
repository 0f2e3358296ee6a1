"""An upgrade keeps what is there: each table has a row that others point at, and still has it afterwards."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from alembic import command
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Time,
    func,
    select,
)
from sqlalchemy.types import Integer, TypeEngine

from vsm_platform import schema
from vsm_platform.core.unit_of_work import Database

REVISIONS = ("0001", "0004", "0007", "0010", "0012", "0015", "0018", "0021", "0023")
"""Where an installation may have stopped upgrading."""
VALUES: tuple[tuple[type[TypeEngine[Any]], object], ...] = (
    (Boolean, False),
    (Integer, 1),
    (Numeric, 1),
    (Float, 1.0),
    (DateTime, datetime(2026, 1, 1, tzinfo=UTC)),
    (Date, date(2026, 1, 1)),
    (Time, time(1)),
    (JSON, []),
    (LargeBinary, b"1"),
    (String, "1"),
)


def filled(column: Column[Any]) -> object:
    for kind, value in VALUES:
        if isinstance(column.type, kind):
            return value
    raise AssertionError(f"{column} {column.type!r}")


def fill(connection: Connection) -> dict[str, int]:
    """One row in each table, every column filled, every reference to the row number 1."""
    tables = MetaData()
    tables.reflect(connection)
    names = [table.name for table in tables.sorted_tables if table.name != "alembic_version"]
    for name in names:
        table = tables.tables[name]
        connection.execute(table.insert().values({one.name: filled(one) for one in table.columns}))
        if connection.dialect.name == "postgresql" and isinstance(table.c[0].type, Integer):
            # PostgreSQL numbers rows by itself, and must know that the number 1 is taken.
            counter = func.pg_get_serial_sequence(name, table.c[0].name)
            connection.execute(select(func.setval(counter, 1)))
    return dict.fromkeys(names, 1)


def counts(connection: Connection, names: list[str]) -> dict[str, int]:
    query = {name: select(func.count()).select_from(Table(name, MetaData())) for name in names}
    return {name: connection.execute(one).scalar_one() for name, one in query.items()}


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgrade_keeps_every_row(
    database: Database, database_address: str, revision: str
) -> None:
    config = schema.alembic_config(database_address)
    database.engine.dispose()
    command.downgrade(config, revision)
    with database.engine.begin() as connection:
        before = fill(connection)
    database.engine.dispose()
    command.upgrade(config, "head")
    with database.engine.connect() as connection:
        after = counts(connection, list(before))
        # An upgrade may plan work, such as an index that is made in the background.
        assert after.pop("deliveries", 0) >= before.pop("deliveries", 0)
        assert after == before
