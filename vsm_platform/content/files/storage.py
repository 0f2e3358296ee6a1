"""Where contents lie: the port, this machine's disk, and the staging area of what still arrives.

A content lies under its SHA-256, so that the same one is kept once, a name of somebody's can never
become a path, and what lies there can be checked. It is put there whole or not at all: linked from
the staging area on the same disk, after it is safe on that disk.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from vsm_platform.content.files.errors import StoreUnavailable
from vsm_platform.content.files.kinds import HEAD
from vsm_platform.core import clock

AT_ONCE = 1 << 18
"""Bytes that are read, hashed or copied at a time."""


Beat = Callable[[], None]
"""Is called now and then while something takes its time."""


def quietly() -> None:
    """Nobody waits."""


class Store(Protocol):
    """Where contents lie; every method may raise StoreUnavailable."""

    def put(self, path: Path, digest: str, beat: Beat = quietly) -> None:
        """Keep the content of a file; a content that is there already counts as new again."""
        ...

    def open(self, digest: str, size: int) -> BinaryIO:
        """The content, for reading from any place; the caller closes it."""
        ...

    def digests(self) -> Iterator[str]:
        """Everything that lies there."""
        ...

    def remove(self, digest: str, unless_put_after: datetime) -> bool:
        """Remove a content that nobody has put since; gives whether it was removed."""
        ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a file holds."""

    digest: str
    size: int
    head: bytes
    """Its beginning, to tell what it is."""


def examine(path: Path, beat: Beat = quietly) -> Arrived:
    """Read a file once, for its digest and its beginning."""
    whole, size, head = hashlib.sha256(), 0, b""
    with path.open("rb") as file:
        while piece := file.read(AT_ONCE):
            beat()
            head = head or piece[:HEAD]
            whole.update(piece)
            size += len(piece)
    return Arrived(whole.hexdigest(), size, head)


class LocalStore:
    """Contents on a disk of this machine, or one that all machines share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._trash = folder / "removed"

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def put(self, path: Path, digest: str, beat: Beat = quietly) -> None:  # noqa: ARG002 (at once)
        target = self._path(digest)
        try:
            _make_folder(target.parent)
            while not _touched(target):
                _link(path, target)
        except OSError as error:
            raise StoreUnavailable from error

    def open(self, digest: str, size: int) -> BinaryIO:  # noqa: ARG002 (the port's)
        try:
            return self._path(digest).open("rb")
        except OSError as error:
            raise StoreUnavailable from error

    def digests(self) -> Iterator[str]:
        for path in self._folder.glob("??/*"):
            if len(path.name) == 64:
                yield path.name

    def remove(self, digest: str, unless_put_after: datetime) -> bool:
        aside = self._trash / digest
        path = self._path(digest)
        try:
            _make_folder(self._trash)
            # Aside first: from then on whoever puts the same content puts one of their own.
            path.rename(aside)
            if datetime.fromtimestamp(aside.stat().st_mtime, UTC) <= unless_put_after:
                aside.unlink()
                return True
            _link(aside, path)
            aside.unlink()
        except OSError as error:
            raise StoreUnavailable from error
        return False


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _touched(path: Path) -> bool:
    try:
        os.utime(path, (clock.now().timestamp(),) * 2)
    except FileNotFoundError:
        return False
    return True


def _link(path: Path, target: Path) -> None:
    with suppress(FileExistsError):
        os.link(path, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    """Wait until the disk has it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Staging:
    """What still arrives, on this machine's disk: one file for each upload."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, upload_id: int) -> Path:
        return self.folder / f"upload-{upload_id}"

    @contextmanager
    def locked(self, upload_id: int) -> Iterator[Path]:
        """One at a time for each upload, over all threads and processes of this machine."""
        _make_folder(self.folder)
        path = self.path(upload_id)
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield path

    def write(self, path: Path, offset: int, piece: BinaryIO) -> None:
        """Write a piece at its place; what a crash left behind there is overwritten."""
        with path.open("r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            shutil.copyfileobj(piece, file, AT_ONCE)
            file.flush()
            os.fsync(file.fileno())

    def drop(self, upload_id: int) -> None:
        self.path(upload_id).unlink(missing_ok=True)

    @contextmanager
    def spool(self) -> Iterator[BinaryIO]:
        """A place for one piece while it arrives: in memory while it is small."""
        _make_folder(self.folder)
        with tempfile.SpooledTemporaryFile(AT_ONCE, dir=str(self.folder)) as file:
            yield cast(BinaryIO, file)

    @contextmanager
    def whole(self, stream: BinaryIO) -> Iterator[Path]:
        """A file with everything that a stream gives, safe on the disk until the block ends."""
        _make_folder(self.folder)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="whole-") as file:
            shutil.copyfileobj(stream, file, AT_ONCE)
            file.flush()
            os.fsync(file.fileno())
            yield Path(file.name)

    def left_behind(self, before: datetime) -> Iterator[tuple[Path, int | None]]:
        """Files that nobody has written to since, each with its upload's id if it has one."""
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                    number = path.name.removeprefix("upload-")
                    yield path, int(number) if number.isdecimal() else None
