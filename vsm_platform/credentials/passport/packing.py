"""Everything of a passport in one ZIP file, streamed: the memory holds one file at a time.

What needs the database is read before; what is drawn is drawn while it is sent.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from vsm_platform.core import clock

LARGEST = 100
"""Credentials in one ZIP file; who holds more takes the newest, and the record holds them all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its path, and what makes its content when its turn has come."""

    path: str
    make: Callable[[], bytes]
    is_packed: bool = True
    """False for what is packed in itself, such as pictures."""


class _Sink(io.RawIOBase):
    """Takes what the archive writes, and gives it away again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def packed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The ZIP file, piece by piece."""
    sink, day = _Sink(), clock.now().timetuple()[:6]
    with zipfile.ZipFile(sink, "w") as archive:
        for entry in entries:
            about = zipfile.ZipInfo(entry.path, date_time=day)
            kind = zipfile.ZIP_DEFLATED if entry.is_packed else zipfile.ZIP_STORED
            archive.writestr(about, entry.make(), compress_type=kind)
            yield sink.take()
    yield sink.take()
