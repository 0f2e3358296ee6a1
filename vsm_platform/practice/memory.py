"""What a platform remembers only for a while: launches under way, tokens, identifiers seen."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass
class ExpiringStore(Generic[Value]):
    """Values under keys, each for `lifetime_seconds`; safe to use from several threads."""

    lifetime_seconds: float
    _entries: dict[str, tuple[float, Value]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, value: Value, key: str = "") -> str:
        """Keep the value and return its key, a random one if none is given."""
        key = key or secrets.token_urlsafe(24)
        with self._lock:
            self._forget_expired()
            self._entries[key] = (time.monotonic() + self.lifetime_seconds, value)
        return key

    def get(self, key: str) -> Value | None:
        with self._lock:
            self._forget_expired()
            entry = self._entries.get(key)
        return entry[1] if entry else None

    def take(self, key: str) -> Value | None:
        """Return the value and forget it, so that it is used once."""
        with self._lock:
            self._forget_expired()
            entry = self._entries.pop(key, None)
        return entry[1] if entry else None

    def is_new(self, key: str, value: Value) -> bool:
        """Remember the key; False if it was already remembered."""
        with self._lock:
            self._forget_expired()
            if key in self._entries:
                return False
            self._entries[key] = (time.monotonic() + self.lifetime_seconds, value)
            return True

    def _forget_expired(self) -> None:
        """Entries are in the order of their expiry, so the old ones stand in front."""
        now = time.monotonic()
        while self._entries:
            oldest = next(iter(self._entries))
            if self._entries[oldest][0] > now:
                return
            del self._entries[oldest]
