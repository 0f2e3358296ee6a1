"""The session of one unit of work: as cheap as its statements are, and SQLAlchemy's own where asked.

Most of what a hot page asks are prepared statements, which need a connection from the pool and a
transaction, and nothing of what SQLAlchemy keeps about either. Whatever else is asked joins them.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Engine, PoolProxiedConnection
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Bare:
    """As much of a connection as a prepared statement needs."""

    engine: Engine
    dialect: Dialect
    connection: PoolProxiedConnection


def begin_sqlite(driver_connection: Any, *, writes: bool) -> None:
    """Begin a transaction, past SQLAlchemy, whose own way costs more than many a select.

    Where the unit of work has begun one for its prepared statements, this is that one.
    """
    if not driver_connection.in_transaction:
        driver_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


class WorkSession(Session):
    """A session whose prepared statements and mapped classes share one transaction."""

    def __init__(self, engine: Engine, *, writes: bool) -> None:
        super().__init__(engine)
        self.writes: Final = writes
        self._engine: Final = engine
        self._bare: Bare | None = None
        self._has_begun = False
        self._joined: Connection | None = None

    @property
    def bare(self) -> Bare:
        """What prepared statements work with, in a transaction or a savepoint that has begun."""
        if self.in_nested_transaction():
            # SQLAlchemy sets a savepoint when it is first asked for the connection within it.
            self.connection()
        return self._begun()

    def _begun(self) -> Bare:
        if self._bare is None:
            taken = self._engine.raw_connection()
            self._bare = Bare(self._engine, self._engine.dialect, taken)
        if not self._has_begun:
            self._has_begun = True
            if self._engine.dialect.name == "sqlite":
                begin_sqlite(self._bare.connection.driver_connection, writes=self.writes)
        return self._bare

    def get_bind(self, *_mapper: Any, **_values: Any) -> Connection:
        """What mapped classes work with: the same connection, in the same transaction."""
        if self._joined is None:
            self._joined = Connection(self._engine, self._begun().connection)
        return self._joined

    def commit(self) -> None:
        if self.in_transaction():
            super().commit()
        if self._bare is not None and self._has_begun:
            self._bare.connection.commit()
        self._has_begun = False

    def rollback(self) -> None:
        super().rollback()
        if self._bare is not None:
            self._bare.connection.rollback()
        self._has_begun = False

    def close(self) -> None:
        """Whatever was not committed is rolled back, at the latest by the pool."""
        super().close()
        taken, self._bare, self._joined, self._has_begun = self._bare, None, None, False
        if taken is not None:
            taken.connection.close()
