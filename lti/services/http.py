"""Requests to a platform, bounded in time and size whatever the platform does.

No redirect is followed: every address here was registered by an administrator or signed by the
platform, and a redirect would lead to one that nobody approved.
"""

import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from queue import Empty, SimpleQueue
from typing import Final

import httpx

from lti.services.safe_addresses import AddressRefusedError, AddressRule, origin_of

CONNECT_SECONDS: Final = 3.0
TOTAL_SECONDS: Final = 5.0
ORIGINS_KEPT: Final = 64
ALLOWED_SECONDS: Final = 300.0
CONNECTIONS: Final = 32
"""To one origin at a time."""
_USER_AGENT: Final = "virtual-exchange-lti/1"


class PlatformUnreachableError(Exception):
    """No whole answer came within the bounds; the text says what happened, without content."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request; ``headers`` may hold an access token and so stays out of ``repr``."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; ``headers`` has lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def bounded_get(address: str, *, limit: int, total_seconds: float = TOTAL_SECONDS) -> Answer:
    """Fetch an address, in at most ``total_seconds`` and ``limit`` bytes.

    Raises:
        PlatformUnreachableError: not in time, too large, no HTTP, or no http(s) address.
    """
    call = Call("GET", address, {"Accept": "application/json"})
    with _client(total_seconds) as client:
        return _within(client, call, limit, total_seconds)


class Connections:
    """A process's open connections to platforms; safe in threads.

    Connections stay open between requests, for thousands of scores go to one platform. Each
    origin has its own, so that one that must be cut off takes no other with it.
    """

    def __init__(self, rule: AddressRule | None = None) -> None:
        """``rule`` says which addresses may be asked that only the platform itself has named."""
        self._rule = rule or AddressRule()
        self._allowed: dict[str, float] = {}
        """Origins that the rule allowed lately, and until when that is believed."""
        self._clients: dict[str, httpx.Client] = {}
        self._lock = threading.Lock()

    def send(self, call: Call, *, limit: int, total_seconds: float) -> Answer:
        """Send a request and wait for its whole answer, at most ``total_seconds``.

        Raises:
            PlatformUnreachableError: as for ``bounded_get``.
        """
        try:
            origin = origin_of(call.address)
        except AddressRefusedError as error:
            raise PlatformUnreachableError("no web address") from error
        client = self._client_of(origin, total_seconds)
        try:
            return _within(client, call, limit, total_seconds)
        except PlatformUnreachableError:
            # The worker may still hang on it; closing is what ends the worker.
            self._cut(origin, client)
            raise

    def require_allowed(self, address: str) -> None:
        """Make sure that an address which nobody here approved does not lead inside.

        Raises:
            AddressRefusedError: it may not be asked.
            PlatformUnreachableError: its host has no number.
        """
        origin = origin_of(address)
        if self._allowed.get(origin, 0.0) > time.monotonic():
            return
        try:
            self._rule.check(address)
        except OSError as error:
            raise PlatformUnreachableError("no such host") from error
        self._allowed[origin] = time.monotonic() + ALLOWED_SECONDS

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            clients, self._clients = self._clients, {}
        for client in clients.values():
            client.close()

    def _client_of(self, origin: str, total_seconds: float) -> httpx.Client:
        with self._lock:
            client = self._clients.pop(origin, None) or _client(total_seconds)
            self._clients[origin] = client
            oldest = next(iter(self._clients))
            spare = self._clients.pop(oldest) if len(self._clients) > ORIGINS_KEPT else None
        if spare:
            spare.close()
        return client

    def _cut(self, origin: str, client: httpx.Client) -> None:
        with self._lock:
            if self._clients.get(origin) is client:
                del self._clients[origin]
        client.close()


def _client(total_seconds: float) -> httpx.Client:
    timeout = httpx.Timeout(total_seconds, connect=min(CONNECT_SECONDS, total_seconds))
    # As many connections may be kept as may be open: httpx closes spare ones under other threads.
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    return httpx.Client(verify=_tls(), timeout=timeout, limits=limits, follow_redirects=False)


def _within(client: httpx.Client, call: Call, limit: int, total_seconds: float) -> Answer:
    """Do it in a worker thread and wait no longer than allowed.

    No socket time-out bounds a name server that is slow or a platform that sends its headers
    byte by byte. When the time is over the caller closes the client, which ends the worker.
    """
    outcome: SimpleQueue[Answer | PlatformUnreachableError] = SimpleQueue()

    def work() -> None:
        try:
            outcome.put(_sent(client, call, limit))
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


def _sent(client: httpx.Client, call: Call, limit: int) -> Answer | PlatformUnreachableError:
    # Uncompressed, so that the limit is reached before the memory is used.
    headers = {**call.headers, "Accept-Encoding": "identity", "User-Agent": _USER_AGENT}
    body = bytearray()
    with client.stream(
        call.method, call.address, headers=headers, content=call.body or None
    ) as response:
        for piece in response.iter_bytes():
            body += piece
            if len(body) > limit:
                return PlatformUnreachableError("too large")
        return Answer(response.status_code, dict(response.headers), bytes(body))


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificate authorities takes tens of milliseconds, so it is done once."""
    return httpx.create_ssl_context()
