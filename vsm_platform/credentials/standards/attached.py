"""A credential that is attached to a PDF (ISO 32000-2, 7.11.4: embedded file streams).

A stream object always stands in the open, whatever else a PDF packs together, so its attachments
are found without reading the rest of the file. Encrypted files are none of ours.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from vsm_platform.credentials.standards.errors import CannotRead

LARGEST: Final = 2_000_000
"""Bytes of an attachment, unpacked."""
_MOST: Final = 20
_EMBEDDED: Final = re.compile(rb"/EmbeddedFile(?![A-Za-z])")
_START: Final = re.compile(rb"\bstream\r?\n")


def is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def extract_pdf(data: bytes) -> str:
    """The first attachment that can be a credential."""
    for number, content in enumerate(_attachments(data)):
        text = content.lstrip()
        if text[:1] == b"{" or text[:3] == b"eyJ":
            try:
                return text.decode().strip()
            except UnicodeDecodeError:
                continue
        if number == _MOST:
            break
    raise CannotRead("pdf_empty")


def _attachments(data: bytes) -> Iterator[bytes]:
    for found in _EMBEDDED.finditer(data):
        start = _START.search(data, found.end(), found.end() + 4096)
        if start is None:
            continue
        end = data.find(b"endstream", start.end())
        settings = data[max(data.rfind(b"obj", 0, found.start()), 0) : start.start()]
        if end < 0:
            return
        yield _unpacked(data[start.end() : end], settings)


def _unpacked(content: bytes, settings: bytes) -> bytes:
    if b"/FlateDecode" not in settings:
        return content if b"/Filter" not in settings else b""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(content, LARGEST)
    except zlib.error:
        return b""
    if unpacker.unconsumed_tail:
        raise CannotRead("too_large")
    return unpacked
