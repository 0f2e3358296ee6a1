"""Requests to a platform's services in the tool's name (1EdTech Security Framework 1.0, 4.1).

PyLTI1p3's ``ServiceConnector`` is what its service classes call; here it is filled with our own
tokens, connections and limits, and answers with typed errors. Roster, grades and whatever else
speaks to a platform go through ``PlatformConnector.request``.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import requests
from pylti1p3.service_connector import ServiceConnector, TServiceConnectorResponse

from lti import ports
from lti.errors import ServiceError
from lti.services.answers import check_status, document_of, link_to
from lti.services.http import Answer, Call, Connections, PlatformUnreachableError
from lti.services.safe_addresses import AddressRefusedError, origin_of
from lti.services.tokens import AccessTokens
from lti.wrapped import WrappedRegistration

ANSWER_LIMIT: Final = 8 * 1024 * 1024
"""Bytes; a page of 1,000 members took 208 kB on a Moodle 4.5."""
SECONDS: Final = 20.0
"""For one request; an LMS takes its time over a large page of a roster."""
READING_TRIES: Final = 3
PAGES_LIMIT: Final = 1_000
PATIENCE: Final = 3.0
"""Seconds that are waited in place before reading again; longer waits are the host's to plan."""
_UNUSED_CONNECTIONS: Final = requests.Session()


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """A good answer: its JSON document (None if empty) and where the list goes on."""

    status: int
    headers: Mapping[str, str]
    document: Any
    next_address: str | None
    differences_address: str | None


class PlatformConnector(ServiceConnector):
    """Speaks to the services of one registration; as many as needed may live at once."""

    def __init__(
        self,
        registration: ports.Registration,
        tokens: AccessTokens,
        connections: Connections,
        pause: Callable[[float], None] = time.sleep,
        reading_tries: int = READING_TRIES,
    ) -> None:
        """``reading_tries`` is how often a request that only reads is sent, if it has to be."""
        super().__init__(WrappedRegistration(registration), _UNUSED_CONNECTIONS)
        self.registration = registration
        self._tokens = tokens
        self._connections = connections
        self._pause = pause
        self._reading_tries = reading_tries

    def get_access_token(self, scopes: Sequence[str]) -> str:
        """A token for these scopes, kept until it expires.

        Raises:
            ServiceError: the platform gives none.
        """
        return self._tokens.get(self.registration, scopes)

    def request(
        self,
        method: str,
        address: str,
        *,
        scopes: Iterable[str],
        accept: str,
        content_type: str = "",
        document: object = None,
    ) -> ServiceAnswer:
        """Ask a service, with a new token where the kept one is no longer accepted.

        Reading is tried again a few times in place; what changes something is sent once, and
        the caller decides about sending it again.

        Raises:
            ServiceError: in the end no good answer came.
        """
        headers = {"Accept": accept, **({"Content-Type": content_type} if content_type else {})}
        body = b"" if document is None else json.dumps(document, ensure_ascii=False).encode()
        call = Call(method, address, headers, body)
        answer = self._tried(
            call, sorted(set(scopes)), self._reading_tries if method == "GET" else 1
        )
        return ServiceAnswer(
            status=answer.status,
            headers=answer.headers,
            document=document_of(answer),
            next_address=link_to("next", answer, address),
            differences_address=link_to("differences", answer, address),
        )

    def pages(self, address: str, *, scopes: Iterable[str], accept: str) -> Iterator[ServiceAnswer]:
        """A list's pages one after the other, so that only one is in memory.

        Raises:
            ServiceError: a page could not be had, or stands elsewhere than the first;
                ``service_endless`` for pages that repeat themselves or are more than
                ``PAGES_LIMIT``.
        """
        wanted, seen = list(scopes), set[str]()
        following: str | None = address
        while following:
            if following in seen or len(seen) >= PAGES_LIMIT:
                raise ServiceError("service_endless", pages=len(seen))
            seen.add(following)
            answer = self.request("GET", following, scopes=wanted, accept=accept)
            following = answer.next_address
            # Their addresses come in plain headers, and the token goes wherever they lead.
            for further in (following, answer.differences_address):
                if further and not _same_origin(further, address):
                    raise ServiceError("service_malformed", why="a page elsewhere")
            yield answer

    def make_service_request(
        self,
        scopes: Sequence[str],
        url: str,
        is_post: bool = False,
        data: str | None = None,
        content_type: str = "application/json",
        accept: str = "application/json",
        case_insensitive_headers: bool = False,  # noqa: ARG002 (ours have lower-case names)
    ) -> TServiceConnectorResponse:
        """The same for PyLTI1p3's own service classes."""
        answer = self.request(
            "POST" if is_post else "GET",
            url,
            scopes=scopes,
            accept=accept,
            content_type=content_type if is_post else "",
            document=json.loads(data) if data else None,
        )
        said = {
            "headers": dict(answer.headers),
            "body": answer.document,
            "next_page_url": answer.next_address,
        }
        return cast("TServiceConnectorResponse", said)

    def _tried(self, call: Call, scopes: list[str], tries: int) -> Answer:
        for left in range(tries - 1, -1, -1):
            try:
                return self._authorized(call, scopes)
            except ServiceError as error:
                wait = error.retry_after if error.retry_after is not None else 0.5
                if not left or not error.is_temporary or wait > PATIENCE:
                    raise
                self._pause(wait)
        raise AssertionError("the last try returns or raises")  # pragma: no cover

    def _authorized(self, call: Call, scopes: list[str]) -> Answer:
        try:
            return self._sent(call, scopes)
        except ServiceError as error:
            if error.code != "service_unauthorized":
                raise
        self._tokens.drop(self.registration, scopes)
        return self._sent(call, scopes)

    def _require_allowed(self, address: str) -> None:
        """An administrator approved the registration's own origins; others must be public.

        A service's address comes with a launch, signed by the platform and seen by nobody here.
        """
        known = self.registration
        own = (known.token_endpoint, known.jwks_uri, known.authorization_endpoint)
        try:
            if origin_of(address) not in map(origin_of, own):
                self._connections.require_allowed(address)
        except AddressRefusedError as error:
            raise ServiceError("service_address_refused", why=str(error)) from error
        except PlatformUnreachableError as error:
            raise ServiceError("service_unreachable", why=str(error)) from error

    def _sent(self, call: Call, scopes: list[str]) -> Answer:
        self._require_allowed(call.address)
        bearer = {"Authorization": f"Bearer {self.get_access_token(scopes)}"}
        signed = Call(call.method, call.address, {**call.headers, **bearer}, call.body)
        try:
            answer = self._connections.send(signed, limit=ANSWER_LIMIT, total_seconds=SECONDS)
        except PlatformUnreachableError as error:
            raise ServiceError("service_unreachable", why=str(error)) from error
        check_status(answer)
        return answer


def _same_origin(one: str, other: str) -> bool:
    try:
        return origin_of(one) == origin_of(other)
    except AddressRefusedError:
        return False
