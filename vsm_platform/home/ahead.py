"""What lies before one person: the one clear next step, what is late, what the coming weeks hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import LazyString

from vsm_platform.exchanges.api import AgendaItem

SOON, JUST_BEGUN = timedelta(hours=3), timedelta(hours=1)
"""What happens so soon, or has just begun, comes before everything that is to be done."""
COMING = timedelta(days=21)
LINES = 6
"""So many lines of each list at most: a page that shows all shows nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the reader's own calendar."""

    title: str
    path: str
    note: LazyString | str
    at: datetime | None
    day: date | None
    leaf: date | None
    """The day that the leaf of the calendar shows."""
    is_due: bool
    is_late: bool

    @property
    def is_step(self) -> bool:
        """There is something to be done; else it only happens."""
        return self.is_due or self.leaf is None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a course home shows of a person's agenda."""

    next: Line | None
    late: tuple[Line, ...]
    coming: tuple[Line, ...]


def look_ahead(items: Iterable[AgendaItem], now: datetime, timezone: str) -> Ahead | None:
    """Sort what lies before a person; None where nothing does.

    Args:
        items: the agenda in its order in time.
        now: aware.
        timezone: IANA name of the reader's zone, whose calendar says which day it is.
    """
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    waiting = [item for item in items if not item.is_done and not _is_over(item, now, today)]
    chosen = _chosen(waiting, now)
    rest = [item for item in waiting if item is not chosen]
    late = [item for item in rest if _is_late(item, now, today)]
    coming = [item for item in rest if item not in late and _is_coming(item, now, today)]
    if chosen is None:
        return None
    return Ahead(
        next=_line(chosen, now, zone),
        late=tuple(_line(item, now, zone) for item in late[:LINES]),
        coming=tuple(_line(item, now, zone) for item in coming[:LINES]),
    )


def _is_over(item: AgendaItem, now: datetime, today: date) -> bool:
    """Whether something that only happened is past."""
    if item.is_due:
        return False
    if item.at:
        return item.at < now - JUST_BEGUN
    return item.day is not None and item.day < today


def _is_late(item: AgendaItem, now: datetime, today: date) -> bool:
    if not item.is_due:
        return False
    return item.at < now if item.at else item.day is not None and item.day < today


def _is_coming(item: AgendaItem, now: datetime, today: date) -> bool:
    if item.at:
        return item.at <= now + COMING
    return item.day is not None and item.day <= today + COMING


def _chosen(waiting: list[AgendaItem], now: datetime) -> AgendaItem | None:
    """What happens now; else what is to be done, the most urgent first; else what happens next."""
    live = [item for item in waiting if item.at and not item.is_due and item.at <= now + SOON]
    to_do = [item for item in waiting if item.is_due]
    whenever = [item for item in waiting if item.at is None and item.day is None]
    return next(iter([*live, *to_do, *whenever, *waiting]), None)


def _line(item: AgendaItem, now: datetime, zone: ZoneInfo) -> Line:
    today = now.astimezone(zone).date()
    return Line(
        title=item.title,
        path=item.path,
        note=item.note,
        at=item.at,
        day=item.day,
        leaf=item.at.astimezone(zone).date() if item.at else item.day,
        is_due=item.is_due,
        is_late=_is_late(item, now, today),
    )
