"""Meetings and deadlines as calendars read them: iCalendar (RFC 5545), published, never as an invitation.

Each occurrence is an event of its own with times in UTC, so no rules of repetition and no
time zones travel along. An event keeps its UID for as long as the meeting exists, its SEQUENCE
grows with every change, and one that is cancelled stays, with its STATUS saying so.
A deadline is an event without length, or a whole day, that leaves the time free; it is gone once the
thing is done.

The library is imported where it is used: only whoever subscribes needs it, and a server that starts
does not wait for it.
"""

# ruff: noqa: PLC0415 - see above.

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from vsm_platform.core import clock

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Virtual exchange//Meetings//EN"
REFRESH = timedelta(hours=1)
"""How often a calendar that subscribes should look again (RFC 7986, 5.7)."""
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event."""

    uid: str
    sequence: int
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    link: str
    page: str
    """The meeting's page with us, a whole address."""
    is_cancelled: bool
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline: an instant, aware, or a day."""

    uid: str
    title: str
    description: str
    at: datetime | None
    day: date | None
    page: str
    """Where it is done, a whole address."""


def calendar_text(
    entries: Iterable[Entry], name: str, organizer: str, language: str, dues: Iterable[Due] = ()
) -> bytes:
    """A calendar of these events.

    Args:
        entries: the events; the same ones give the same bytes.
        name: what the calendar is called where somebody subscribes.
        organizer: an e-mail address that stands for the platform (RFC 5546, 3.2.1).
        language: BCP 47 tag of the texts.
        dues: deadlines; those with neither instant nor day are left out.
    """
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(_line(name)))
    calendar.add("x-wr-calname", vText(_line(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, organizer, language))
    for due in dues:
        if due.at or due.day:
            calendar.add_component(_due(due, language))
    text: bytes = calendar.to_ical()
    return text


def _event(entry: Entry, organizer: str, language: str) -> "Event":
    from icalendar import Event, Parameters, vCalAddress, vUri

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("created", entry.created_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", _line(entry.title), parameters={"LANGUAGE": language})
    event.add("description", _clean(entry.description), parameters={"LANGUAGE": language})
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{organizer}"))
    event.add("url", vUri(entry.page))
    if entry.link and not entry.is_cancelled:
        # Many calendars make a button of an address in LOCATION; newer ones read CONFERENCE.
        event.add("location", entry.link)
        features = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]})
        event.add("conference", vUri(entry.link), parameters=features)
    return event


def _due(due: Due, language: str) -> "Event":
    from icalendar import Event, vUri

    event = Event()
    event.add("uid", due.uid)
    # Of the day, so that a calendar which looks again is told that nothing has changed.
    event.add("dtstamp", clock.now().replace(hour=0, minute=0, second=0, microsecond=0))
    event.add("dtstart", due.at.astimezone(UTC) if due.at else due.day)
    event.add("summary", _line(due.title), parameters={"LANGUAGE": language})
    event.add("description", _clean(due.description), parameters={"LANGUAGE": language})
    event.add("transp", "TRANSPARENT")
    event.add("url", vUri(due.page))
    return event


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """Only what may stand in a text value (RFC 5545, 3.3.11)."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
