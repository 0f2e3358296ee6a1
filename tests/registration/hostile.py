"""An LMS that does everything wrong: it answers whatever a test tells it to, over real sockets."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIEnvironment

from vsm_platform.practice import serve_in_thread

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
SCOPES = [
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
]


@dataclass
class Reply:
    """One answer; ``body`` may be pieces that come as they are made."""

    status: str = "200 OK"
    body: bytes | Callable[[], Iterable[bytes]] = b"{}"
    headers: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, document: Any, status: str = "200 OK") -> "Reply":
        return cls(status, json.dumps(document).encode(), [("Content-Type", "application/json")])


@dataclass
class HostileLms:
    """By default as good as any LMS; tests change its two answers."""

    base_url: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path and Authorization header of each request."""
    bodies: list[bytes] = field(default_factory=list)
    configuration: Reply | None = None
    registration: Reply | None = None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.asked.append((method, path, environ.get("HTTP_AUTHORIZATION", "")))
        self.bodies.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        reply = self._reply(method)
        start(reply.status, reply.headers)
        return reply.body() if callable(reply.body) else [reply.body]

    def _reply(self, method: str) -> Reply:
        if method == "POST":
            return self.registration or Reply.of(self.answer())
        return self.configuration or Reply.of(self.document())

    def document(self, **changes: Any) -> dict[str, Any]:
        """A good configuration, and what a test has otherwise; None leaves a member out."""
        base = self.base_url
        values = {
            "issuer": base,
            "authorization_endpoint": f"{base}/auth",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/keys",
            "registration_endpoint": f"{base}/register",
            "scopes_supported": ["openid", *SCOPES],
            "claims_supported": ["sub", "iss", "name", "email"],
            PLATFORM: {"product_family_code": "moodle", "messages_supported": []},
        } | changes
        return {name: value for name, value in values.items() if value is not None}

    def answer(self, **changes: Any) -> dict[str, Any]:
        return {
            "client_id": "client-1",
            "scope": " ".join(SCOPES),
            TOOL_CONFIGURATION: {"deployment_id": "7"},
        } | changes

    def opens(self, link: str, address: str = "", token: str = "token-1") -> str:
        """The page that the LMS opens."""
        query = {
            "openid_configuration": address or f"{self.base_url}/configuration",
            "registration_token": token,
        }
        return f"{link}?{urlencode(query)}"


@contextmanager
def serving_hostile_lms() -> Iterator[HostileLms]:
    lms = HostileLms()
    with serve_in_thread(lms) as server:
        lms.base_url = server.base_url
        yield lms
