"""Brings the database's schema up to date with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config

_MIGRATIONS = Path(__file__).parent.parent / "migrations"


def alembic_config(address: str) -> Config:
    """Alembic's configuration for the database at this SQLAlchemy address."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["address"] = address
    return config


def upgrade(address: str) -> None:
    """Apply every migration that the database does not have yet."""
    if address.startswith("sqlite:///"):
        Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(address), "head")
