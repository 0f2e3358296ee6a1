"""How long it is until a meeting, and what a clock shows then, in the page's language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_skeleton, format_time, format_timedelta
from flask_babel import get_locale, gettext

from vsm_platform.content.meetings.hours import Clock
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.core import clock


def countdown(meeting: Meeting, zone: str) -> str:
    """How long it is until a meeting on the reader's calendar: ``in 2 days``, ``tomorrow``."""
    present = clock.now()
    left = meeting.starts_at - present
    if meeting.ends_at < present:
        return str(gettext("It is over."))
    if left <= timedelta():
        return str(gettext("It is taking place now."))
    if left < timedelta(hours=1):
        return format_timedelta(
            left + timedelta(seconds=59), "minute", 61, add_direction=True, locale=_locale()
        )
    days = (_local(meeting.starts_at, zone).date() - _local(present, zone).date()).days
    if days < 2:
        return str(gettext("tomorrow") if days else gettext("today"))
    return format_timedelta(timedelta(days=days), "day", 2, add_direction=True, locale=_locale())


def span_of(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """From when to when on a zone's clock: ``Fri 13:00 – 14:30``."""
    starts, ends = _local(starts_at, zone), _local(ends_at, zone)
    return f"{_weekday(starts)} – {format_time(ends, 'HH:mm', locale=_locale())}"


def clock_words(one: Clock) -> str:
    """What a place's clock shows from the beginning to the end."""
    return span_of(one.starts, one.ends, one.place.zone)


def day_of(instant: datetime, zone: str) -> str:
    """The weekday and date on a zone's calendar: ``Thu, Oct 1``."""
    return str(format_skeleton("MMMEd", _local(instant, zone), locale=_locale()))


def _weekday(local: datetime) -> str:
    return format_datetime(local, "EEE HH:mm", locale=_locale())


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def _locale() -> str:
    return str(get_locale() or "en")
