"""The virus scanner: a port, and ClamAV's daemon behind it.

clamd(8), command INSTREAM: the content goes in pieces, each after its length in four bytes of
network order, and an empty one ends it; the answer is one line.
"""

import socket
import struct
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from vsm_platform.content.files.models import ScanState

PIECE = 1 << 16
PATIENCE = 120.0
"""Seconds that one step may take; to scan a large file takes a while."""
CLAMD_PORT = 3310


class ScannerUnavailable(Exception):
    """It did not answer, or not in a way that says anything."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said."""

    state: ScanState
    found: str = ""


class Content(Protocol):
    """What can be read, piece by piece."""

    def read(self, size: int, /) -> bytes: ...


class Scanner(Protocol):
    """Looks at contents."""

    def scan(self, content: Content) -> Verdict:
        """Look at one content.

        Raises:
            ScannerUnavailable: nothing is known of it yet.
        """
        ...


class Clamd:
    """ClamAV at ``clamd://host:3310``."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._address = parts.hostname or "", parts.port or CLAMD_PORT

    def scan(self, content: Content) -> Verdict:
        try:
            with socket.create_connection(self._address, PATIENCE) as connection:
                return _verdict(_asked(connection, content))
        except OSError as error:
            raise ScannerUnavailable(type(error).__name__) from error


def _asked(connection: socket.socket, content: Content) -> str:
    connection.sendall(b"zINSTREAM\0")
    try:
        while piece := content.read(PIECE):
            connection.sendall(struct.pack("!L", len(piece)) + piece)
        connection.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It may have stopped listening because this is too much; then it has said so.
        pass
    answer = b""
    while piece := connection.recv(4096):
        answer += piece
        if b"\0" in piece:
            break
    return answer.strip(b"\0\r\n ").decode("utf-8", "replace")


def _verdict(answer: str) -> Verdict:
    if answer.endswith(" FOUND"):
        return Verdict(ScanState.INFECTED, answer.removeprefix("stream: ")[:-6][:120])
    if answer.endswith(" OK"):
        return Verdict(ScanState.CLEAN)
    if "size limit exceeded" in answer:
        return Verdict(ScanState.TOO_LARGE)
    raise ScannerUnavailable(answer[:80] or "no answer")
