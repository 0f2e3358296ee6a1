"""Statements of hot paths: compiled once for each database, and then handed to the driver itself.

What SQLAlchemy does between a statement and its rows costs fifteen times what SQLite needs to run
a select by key, and a launch runs twenty of them (docs/decisions/0026-speed-of-a-launch.md).
SQLAlchemy still writes the SQL, converts values and rows, owns the connection and its transaction,
and whoever listens to its statements hears of these too.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table, bindparam
from sqlalchemy.dialects.postgresql import Insert as InsertOfEither
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql import Delete, Insert, Select, Update
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from vsm_platform.core.sessions import Bare, WorkSession

Convert = Callable[[Any], Any]


class Prepared:
    """A statement with a ``bindparam`` for whatever differs from one execution to the next."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        self._statement: Final = statement
        self._ready: dict[str, _Ready] = {}

    def all(self, where: Session | Connection | Bare, values: Mapping[str, object]) -> list[Any]:
        """The rows as named tuples; names that are there twice are ``_1`` and so on."""
        connection = connection_of(where) if isinstance(where, Session) else where
        dialect = connection.dialect
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready.setdefault(dialect.name, _Ready(self._statement, dialect))
        parameters = ready.parameters(values)
        for listener in connection.engine.dispatch.before_cursor_execute:
            listener(connection, None, ready.sql, parameters, None, False)
        try:
            cursor: Any = connection.connection.driver_connection.execute(ready.sql, parameters)  # type: ignore[union-attr]
            return ready.rows(cursor) if ready.returns else []
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                ready.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True
            ) from error

    def one_or_none(self, where: Session | Connection | Bare, values: Mapping[str, object]) -> Any:
        """The only row, as one of ``all``'s, or None where there is none."""
        rows = self.all(where, values)
        if len(rows) > 1:
            raise RuntimeError("a select by key has found several rows")
        return rows[0] if rows else None


def connection_of(session: Session) -> Connection | Bare:
    """What a unit of work's prepared statements run on, for several of them in a row."""
    return session.bare if isinstance(session, WorkSession) else session.connection()


def insertion(table: Table, *names: str) -> InsertOfEither:
    """An insert that gives these columns, and to the others their plain defaults.

    Its ``on_conflict_do_nothing`` is PostgreSQL's, which SQLite writes in the same words.
    """
    plain = {
        column.name: column.default.arg
        for column in table.c
        if column.name not in names and isinstance(column.default, ScalarElementColumnDefault)
    }
    return insert(table).values({**plain, **{name: bindparam(name) for name in names}})


class _Ready:
    """The statement in one database's SQL."""

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete, dialect: Dialect
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError("a prepared statement names all its values: nothing fills in defaults")
        given = {name: None for name, bind in compiled.binds.items() if bind.required}
        # Lists in an IN are written out here, once; their values are plain texts or numbers.
        written = compiled.construct_expanded_state(given)
        names = written.positiontup if compiled.positional else list(written.parameters)
        self.sql: Final[str] = written.statement
        self._dialect: Final = dialect
        self._fixed: Final[dict[str, object]] = {
            name: value for name, value in written.parameters.items() if name not in given
        }
        self._positional: Final[bool] = compiled.positional
        self._binds: Final[list[tuple[str, Convert | None]]] = [
            (name, _bind_of(compiled.binds.get(name), dialect)) for name in names
        ]
        self._columns: Final = list(statement.exported_columns)
        self.returns: Final = bool(self._columns)
        self._shape: tuple[Any, list[tuple[int, Convert]]] | None = None

    def parameters(self, values: Mapping[str, object]) -> Any:
        """The values as the driver takes them."""
        values = {**self._fixed, **values}
        bound = [
            values[name] if convert is None else convert(values[name])
            for name, convert in self._binds
        ]
        if self._positional:
            return bound
        return dict(zip((name for name, _ in self._binds), bound, strict=True))

    def rows(self, cursor: Any) -> list[Any]:
        """What the driver found, as SQLAlchemy's types would have it."""
        found = cursor.fetchall()
        if not found:
            return []
        # The driver makes a description anew each time it is asked for it.
        make, converts = self._shape or self._shaped(cursor.description)
        if not converts:
            return [make(row) for row in found]
        rows = []
        for row in found:
            converted = list(row)
            for place, convert in converts:
                converted[place] = convert(row[place])
            rows.append(make(converted))
        return rows

    def _shaped(self, description: Any) -> tuple[Any, list[tuple[int, Convert]]]:
        row = namedtuple("Row", [column[0] for column in description], rename=True)  # type: ignore[misc]
        converts: list[tuple[int, Convert]] = []
        for place, (column, described) in enumerate(zip(self._columns, description, strict=True)):
            implementation = column.type.dialect_impl(self._dialect)
            convert = implementation.result_processor(self._dialect, described[1])
            if convert:
                converts.append((place, convert))
        self._shape = shape = (row._make, converts)
        return shape


def _bind_of(bind: Any, dialect: Dialect) -> Convert | None:
    if bind is None:
        return None
    convert: Convert | None = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return convert
