"""Requests to a platform, bounded in time and size whatever the platform does.

No redirect is followed: every address here was registered by an administrator, and a redirect
would lead to one that nobody approved.
"""

import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from typing import Final

import httpx

CONNECT_SECONDS: Final = 3.0
TOTAL_SECONDS: Final = 5.0
_USER_AGENT: Final = "virtual-exchange-lti/1"


class PlatformUnreachableError(Exception):
    """No whole answer came within the bounds; the text says what happened, without content."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; ``headers`` has lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def bounded_get(address: str, *, limit: int, total_seconds: float = TOTAL_SECONDS) -> Answer:
    """Fetch an address, in at most ``total_seconds`` and ``limit`` bytes.

    A worker thread does it, because no socket time-out bounds a name server that is slow or a
    platform that sends its headers byte by byte. When the time is over the connection is closed
    under the worker, which ends it.

    Raises:
        PlatformUnreachableError: not in time, too large, no HTTP, or no http(s) address.
    """
    outcome: SimpleQueue[Answer | PlatformUnreachableError] = SimpleQueue()
    timeout = httpx.Timeout(total_seconds, connect=min(CONNECT_SECONDS, total_seconds))
    with httpx.Client(verify=_tls(), timeout=timeout, follow_redirects=False) as client:

        def work() -> None:
            try:
                outcome.put(_get(client, address, limit))
            except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, OSError, ValueError) as error:
                outcome.put(PlatformUnreachableError(type(error).__name__))

        threading.Thread(target=work, name="lti-fetch", daemon=True).start()
        try:
            result = outcome.get(timeout=total_seconds)
        except Empty:
            result = PlatformUnreachableError("too slow")
    if isinstance(result, PlatformUnreachableError):
        raise result
    return result


def _get(client: httpx.Client, address: str, limit: int) -> Answer | PlatformUnreachableError:
    # Uncompressed, so that the limit is reached before the memory is used.
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": _USER_AGENT,
    }
    body = bytearray()
    with client.stream("GET", address, headers=headers) as response:
        for piece in response.iter_bytes():
            body += piece
            if len(body) > limit:
                return PlatformUnreachableError("too large")
        return Answer(response.status_code, dict(response.headers), bytes(body))


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificate authorities takes tens of milliseconds, so it is done once."""
    return httpx.create_ssl_context()
