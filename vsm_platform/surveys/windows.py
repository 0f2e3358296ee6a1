"""When a survey is open for the people of one partner, on that partner's own calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vsm_platform.content.modules.api import Calendar, module_days
from vsm_platform.core import clock
from vsm_platform.exchanges.api import END_OF_DAY, MINUTE, earliest_instant, latest_instant

GRACE = timedelta(hours=1)
"""Whoever began in time can still send what is filled in."""
DAY = timedelta(days=1)
REMINDED_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when answers are taken; both aware."""

    opens_at: datetime
    closes_at: datetime
    """The last minute, as clocks show it; it still counts."""

    @property
    def waits(self) -> bool:
        return self.opens_at > clock.now()

    @property
    def is_over(self) -> bool:
        return self.closes_at + MINUTE <= clock.now()

    @property
    def is_open(self) -> bool:
        return not self.waits and not self.is_over

    @property
    def settles_at(self) -> datetime:
        """From when on nobody can answer any more, not even who had begun."""
        return self.closes_at + MINUTE + GRACE

    @property
    def takes_begun(self) -> bool:
        """Whether what was begun in time can still be sent."""
        return not self.waits and clock.now() < self.settles_at

    @property
    def reminds_at(self) -> datetime | None:
        """When those who have not answered are reminded; None where it is open too short a time."""
        at = self.closes_at - REMINDED_BEFORE
        return at if at >= self.opens_at + DAY else None


def window_of_days(opens_on: date, closes_on: date, zone: str) -> Window:
    """From the beginning of one local day to the end of another."""
    opens_at = earliest_instant(opens_on, time(0), zone)
    return Window(opens_at, latest_instant(closes_on, END_OF_DAY, zone))


def window_of_week(calendar: Calendar, week: int, days_open: int, zone: str) -> Window | None:
    """From the beginning of a week of the exchange, as the partner counts them."""
    opens_on = module_days(calendar, week, week).opens_on
    if opens_on is None:
        return None
    return window_of_days(opens_on, opens_on + DAY * (days_open - 1), zone)


def window_of_meeting(ends_at: datetime, days_open: int, zone: str) -> Window:
    """From the end of a meeting to the end of a local day."""
    last_day = ends_at.astimezone(ZoneInfo(zone)).date() + DAY * days_open
    return Window(ends_at, latest_instant(last_day, END_OF_DAY, zone))
