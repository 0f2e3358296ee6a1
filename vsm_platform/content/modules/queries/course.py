"""The modules of an exchange as one person sees them: what is open, what is done, what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from sqlalchemy.orm import Session

from vsm_platform.content.modules.kinds import Placed, item_kinds
from vsm_platform.content.modules.models import Completion, Kind
from vsm_platform.content.modules.policies import sees_all
from vsm_platform.content.modules.queries.rows import module_rows
from vsm_platform.content.modules.weeks import Calendar, Counting, Days, breaks_of, module_days
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access

_OWN_KINDS = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item, as a list shows it to one person."""

    item_id: int
    kind: str
    ref_id: int | None
    title: str
    path: str
    """Where it is; empty for a heading, and for a thing that its room does not give."""
    note: LazyString | str
    minutes: int | None
    is_published: bool
    completion: Completion
    counts: bool
    """A student can be done with it."""
    is_done: bool

    @property
    def is_ref(self) -> bool:
        """It is another room's thing."""
        return self.ref_id is not None


@dataclass(frozen=True, slots=True)
class ModuleView:
    """One module, as one person sees it."""

    module_id: int
    title: str
    first_week: int | None
    last_week: int | None
    is_published: bool
    days: Days
    is_open: bool
    """Its content can be seen on this day by the students of the person's own university."""
    is_overdue: bool
    has_intro: bool
    items: tuple[ItemView, ...]
    """None for a student where it has not opened."""

    @property
    def total(self) -> int:
        """How many things there are to be done."""
        return sum(item.counts for item in self.items)

    @property
    def done(self) -> int:
        return sum(item.counts and item.is_done for item in self.items)

    @property
    def next_item(self) -> ItemView | None:
        """The first thing that is still to be done."""
        return next((item for item in self.items if item.counts and not item.is_done), None)


def today_of(viewer: Viewer) -> date:
    """Which day it is where the reader is."""
    return clock.today(ZoneInfo(viewer.timezone))


def course_modules(
    session: Session, access: Access, viewer: Viewer, *, with_others: bool = True
) -> list[ModuleView]:
    """The modules that the viewer sees, in their order.

    Args:
        session: the unit of work.
        access: the viewer's part in the exchange.
        viewer: who is looking; the day is that of the viewer's zone.
        with_others: whether other rooms are asked for their things; without, these are left out.
    """
    rows = module_rows(session, access)
    things = _things(session, access, viewer, rows) if with_others else {}
    return views_of(rows, access, today_of(viewer), things)


Things = Mapping[tuple[str, int], Placed]


def _things(session: Session, access: Access, viewer: Viewer, rows: Iterable[Any]) -> Things:
    """What the other rooms say of their things in these rows: one question to each room."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.ref_id is not None:
            wanted.setdefault(row.kind, set()).add(row.ref_id)
    kinds = item_kinds()
    return {
        (kind, ref_id): placed
        for kind, ids in wanted.items()
        if kind in kinds
        for ref_id, placed in kinds[kind].look_up(session, access, viewer, ids).items()
    }


def views_of(rows: Sequence[Any], access: Access, today: date, things: Things) -> list[ModuleView]:
    """What a person sees of these rows on a day."""
    everything = sees_all(access)
    groups = groupby(rows, key=lambda row: row.module_id)
    views = [_view(list(group), access, today, things) for _module_id, group in groups]
    return [view for view in views if everything or view.is_published]


def _view(rows: Sequence[Any], access: Access, today: date, things: Things) -> ModuleView:
    first = rows[0]
    days = days_of(first, access)
    everything, is_open = sees_all(access), days.is_open(today)
    shown = [
        row
        for row in rows
        if row.item_id is not None and (everything or (is_open and row.is_published))
    ]
    items = [_item(row, access, things) for row in shown]
    return ModuleView(
        module_id=first.module_id,
        title=first.module_title,
        first_week=first.first_week,
        last_week=first.last_week,
        is_published=first.module_is_published,
        days=days,
        is_open=is_open,
        is_overdue=days.is_overdue(today),
        has_intro=bool(first.has_intro),
        items=tuple(item for item in items if everything or item.path or item.kind == Kind.HEADING),
    )


def days_of(row: Any, access: Access) -> Days:
    """A module's days for the viewer's own partner; for who has none, the exchange's."""
    calendar = Calendar(
        access.starts_on,
        access.own_starts_on,
        access.own_ends_on or access.ends_on,
        breaks_of(row.breaks or ()),
        Counting(row.counting or Counting.EXCHANGE),
    )
    return module_days(
        calendar,
        row.first_week,
        row.last_week,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
    )


def _item(row: Any, access: Access, things: Things) -> ItemView:
    placed = things.get((row.kind, row.ref_id)) if row.ref_id is not None else None
    if placed:
        title, path, note = placed.title, placed.path, placed.note
        counts, is_done = placed.counts, placed.is_done
    else:
        title, note = row.title, ""
        path = item_path(access.exchange_id, row.item_id) if row.kind in _OWN_KINDS else ""
        counts, is_done = row.completion != Completion.NONE and bool(path), bool(row.done_at)
    if row.kind == Kind.HEADING:
        path, counts = "", False
    return ItemView(
        item_id=row.item_id,
        kind=row.kind,
        ref_id=row.ref_id,
        title=title,
        path=path,
        note=note,
        minutes=row.minutes,
        is_published=row.is_published,
        completion=Completion(row.completion),
        counts=counts,
        is_done=is_done,
    )


def item_path(exchange_id: int, item_id: int) -> str:
    """The page of an item; it stays when the item moves."""
    return f"/exchanges/{exchange_id}/modules/items/{item_id}"


def module_path(exchange_id: int, module_id: int) -> str:
    """The page of a module."""
    return f"/exchanges/{exchange_id}/modules/{module_id}"


def module_of(modules: Iterable[ModuleView], module_id: int) -> ModuleView:
    """One of these modules.

    Raises:
        NotFound: it is not among them.
    """
    found = next((module for module in modules if module.module_id == module_id), None)
    if found is None:
        raise NotFound
    return found
