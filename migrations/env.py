"""Runs the migrations on the database that the settings name, for both databases.

On PostgreSQL a migration gives up after a short wait for a lock, so that it never blocks the
running application behind itself.

SQLite changes a table by making it anew and dropping the old one, which deletes its rows first as
far as references are concerned (https://sqlite.org/lang_altertable.html#otheralter). So references
are not looked at meanwhile, and all of them before it is committed.
"""

from alembic import context
from sqlalchemy import Connection, text

from config import load_settings
from vsm_platform.core.db import make_engine
from vsm_platform.schema import is_of_models
from vsm_platform.tables import METADATA


def run() -> None:
    address = context.config.attributes.get("address") or load_settings().database_address()
    engine = make_engine(address)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("set lock_timeout = '5s'"))
            connection.execute(text("set statement_timeout = '10min'"))
            connection.commit()
        else:
            # Within a transaction this has no effect, so the driver is told before the first one.
            connection.connection.cursor().execute("pragma foreign_keys = off")
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            include_name=is_of_models,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                _refuse_broken_references(connection)
    engine.dispose()


def _refuse_broken_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("pragma foreign_key_check").all()
    if broken:
        raise RuntimeError(f"references would be broken, so nothing was changed: {broken[:10]}")


run()
