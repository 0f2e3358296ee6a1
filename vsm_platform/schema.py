"""Brings the database's schema up to date with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.environment import NameFilterParentNames, NameFilterType

_MIGRATIONS = Path(__file__).parent.parent / "migrations"


def alembic_config(address: str) -> Config:
    """Alembic's configuration for the database at this SQLAlchemy address."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["address"] = address
    return config


def is_of_models(name: str | None, kind: NameFilterType, _parents: NameFilterParentNames) -> bool:
    """Whether models say what a table is: SQLite's index of trigrams is a table to it, of none."""
    return kind != "table" or not (name or "").startswith("post_grams")


def upgrade(address: str) -> None:
    """Apply every migration that the database does not have yet."""
    if address.startswith("sqlite:///"):
        Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(address), "head")
