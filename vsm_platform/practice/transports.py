"""Ways to carry one HTTP request: over real sockets, or straight into a WSGI application.

A transport neither follows redirects nor keeps cookies; that is the robot's part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit
from wsgiref.types import WSGIApplication

import httpx
from werkzeug.test import EnvironBuilder, run_wsgi_app


@dataclass(frozen=True)
class HttpResponse:
    """One answer; header names are lower-case, repeated headers stay apart."""

    status: int
    url: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    def header(self, name: str) -> str:
        """Return the first header of this name, or nothing."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    def all_headers(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.lower()]


class Transport(Protocol):
    """Carries one request and returns its answer.

    Raises:
        OSError: the other side cannot be reached or does not answer in time.
    """

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpResponse: ...


class HttpTransport:
    """Real sockets through one httpx client that keeps its connections alive."""

    def __init__(self, *, timeout_seconds: float = 10) -> None:
        # Environment settings such as proxies have no part in a demo on the loopback address.
        # No connection is closed to spare another: httpx closes one that a second thread has just
        # been given ("Bad file descriptor") when more than its limit are kept at once.
        limits = httpx.Limits(
            max_connections=None, max_keepalive_connections=None, keepalive_expiry=None
        )
        self._client = httpx.Client(timeout=timeout_seconds, trust_env=False, limits=limits)

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpResponse:
        try:
            answer = self._client.request(method, url, headers=dict(headers or {}), content=body)
        except (httpx.TransportError, httpx.InvalidURL) as problem:
            raise ConnectionError(f"{method} {url}: {problem}") from problem
        pairs = [(name.lower(), value) for name, value in answer.headers.multi_items()]
        return HttpResponse(answer.status_code, url, pairs, answer.content)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class WsgiTransport:
    """Requests below `base_url` are answered by a WSGI application in this process."""

    def __init__(self, application: WSGIApplication, base_url: str) -> None:
        self.application = application
        self.base_url = base_url.rstrip("/")

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpResponse:
        if not _is_below(url, self.base_url):
            raise ConnectionError(f"{method} {url}: nothing answers there.")
        parts = urlsplit(url)
        builder = EnvironBuilder(
            method=method,
            base_url=f"{parts.scheme}://{parts.netloc}/",
            path=unquote(parts.path) or "/",
            query_string=parts.query,
            headers=list((headers or {}).items()),
            data=body,
        )
        try:
            chunks, status, answer_headers = run_wsgi_app(
                self.application, builder.get_environ(), buffered=True
            )
        finally:
            builder.close()
        pairs = [(name.lower(), value) for name, value in answer_headers]
        return HttpResponse(int(status.split()[0]), url, pairs, b"".join(chunks))


class Switchboard:
    """Several transports, each for the addresses below a base address."""

    def __init__(
        self, transports: Mapping[str, Transport], otherwise: Transport | None = None
    ) -> None:
        self.transports = {base.rstrip("/"): each for base, each in transports.items()}
        self.otherwise = otherwise

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpResponse:
        for base, transport in self.transports.items():
            if _is_below(url, base):
                return transport.send(method, url, headers, body)
        if self.otherwise is None:
            raise ConnectionError(f"{method} {url}: nothing answers there.")
        return self.otherwise.send(method, url, headers, body)


def _is_below(url: str, base: str) -> bool:
    return url == base or url.startswith((f"{base}/", f"{base}?"))
