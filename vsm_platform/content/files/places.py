"""This process's store, staging area and scanner, as the settings name them; made once."""

from flask import Flask, current_app

from vsm_platform.content.files.scanning import Clamd, Scanner
from vsm_platform.content.files.storage import LocalStore, Staging, Store

_STORE, _STAGING, _SCANNER = "vsm_file_store", "vsm_file_staging", "vsm_file_scanner"


def init_files(app: Flask) -> None:
    """Give the application its store, its staging area and, where there is one, its scanner."""
    settings = app.config["SETTINGS"]
    folder = settings.data_folder.absolute() / "files"
    app.extensions[_STAGING] = Staging(folder / "arriving")
    if settings.files_url:
        # boto3 is large, and comes with an extra that not everybody installs.
        from vsm_platform.content.files.s3 import S3Store  # noqa: PLC0415

        app.extensions[_STORE] = S3Store(settings.files_url)
    else:
        app.extensions[_STORE] = LocalStore(folder / "contents")
    app.extensions[_SCANNER] = Clamd(settings.scan_url) if settings.scan_url else None


def store() -> Store:
    """Where the running application's contents lie."""
    found: Store = current_app.extensions[_STORE]
    return found


def staging() -> Staging:
    """Where the running application keeps what still arrives."""
    found: Staging = current_app.extensions[_STAGING]
    return found


def scanner() -> Scanner | None:
    """The running application's virus scanner."""
    found: Scanner | None = current_app.extensions[_SCANNER]
    return found
