"""Where a demonstration lives: its two addresses, its folder, and the settings that follow.

The product is at ``localhost`` and the practice LMS at ``127.0.0.1``: to a browser these are two
sites, so that a launch in a frame crosses from one to the other, as in life.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import click

from config import Settings
from vsm_platform.server import Address, in_words

ROOT = Path(__file__).parents[2]
FILES = (
    "practice.json",
    "vsm.sqlite3",
    "vsm.sqlite3-wal",
    "vsm.sqlite3-shm",
    "secret-key",
    "arrived.txt",
    "course.json",
    "deeds.txt",
    "product.log",
)
"""Everything that a demonstration writes, the world first: without it the rest is not used."""
CONTENTS = "files"
"""The folder in which the product keeps what was uploaded."""


def require_checkout() -> None:
    """Make sure that the parts are here that stand beside the package.

    Raises:
        click.ClickException: the package was installed without them.
    """
    missing = [name for name in ("templates", "migrations") if not (ROOT / name).is_dir()]
    if missing:
        raise click.ClickException(
            f"The demonstration needs the whole repository, and {' and '.join(missing)} are "
            "missing. Clone it and run `make demo`, or install it with `pip install --editable .`."
        )


@dataclass(frozen=True, slots=True)
class House:
    """One programme's demonstration."""

    folder: Path
    port: int
    practice_port: int

    @property
    def product_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def practice_url(self) -> str:
        return f"http://127.0.0.1:{self.practice_port}"

    @property
    def world_file(self) -> Path:
        return self.folder / "practice.json"

    @property
    def arrivals_file(self) -> Path:
        return self.folder / "arrived.txt"

    @property
    def course_file(self) -> Path:
        return self.folder / "course.json"

    @property
    def deeds_file(self) -> Path:
        return self.folder / "deeds.txt"

    @property
    def log_file(self) -> Path:
        return self.folder / "product.log"

    @property
    def settings(self) -> Settings:
        """The product's settings; what the environment says of a real installation is left out."""
        return Settings(
            environment="development",
            public_url=self.product_url,
            data_folder=self.folder,
            database_url="",
            secret_key="",
            previous_secret_keys=[],
            contact="",
            trusted_proxies=0,
        )

    def addresses(self) -> list[Address]:
        """Where the product listens: what ``localhost`` can mean on this machine."""
        found = [Address("127.0.0.1", self.port)]
        if Address("::1", 0).problem() is None:
            found.append(Address("::1", self.port))
        return found

    def require_free_ports(self) -> None:
        """Make sure that both servers can start.

        Raises:
            click.ClickException: something else listens there; the message names the option.
        """
        wanted = [(address, "--port") for address in self.addresses()]
        wanted.append((Address("127.0.0.1", self.practice_port), "--practice-port"))
        for address, option in wanted:
            problem = address.problem()
            if problem:
                raise click.ClickException(in_words(address, problem, option))

    def clear(self) -> None:
        """Remove what a demonstration left here, and nothing else."""
        for name in FILES:
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / CONTENTS, ignore_errors=True)
