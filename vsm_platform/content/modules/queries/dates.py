"""Each partner's days of the modules, side by side, for those who teach."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.models import Module, PartnerDates, PartnerWeeks
from vsm_platform.content.modules.weeks import Calendar, Counting, Days, breaks_of, module_days
from vsm_platform.exchanges.api import Access, Partnership


@dataclass(frozen=True, slots=True)
class ModuleDates:
    """One module's days, by partnership."""

    module_id: int
    title: str
    days: dict[int, Days]

    @property
    def openings(self) -> int:
        """On how many different days it opens."""
        return len({days.opens_on for days in self.days.values()})


@dataclass(frozen=True, slots=True)
class DatesTable:
    """How each partner counts, and what follows from it."""

    calendars: dict[int, Calendar]
    modules: list[ModuleDates]


def calendars_of(session: Session, access: Access) -> dict[int, Calendar]:
    """Each partner's calendar, by partnership."""
    return calendars_in(session, access.exchange_id, access.starts_on, access.ends_on)


def calendars_in(
    session: Session, exchange_id: int, starts_on: date, ends_on: date
) -> dict[int, Calendar]:
    """The same where nobody is looking: of an exchange with these days."""
    query = (
        select(Partnership, PartnerWeeks.counting)
        .outerjoin(PartnerWeeks, PartnerWeeks.partnership_id == Partnership.id)
        .where(Partnership.exchange_id == exchange_id)
    )
    return {
        partnership.id: Calendar(
            starts_on,
            partnership.starts_on or starts_on,
            partnership.ends_on or ends_on,
            breaks_of(partnership.breaks),
            Counting(counting or Counting.EXCHANGE),
        )
        for partnership, counting in session.execute(query)
    }


def dates_table(session: Session, access: Access) -> DatesTable:
    """The days of every module for every partner, by three statements."""
    calendars = calendars_of(session, access)
    chosen = _chosen(session, access.exchange_id)
    query = (
        select(Module.id, Module.title, Module.first_week, Module.last_week)
        .where(Module.exchange_id == access.exchange_id, Module.deleted_at.is_(None))
        .order_by(Module.position, Module.id)
    )
    modules = []
    for module_id, title, first_week, last_week in session.execute(query):
        days = {}
        for partnership_id, calendar in calendars.items():
            opens_on, closes_on = chosen.get((module_id, partnership_id), (None, None))
            days[partnership_id] = module_days(
                calendar, first_week, last_week, opens_on=opens_on, closes_on=closes_on
            )
        modules.append(ModuleDates(module_id, title, days))
    return DatesTable(calendars, modules)


Chosen = dict[tuple[int, int], tuple[date | None, date | None]]
"""Days that somebody set, by module and partnership."""


def _chosen(session: Session, exchange_id: int) -> Chosen:
    query = (
        select(PartnerDates)
        .join(Module, Module.id == PartnerDates.module_id)
        .where(Module.exchange_id == exchange_id)
    )
    return {
        (row.module_id, row.partnership_id): (row.opens_on, row.closes_on)
        for row in session.scalars(query)
    }


def chosen_dates(session: Session, module_id: int) -> dict[int, tuple[date | None, date | None]]:
    """The days that somebody set for one module, by partnership."""
    query = select(PartnerDates).where(PartnerDates.module_id == module_id)
    return {row.partnership_id: (row.opens_on, row.closes_on) for row in session.scalars(query)}
