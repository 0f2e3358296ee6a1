"""What a process has read of rows that seldom change, and believes for a while.

Whoever changes such a row makes its own process forget it; others find out when the time is over.
"""

import time
from collections.abc import Hashable
from typing import Any, Final

SECONDS: Final = 30.0
"""How long something is believed that another process may have changed."""


class Memory:
    """Values by keys."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    def recall(self, key: Hashable) -> Any:
        """What was kept, or None where it was not, or too long ago."""
        until, value = self._kept.get(key, (0.0, None))
        return value if time.monotonic() < until else None

    def keep(self, key: Hashable, value: Any) -> None:
        """Believe this from now on."""
        self._kept[key] = time.monotonic() + SECONDS, value

    def forget(self, key: Hashable) -> None:
        """It is no longer true."""
        self._kept.pop(key, None)

    def forget_all(self) -> None:
        """Nothing is believed any more."""
        self._kept.clear()
