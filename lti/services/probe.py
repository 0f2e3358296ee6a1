"""Asking a platform in order to see how it stands: once, measured, and within a budget of time.

The requests are those of every day (``lti.services.connector``); what is added is that each is
bounded by what is left of the budget and leaves a measurement: its status, how long it took, and
how far the platform's clock is from ours (RFC 9110, 6.6.1: the ``Date`` of an answer).
"""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from lti.errors import ServiceError
from lti.key_set import ParsedKeySet, public_document
from lti.keys import DOCUMENT_LIMIT
from lti.ports import CachedKeySet, Clock
from lti.services.answers import check_status
from lti.services.http import TOTAL_SECONDS, Answer, Call, Connections, PlatformUnreachableError
from lti.services.safe_addresses import AddressRule

_HALF_SECOND: Final = timedelta(seconds=0.5)
"""The ``Date`` of an answer is cut to whole seconds, so half of one is lost on average."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One request: ``status`` is None where no answer came.

    ``ahead`` is how many seconds the platform's clock is ahead of ours; None where it says nothing,
    or where a cache answered in its place.
    """

    method: str
    address: str
    status: int | None
    seconds: float
    ahead: float | None


class MeasuredConnections(Connections):
    """Connections for one test, which end with its time; close them afterwards."""

    def __init__(
        self,
        total_seconds: float,
        clock: Clock,
        rule: AddressRule | None = None,
    ) -> None:
        super().__init__(rule)
        self._ends_at = time.monotonic() + total_seconds
        self._now = clock
        self._measured: list[Measurement] = []
        self._guard = threading.Lock()

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """What was asked until now, in the order in which it ended."""
        with self._guard:
            return tuple(self._measured)

    def send(self, call: Call, *, limit: int, total_seconds: float) -> Answer:
        """As ever, but never beyond the end of the test.

        Raises:
            PlatformUnreachableError: as for ``Connections``, or the time is over.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise PlatformUnreachableError("no time left")
        began, started = self._now(), time.monotonic()
        answer = None
        try:
            answer = super().send(call, limit=limit, total_seconds=min(total_seconds, left))
        finally:
            self._note(call, answer, began, time.monotonic() - started)
        return answer

    def _note(self, call: Call, answer: Answer | None, began: datetime, seconds: float) -> None:
        measured = Measurement(
            method=call.method,
            address=call.address,
            status=answer.status if answer else None,
            seconds=seconds,
            ahead=_ahead(answer, began + timedelta(seconds=seconds / 2)) if answer else None,
        )
        with self._guard:
            self._measured.append(measured)


def count_usable_keys(connections: Connections, jwks_uri: str) -> int:
    """Fetch a platform's key set as a launch would, and count the keys that can verify one.

    Raises:
        ServiceError: the set cannot be had in time, or is no key set.
    """
    call = Call("GET", jwks_uri, {"Accept": "application/json"})
    try:
        answer = connections.send(call, limit=DOCUMENT_LIMIT, total_seconds=TOTAL_SECONDS)
    except PlatformUnreachableError as error:
        raise ServiceError("service_unreachable", why=str(error)) from error
    check_status(answer)
    try:
        document = public_document(answer.body.decode())
    except ValueError:
        raise ServiceError("service_malformed", answered=answer.status) from None
    moment = datetime.now(UTC)
    parsed = ParsedKeySet.parse(CachedKeySet(jwks_uri, document, moment, moment))
    return sum(len(keys) for keys in parsed.keys.values())


def _ahead(answer: Answer, middle: datetime) -> float | None:
    """The clock that wrote ``Date``, against ours in the middle of request and answer."""
    if answer.headers.get("age", "0").strip() != "0":
        return None
    try:
        said = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    if said.tzinfo is None:
        return None
    return (said + _HALF_SECOND - middle).total_seconds()
