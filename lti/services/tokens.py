"""Access tokens for a platform's services.

1EdTech Security Framework 1.0, 4.1 (client credentials with a signed assertion), RFC 7523 and
RFC 6749, 4.4 and 5. A token is kept until it expires under its token address, client_id and
scopes: never under the issuer, which several universities may share.
"""

import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from lti import ports
from lti.errors import ServiceError
from lti.services.answers import check_status, document_of
from lti.services.http import Call, Connections, PlatformUnreachableError
from lti.tool_keys import ToolKey, sign

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS: Final = 60
TOKEN_SECONDS: Final = 300
"""Life of a token whose ``expires_in`` the platform leaves out."""
LONGEST: Final = timedelta(hours=24)
MARGIN: Final = 0.1
"""Share of a token's life at its end in which it is no longer used, but at most a minute."""
_ANSWER_LIMIT: Final = 64 * 1024
_SECONDS: Final = 10.0
_TOKEN_LIMIT: Final = 16 * 1024
_KNOWN_ERRORS: Final = frozenset(
    {"invalid_request", "invalid_client", "invalid_grant", "invalid_scope"}
    | {"unauthorized_client", "unsupported_grant_type"}
)


class NoTokenCache:
    """For a host of one process whose tokens need not outlive it."""

    def get(self, _key: str) -> ports.AccessToken | None:
        return None

    def put(self, token: ports.AccessToken) -> None:
        """Keep nothing."""

    def drop(self, key: str) -> None:
        """Nothing was kept."""


class AccessTokens:
    """The access tokens of a process; one object for all platforms, safe in threads."""

    def __init__(
        self,
        connections: Connections,
        signing_key: Callable[[], ToolKey],
        clock: ports.Clock,
        shared: ports.TokenCache | None = None,
    ) -> None:
        """``signing_key`` gives the tool key of the moment; ``shared`` serves other processes."""
        self._connections = connections
        self._signing_key = signing_key
        self._clock = clock
        self._shared = shared or NoTokenCache()
        self._kept: dict[str, ports.AccessToken] = {}
        self._locks: dict[str, threading.Lock] = {}

    def get(self, registration: ports.Registration, scopes: Iterable[str]) -> str:
        """A token that opens exactly these scopes; asks the platform only where none is kept.

        Raises:
            ServiceError: ``token_refused``, or the endpoint cannot be reached.
        """
        wanted = sorted(set(scopes))
        key = token_key(registration, wanted)
        # Threads that need the same token at the same moment ask for it once.
        with self._locks.setdefault(key, threading.Lock()):
            kept = self._usable(self._kept.get(key)) or self._usable(self._shared.get(key))
            if kept is None:
                kept = self._fetched(registration, wanted, key)
                self._shared.put(kept)
            self._kept[key] = kept
            return kept.token

    def drop(self, registration: ports.Registration, scopes: Iterable[str]) -> None:
        """Forget a token that the platform no longer accepts."""
        key = token_key(registration, sorted(set(scopes)))
        self._kept.pop(key, None)
        self._shared.drop(key)

    def _usable(self, token: ports.AccessToken | None) -> ports.AccessToken | None:
        return token if token and self._clock() < token.expires_at else None

    def _fetched(
        self, registration: ports.Registration, scopes: list[str], key: str
    ) -> ports.AccessToken:
        call = Call(
            "POST",
            registration.token_endpoint,
            {
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            self._request_body(registration, scopes),
        )
        try:
            answer = self._connections.send(call, limit=_ANSWER_LIMIT, total_seconds=_SECONDS)
        except PlatformUnreachableError as error:
            raise ServiceError("service_unreachable", why=str(error)) from error
        if answer.status in {400, 401, 403}:
            raise ServiceError(
                "token_refused", answered=answer.status, error=_error_of(answer.body)
            )
        check_status(answer)
        try:
            document = document_of(answer)
        except ServiceError as error:
            # Without a status: it was no service's answer to what was asked of the service.
            raise ServiceError("service_malformed", why="no access token") from error
        return self._read(document, key)

    def _request_body(self, registration: ports.Registration, scopes: list[str]) -> bytes:
        now = int(self._clock().timestamp())
        assertion = sign(
            self._signing_key(),
            {
                "iss": registration.client_id,
                "sub": registration.client_id,
                "aud": registration.token_audience or registration.token_endpoint,
                # A little early, for a platform whose clock is behind and who allows nothing.
                "iat": now - 5,
                "exp": now + ASSERTION_SECONDS,
                "jti": secrets.token_urlsafe(24),
            },
        )
        return urlencode(
            {
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": assertion,
                "scope": " ".join(scopes),
            }
        ).encode()

    def _read(self, document: Any, key: str) -> ports.AccessToken:
        token = document.get("access_token") if isinstance(document, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise ServiceError("service_malformed", why="no access token")
        if not token or len(token) > _TOKEN_LIMIT:
            raise ServiceError("service_malformed", why="no access token")
        life = min(timedelta(seconds=_seconds(document.get("expires_in"))), LONGEST)
        margin = min(life * MARGIN, timedelta(minutes=1))
        return ports.AccessToken(key, token, self._clock() + life - margin)


def token_key(registration: ports.Registration, scopes: Iterable[str]) -> str:
    """What a token is kept under."""
    parts = [registration.token_endpoint, registration.client_id, *scopes]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _seconds(value: object) -> float:
    """``expires_in``, which some platforms write as a text (RFC 6749, 5.1)."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else TOKEN_SECONDS
    except ValueError:
        return TOKEN_SECONDS
    return seconds if 0 <= seconds < LONGEST.total_seconds() else TOKEN_SECONDS


def _error_of(body: bytes) -> str:
    """The platform's error code (RFC 6749, 5.2), if it is one of the known ones."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return "unknown"
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, str) and error in _KNOWN_ERRORS else "unknown"
