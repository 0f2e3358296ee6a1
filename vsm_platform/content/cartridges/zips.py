"""A zip archive of which nothing is believed.

Nothing is ever unpacked by the names in it: entries are read one by one, each within its bounds.
What an archive says of itself is looked at before any of it is unpacked: how many entries it has,
how large they claim to be (and no more than that is ever read of them), how much smaller they are
packed than unpacked, and whether a name climbs out of its folder or an entry is a link. Archives
within the archive are files like all others.
"""

import re
import stat
import struct
import zipfile
import zlib
from typing import IO, BinaryIO
from urllib.parse import unquote

from vsm_platform.content.cartridges.errors import (
    CartridgeDangerous,
    CartridgeLocked,
    CartridgeTooLarge,
    NotACartridge,
)

ENTRIES = 20_000
DIRECTORY = 4 << 20
"""Bytes of the archive's list of its entries; it is read into memory as a whole."""
WHOLE = 8 << 30
"""Bytes of everything, unpacked."""
RATIO, RATIO_FROM = 200, 4 << 20
"""How many times larger an entry may become, where it becomes larger than so many bytes. Deflate
reaches 1,030; text rarely 20."""
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_TAIL = 66_000
"""The end record, with the longest comment."""
_DRIVE = re.compile(r"^[A-Za-z]:")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    UnicodeDecodeError,
    ValueError,
    OSError,
)


class SafeZip:
    """The entries of an archive by their names, after everything about them has been looked at."""

    def __init__(self, stream: BinaryIO, *, largest: int, whole: int = WHOLE) -> None:
        """Look at an archive.

        Args:
            stream: can be read from any place.
            largest: bytes of one entry, unpacked; larger ones are known and never read.
            whole: bytes of all entries.

        Raises:
            CartridgeRefused: it is none, or one that must not be opened.
        """
        self._largest = largest
        _require_short_directory(stream)
        try:
            self._zip = zipfile.ZipFile(stream)
        except _BROKEN:
            raise NotACartridge from None
        entries = self._zip.infolist()
        if len(entries) > ENTRIES or sum(one.file_size for one in entries) > whole:
            raise CartridgeTooLarge
        for entry in entries:
            _require_harmless(entry)
        self._entries = {_plain(one.filename): one for one in entries if not one.is_dir()}
        self._folded = {name.casefold(): name for name in self._entries}

    @property
    def names(self) -> list[str]:
        """All files in it, in the order of the archive."""
        return list(self._entries)

    def find(self, address: str) -> str | None:
        """The name of the entry that an address in the manifest means; None where there is none.

        LMSs differ in whether they encode addresses, and some change the case.
        """
        bare = address.partition("?")[0].partition("#")[0]
        for way in (address, bare, unquote(bare)):
            name = _joined(way)
            if name in self._entries:
                return name
            folded = self._folded.get((name or "").casefold())
            if folded:
                return folded
        return None

    def size(self, name: str) -> int:
        """Bytes of an entry, unpacked."""
        return self._entries[name].file_size

    def is_too_large(self, name: str) -> bool:
        """Whether an entry is larger than what is read."""
        return self.size(name) > self._largest

    def read(self, name: str, most: int) -> bytes:
        """A whole entry, of at most so many bytes.

        Raises:
            CartridgeTooLarge: it has more.
            NotACartridge: it is damaged.
        """
        if self.size(name) > most:
            raise CartridgeTooLarge
        with self.open(name) as content:
            try:
                return content.read(most + 1)
            except _BROKEN:
                raise NotACartridge from None

    def open(self, name: str) -> IO[bytes]:
        """An entry to read from; it never gives more than it claims to have.

        Raises:
            CartridgeTooLarge: it is larger than what is read.
            NotACartridge: it is damaged.
        """
        if self.is_too_large(name):
            raise CartridgeTooLarge
        try:
            return self._zip.open(self._entries[name])
        except (*_BROKEN, RuntimeError):
            raise NotACartridge from None


def _require_short_directory(stream: BinaryIO) -> None:
    """Go on, if the list of entries is no longer than a list of so many can be (APPNOTE 4.3.16)."""
    try:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read(_TAIL)
    except OSError:
        raise NotACartridge from None
    stream.seek(0)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise NotACartridge
    (listed,) = struct.unpack_from("<L", tail, end + 12)
    end_64 = tail.rfind(_END_64, 0, end)
    if end_64 >= 0 and len(tail) >= end_64 + 48:
        (listed_64,) = struct.unpack_from("<Q", tail, end_64 + 40)
        # Only one of the two is meant; the other then says "all ones".
        listed = listed_64 if listed == 0xFFFFFFFF else max(listed, listed_64)
    if listed > DIRECTORY:
        raise CartridgeTooLarge


def _require_harmless(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and kind not in {stat.S_IFREG, stat.S_IFDIR}:
        raise CartridgeDangerous(what="link")
    name = entry.filename.replace("\\", "/")
    climbs = ".." in name.split("/") or name.startswith("/") or _DRIVE.match(name)
    if climbs or "\0" in entry.orig_filename:
        raise CartridgeDangerous(what="name")
    if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
        raise CartridgeDangerous(what="ratio")
    if entry.flag_bits & 1:
        raise CartridgeLocked


def _plain(name: str) -> str:
    return _joined(name) or name


def _joined(address: str) -> str | None:
    """The name within the archive; None where it leaves the archive."""
    parts: list[str] = []
    for part in address.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
