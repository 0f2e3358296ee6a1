"""What time it is. One place, so that tests can set the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, available_timezones

_shift = timedelta()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today(zone: tzinfo) -> date:
    """The date that the calendar on the wall shows in this zone."""
    return now().astimezone(zone).date()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Let the clock run ahead (or behind) inside the block; for tests."""
    global _shift  # noqa: PLW0603 (the one clock of the process)
    before, _shift = _shift, _shift + by
    try:
        yield
    finally:
        _shift = before


_ZONES = frozenset(available_timezones())


def zone_or_none(name: str | None) -> ZoneInfo | None:
    """The IANA zone of this name, or None where no such zone is known."""
    return ZoneInfo(name) if name in _ZONES and name else None


def known_zone(*names: str | None) -> str:
    """The first of these names that is an IANA zone here, or else UTC.

    What was saved may be unknown later: databases of zones differ between machines.
    """
    return next((name for name in names if name and name in _ZONES), "UTC")
