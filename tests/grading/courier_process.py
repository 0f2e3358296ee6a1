"""Delivers what is due in a process of its own, to be killed: ``vsm jobs`` for a test's database."""

import sys
import threading
from pathlib import Path

from config import Settings
from vsm_platform.app import create_app


def main(database_url: str, data_folder: str, public_url: str, secret_key: str) -> None:
    settings = Settings(
        environment="test",
        public_url=public_url,
        database_url=database_url,
        data_folder=Path(data_folder),
        secret_key=secret_key,
        contact="help@exchange.test",
    )
    create_app(settings).extensions["vsm_courier"].run(threading.Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
