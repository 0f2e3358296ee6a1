"""Requests to addresses that a stranger named, bounded in place, time and size.

The connection goes to the very number that was checked: the name is looked up once, in the
moment of connecting, so that it cannot lead elsewhere a second later (DNS rebinding). TLS still
proves the name. No redirect is followed, no proxy of the environment is asked, and nothing is
unpacked.
"""

import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any, Final, Literal

import httpcore
import httpx

from lti.services.http import CONNECT_SECONDS, Answer, PlatformUnreachableError
from lti.services.safe_addresses import AddressRefusedError, AddressRule, parts_of

Trouble = Literal["address refused", "too slow", "too large", "not reached"]
_USER_AGENT: Final = "virtual-exchange-lti/1"


class SafeFetchError(PlatformUnreachableError):
    """No whole answer came; ``trouble`` says why, and ``detail`` a word more, without content."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else trouble)
        self.trouble, self.detail = trouble, detail


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to numbers that the rule allows, the first that answers."""

    def __init__(self, rule: AddressRule, *, is_secure: bool) -> None:
        self._rule, self._is_secure = rule, is_secure
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            numbers = self._rule.numbers(host, port, is_secure=self._is_secure)
        except OSError as error:
            raise httpcore.ConnectError("no such host") from error
        for number in numbers[:-1]:
            try:
                return self._connect(number, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(numbers[-1], port, timeout, local_address, socket_options)

    def _connect(self, number: str, port: int, *rest: Any) -> httpcore.NetworkStream:
        return self._sockets.connect_tcp(number, port, *rest)


def safe_request(
    method: Literal["GET", "POST"],
    address: str,
    *,
    rule: AddressRule,
    limit: int,
    total_seconds: float,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Answer:
    """Ask an address that a stranger named, in at most ``total_seconds`` and ``limit`` bytes.

    As in ``lti.services.http``, a worker thread does it, for no socket time-out bounds a slow
    name server or a platform that sends byte by byte.

    Raises:
        SafeFetchError: the address is refused, or no whole answer came within the bounds.
    """
    try:
        parts = parts_of(address)
    except AddressRefusedError as error:
        raise SafeFetchError("address refused", str(error)) from error
    sent = httpcore.Request(
        method,
        address,
        headers=_headers(parts.netloc, headers or {}, body),
        content=body,
        extensions={"timeout": _timeouts(total_seconds)},
    )
    backend = _CheckedBackend(rule, is_secure=parts.scheme == "https")
    result = _bounded(backend, sent, limit, total_seconds)
    if isinstance(result, SafeFetchError):
        raise result
    return result


def _bounded(
    backend: _CheckedBackend, sent: httpcore.Request, limit: int, total_seconds: float
) -> Answer | SafeFetchError:
    """Let a thread ask; when the time is over the connection is closed under it, which ends it."""
    outcome: SimpleQueue[Answer | SafeFetchError] = SimpleQueue()
    deadline = time.monotonic() + total_seconds
    with httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend) as pool:

        def work() -> None:
            outcome.put(_tried(pool, sent, limit, deadline))

        threading.Thread(target=work, name="lti-safe-fetch", daemon=True).start()
        try:
            return outcome.get(timeout=total_seconds)
        except Empty:
            return SafeFetchError("too slow")


def _headers(host: str, headers: Mapping[str, str], body: bytes) -> dict[bytes | str, bytes | str]:
    sent: dict[bytes | str, bytes | str] = {
        "Host": host,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": _USER_AGENT,
        "Connection": "close",
    }
    if body:
        sent["Content-Length"] = str(len(body))
    sent.update(headers.items())
    return sent


def _timeouts(total_seconds: float) -> dict[str, float]:
    connect = min(CONNECT_SECONDS, total_seconds)
    return {"connect": connect, "read": total_seconds, "write": total_seconds, "pool": connect}


def _tried(
    pool: httpcore.ConnectionPool, sent: httpcore.Request, limit: int, deadline: float
) -> Answer | SafeFetchError:
    """The answer, or what went wrong: a thread has nobody to raise to."""
    try:
        return _answer(pool, sent, limit, deadline)
    except AddressRefusedError as error:
        return SafeFetchError("address refused", str(error))
    except httpcore.TimeoutException:
        return SafeFetchError("too slow")
    except (*_NETWORK, OSError, RuntimeError, ValueError) as error:
        return SafeFetchError("not reached", type(error).__name__)


_NETWORK: Final = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


def _answer(
    pool: httpcore.ConnectionPool, sent: httpcore.Request, limit: int, deadline: float
) -> Answer | SafeFetchError:
    response = pool.handle_request(sent)
    try:
        body = bytearray()
        for piece in response.iter_stream():
            body += piece
            if len(body) > limit:
                return SafeFetchError("too large")
            if time.monotonic() > deadline:
                return SafeFetchError("too slow")
    finally:
        response.close()
    headers = {
        name.decode("ascii").lower(): text.decode("latin-1") for name, text in response.headers
    }
    return Answer(response.status, headers, bytes(body))


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificate authorities takes tens of milliseconds, so it is done once."""
    return httpx.create_ssl_context()
