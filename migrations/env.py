"""Runs the migrations on the database that the settings name, for both databases.

On PostgreSQL a migration gives up after a short wait for a lock, so that it never blocks the
running application behind itself.
"""

from alembic import context
from sqlalchemy import text

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
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            include_name=is_of_models,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
