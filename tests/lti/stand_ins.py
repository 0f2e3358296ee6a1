"""Working stand-ins for the library's surroundings: a host's stores and a platform over HTTP."""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lti.keys import PlatformKeySets, ToolKey, generate_tool_key, public_key_set
from lti.launch import Launch, validate_launch
from lti.login import LoginRedirect, LoginRequest, begin_login
from lti.ports import CachedKeySet, LoginState, Registration

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
TOOL = "https://exchange.test"
LAUNCH_URL = f"{TOOL}/lti/launch"
TARGET = f"{TOOL}/lti/launch?course=7"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


def is_own_address(address: str) -> bool:
    return address == TOOL or address.startswith((f"{TOOL}/", f"{TOOL}:443/"))


class Watch:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def go(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Registrations:
    """A host's registrations, kept in memory."""

    records: list[Registration] = field(default_factory=list)

    def find(self, issuer: str, client_id: str | None) -> Sequence[Registration]:
        of_issuer = [record for record in self.records if record.issuer == issuer]
        return [record for record in of_issuer if client_id in (None, record.client_id)]

    def get(self, key: int) -> Registration | None:
        return next((record for record in self.records if record.key == key), None)

    def disable(self, key: int) -> None:
        self.records = [
            replace(record, is_active=False) if record.key == key else record
            for record in self.records
        ]


class Logins:
    """A host's logins, kept in memory."""

    def __init__(self) -> None:
        self.waiting: dict[str, LoginState] = {}

    def save(self, login: LoginState) -> None:
        self.waiting[login.state] = login

    def find(self, state: str) -> LoginState | None:
        return self.waiting.get(state)

    def consume(self, state: str) -> LoginState | None:
        return self.waiting.pop(state, None)


class SharedKeySets:
    """What the processes of a host share of platforms' key sets."""

    def __init__(self) -> None:
        self.kept: dict[str, CachedKeySet] = {}

    def get(self, jwks_uri: str) -> CachedKeySet | None:
        return self.kept.get(jwks_uri)

    def put(self, key_set: CachedKeySet) -> None:
        self.kept[key_set.jwks_uri] = key_set


class KeyServer:
    """A platform's key set address: answers over real HTTP, as it is told to."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/keys"
        self.status = 200
        self.headers: dict[str, str] = {"Content-Type": "application/json"}
        self.body = b'{"keys": []}'
        self.delay = 0.0
        self.pause = 0.0
        self.requests = 0

    def publish(self, *keys: ToolKey, **changes: Any) -> None:
        """Serve these keys, each member changed (or, by None, left out) as named."""
        members = [
            {name: value for name, value in {**key, **changes}.items() if value is not None}
            for key in public_key_set(keys)["keys"]
        ]
        self.serve({"keys": members})

    def serve(self, document: object) -> None:
        self.body = json.dumps(document).encode()


@contextmanager
def running_key_server() -> Iterator[KeyServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys.requests += 1
            time.sleep(keys.delay)
            try:
                self.send_response(keys.status)
                for name, value in keys.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if keys.pause:
                    for byte in keys.body:
                        self.wfile.write(bytes([byte]))
                        time.sleep(keys.pause)
                self.wfile.write(keys.body)
            except OSError:
                pass  # The client has gone, as it should from a platform that is too slow.

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        keys = KeyServer(server.server_port)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield keys
        server.shutdown()
        thread.join()


PLATFORM_KEY = generate_tool_key()
OTHER_KEY = generate_tool_key()


@cache
def private_key(key: ToolKey) -> Any:
    """Read once: checking a private key's numbers takes tens of milliseconds."""
    return load_pem_private_key(key.private_pem.encode(), password=None)


def registration(jwks_uri: str, key: int = 1, **changes: Any) -> Registration:
    record = Registration(
        key=key,
        issuer="https://moodle.samoa.test",
        client_id=f"client-{key}",
        authorization_endpoint="https://moodle.samoa.test/mod/lti/auth.php",
        token_endpoint="https://moodle.samoa.test/mod/lti/token.php",
        token_audience=None,
        jwks_uri=jwks_uri,
        product_family_code="moodle",
    )
    return replace(record, **changes)


def login_parameters(record: Registration, **changes: str) -> dict[str, str]:
    return {
        "iss": record.issuer,
        "client_id": record.client_id,
        "login_hint": "42",
        "target_link_uri": TARGET,
        **changes,
    }


class House:
    """A host and one platform, wired together as a host would."""

    def __init__(self, keys: KeyServer) -> None:
        self.keys = keys
        self.clock = Watch()
        self.record = registration(keys.address)
        self.registrations = Registrations([self.record])
        self.logins = Logins()
        self.shared = SharedKeySets()
        self.key_sets = PlatformKeySets(self.clock)
        self.cookies: dict[str, str] = {}
        keys.publish(PLATFORM_KEY)

    def login(self, **changes: str) -> LoginRedirect:
        """A platform sends a browser here, which keeps the cookie."""
        request = LoginRequest.parse(login_parameters(self.record, **changes))
        redirect = begin_login(
            request,
            registrations=self.registrations,
            logins=self.logins,
            clock=self.clock,
            launch_url=LAUNCH_URL,
            is_own_address=is_own_address,
        )
        self.cookies[redirect.cookie_name] = redirect.cookie_value
        return redirect

    def claims(self, redirect: LoginRedirect, **changes: Any) -> dict[str, Any]:
        """A learner's resource link launch; a change to ``...`` leaves the claim out.

        ``roles`` and other LTI claims may be named without their long prefix.
        """
        now = int(self.clock().timestamp())
        plain: dict[str, Any] = {
            "iss": self.record.issuer,
            "aud": self.record.client_id,
            "sub": "student-42",
            "iat": now,
            "exp": now + 60,
            "nonce": query_of(redirect.location)["nonce"],
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": "1",
            f"{CLAIM}target_link_uri": TARGET,
            f"{CLAIM}roles": [f"{MEMBERSHIP}Learner"],
            f"{CLAIM}resource_link": {"id": "link-1"},
        }
        for name, value in changes.items():
            plain[f"{CLAIM}{name}" if f"{CLAIM}{name}" in plain else name] = value
        return {name: value for name, value in plain.items() if value is not ...}

    def token(
        self,
        claims: Mapping[str, Any],
        key: ToolKey = PLATFORM_KEY,
        algorithm: str = "RS256",
        **headers: Any,
    ) -> str:
        named = {"kid": key.kid, **headers}
        given = {name: value for name, value in named.items() if value is not ...}
        # PyJWT's own encoder refuses some of the claims that a faulty platform may send.
        payload = json.dumps(dict(claims)).encode()
        return jwt.PyJWS().encode(payload, private_key(key), algorithm=algorithm, headers=given)

    def launch(self, redirect: LoginRedirect, token: str, **changes: Any) -> Launch:
        """The browser posts the token, with whatever cookies it has kept."""
        return self.post({"state": redirect.state, "id_token": token}, **changes)

    def post(self, form: Mapping[str, str], **changes: Any) -> Launch:
        given: dict[str, Any] = {
            "cookies": self.cookies,
            "stored_state": None,
            "registrations": self.registrations,
            "logins": self.logins,
            "key_sets": self.key_sets,
            "key_set_cache": self.shared,
            "clock": self.clock,
            "is_own_address": is_own_address,
        }
        return validate_launch(form, **{**given, **changes})

    def whole_launch(self, **changes: Any) -> Launch:
        """Login and launch, with the token's claims changed."""
        redirect = self.login()
        return self.launch(redirect, self.token(self.claims(redirect, **changes)))


def query_of(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
