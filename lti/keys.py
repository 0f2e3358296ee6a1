"""The platforms' public keys: fetched seldom, parsed once, and never waited for long.

Security Framework 1.0, 6.3 and 6.4: a platform publishes its keys at its key set's address and
may rotate them at any time, so that an unknown kid is a reason to look again. Looking again is
limited, for a stranger can write any kid into a token.

The tool's own keys stand in ``lti.tool_keys`` and can be had from here too.
"""

import logging
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from lti.errors import LaunchError, PlatformKeysError
from lti.key_set import ParsedKeySet, PlatformKey, public_document
from lti.ports import CachedKeySet, Clock, KeySetCache
from lti.services.http import TOTAL_SECONDS, PlatformUnreachableError, bounded_get
from lti.tool_keys import ToolKey, generate_tool_key, public_key_set, sign

__all__ = [
    "NoKeySetCache",
    "PlatformKeySets",
    "ToolKey",
    "generate_tool_key",
    "public_key_set",
    "sign",
]

REFETCH_INTERVAL: Final = timedelta(seconds=30)
"""Between two fetches for an unknown kid, and after one that failed while old keys still serve."""
STALE_LIMIT: Final = timedelta(hours=24)
"""Age until which a fetched set may serve while the platform cannot be reached."""
DOCUMENT_LIMIT: Final = 256 * 1024

_log: Final = logging.getLogger(__name__)
_FRESH: Final = timedelta(hours=1)
_FRESH_BOUNDS: Final = (timedelta(minutes=5), timedelta(hours=24))
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])", re.IGNORECASE)
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class NoKeySetCache:
    """For a host of one process that need not keep key sets over restarts."""

    def get(self, _jwks_uri: str) -> CachedKeySet | None:
        return None

    def put(self, key_set: CachedKeySet) -> None:
        """Keep nothing."""


@dataclass
class _Address:
    """What this process knows of one key set's address."""

    jwks_uri: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    held: ParsedKeySet | None = None
    fetches: int = 0
    unknown_kid_at: datetime = _LONG_AGO
    failed_at: datetime = _LONG_AGO
    failure: str = ""


class PlatformKeySets:
    """All platforms' keys: one object for the whole process, safe in threads.

    It holds one entry for each registered address, and so needs no bound of its own.
    """

    def __init__(self, clock: Clock, total_seconds: float = TOTAL_SECONDS) -> None:
        self._clock = clock
        self._total_seconds = total_seconds
        self._addresses: dict[str, _Address] = {}

    def find(self, jwks_uri: str, kid: str, cache: KeySetCache) -> tuple[PlatformKey, ...]:
        """The platform's keys with this kid: as a rule one, never none.

        Costs a look-up while the set is fresh; otherwise at most one request of at most
        ``total_seconds``, which launches that need the same set at the same time share.

        Raises:
            PlatformKeysError: the set cannot be had and no older one serves.
            LaunchError: ``key_unknown``, the platform has no usable key with this kid.
        """
        address = self._addresses.get(jwks_uri)
        if address is None:
            address = self._addresses.setdefault(jwks_uri, _Address(jwks_uri))
        held = address.held
        if held and kid in held.keys and self._is_fresh(held):
            return held.keys[kid]
        fetches = address.fetches
        # Whoever has an old key that still serves does not wait for another's request.
        if address.lock.acquire(blocking=not self._old_keys(address, kid)):
            try:
                if address.fetches == fetches:
                    self._renew(address, kid, cache)
            finally:
                address.lock.release()
        return self._outcome(address, kid)

    def _is_fresh(self, held: ParsedKeySet) -> bool:
        return self._clock() < held.record.fresh_until

    def _old_keys(self, address: _Address, kid: str) -> tuple[PlatformKey, ...]:
        """The keys with this kid that may serve, if only until the platform answers again."""
        held = address.held
        if held is None or self._clock() >= held.record.fetched_at + STALE_LIMIT:
            return ()
        return held.keys.get(kid, ())

    def _outcome(self, address: _Address, kid: str) -> tuple[PlatformKey, ...]:
        keys = self._old_keys(address, kid)
        if keys:
            return keys
        held = address.held
        if held is None or address.failed_at >= held.record.fetched_at:
            raise PlatformKeysError(
                "platform_keys_unavailable", jwks_uri=address.jwks_uri, why=address.failure
            )
        raise LaunchError("key_unknown", jwks_uri=address.jwks_uri)

    def _renew(self, address: _Address, kid: str, cache: KeySetCache) -> None:
        """Take what another process fetched, or fetch where that is needed and allowed."""
        held = _newer(address.held, cache.get(address.jwks_uri))
        address.held = held
        now = self._clock()
        if held and self._is_fresh(held):
            if kid in held.keys or now < address.unknown_kid_at + REFETCH_INTERVAL:
                return
            address.unknown_kid_at = now
        elif self._old_keys(address, kid) and now < address.failed_at + REFETCH_INTERVAL:
            return
        try:
            address.held = _fetched(address.jwks_uri, now, self._total_seconds)
        except PlatformUnreachableError as error:
            address.failed_at, address.failure = now, str(error)
            _log.warning("platform key set %s: %s", address.jwks_uri, error)
        else:
            cache.put(address.held.record)
        finally:
            # Counted at its end, so that whoever came while it ran shares what came of it.
            address.fetches += 1


def _newer(held: ParsedKeySet | None, stored: CachedKeySet | None) -> ParsedKeySet | None:
    if stored is None or (held and held.record.fetched_at >= stored.fetched_at):
        return held
    return ParsedKeySet.parse(stored)


def _fetched(jwks_uri: str, now: datetime, total_seconds: float) -> ParsedKeySet:
    answer = bounded_get(jwks_uri, limit=DOCUMENT_LIMIT, total_seconds=total_seconds)
    if answer.status != 200:
        raise PlatformUnreachableError(f"status {answer.status}")
    try:
        document = public_document(answer.body.decode())
    except ValueError as error:
        raise PlatformUnreachableError("no key set") from error
    return ParsedKeySet.parse(
        CachedKeySet(
            jwks_uri=jwks_uri,
            document=document,
            fetched_at=now,
            fresh_until=now + _freshness(answer.headers.get("cache-control", "")),
        )
    )


def _freshness(cache_control: str) -> timedelta:
    """What the platform says (RFC 9111, 5.2.2.1), within bounds; an hour if it says nothing."""
    said = _MAX_AGE.search(cache_control)
    if said is None:
        return _FRESH
    shortest, longest = _FRESH_BOUNDS
    return min(max(timedelta(seconds=int(said[1])), shortest), longest)
