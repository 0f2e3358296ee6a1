"""The days that lie ahead of a reader in an exchange, for the leaves of the course home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.lists import format_list
from flask_babel import get_locale, gettext

from vsm_platform.exchanges.api import Access, ExchangeState, Partner, Phase, Progress

_ENDED = frozenset({ExchangeState.FINISHED, ExchangeState.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with what happens on it."""

    day: date
    label: str
    note: str = ""
    state: str = ""
    at: None = None
    """These are whole days, everywhere the same; nothing happens at an hour yet."""


def days_ahead(access: Access, progress: Progress, partners: Sequence[Partner]) -> list[Dated]:
    """The coming days in their order: starts, the next week, the end; none once it is over."""
    if progress.phase == Phase.OVER or access.state in _ENDED:
        return []
    ahead = [*_starts(access, partners), *_next_week(progress), *_ends(access)]
    return sorted((one for one in ahead if one.day >= progress.day), key=lambda one: one.day)


def _starts(access: Access, partners: Sequence[Partner]) -> list[Dated]:
    days: dict[date, list[str]] = {}
    for partner in partners:
        days.setdefault(partner.starts_on or access.starts_on, []).append(partner.name)
    return [Dated(day, _start_label(day, access), _who(names, days)) for day, names in days.items()]


def _ends(access: Access) -> list[Dated]:
    own = access.own_ends_on or access.ends_on
    ends = [Dated(access.ends_on, gettext("Last day"))]
    if access.role and own != access.ends_on:
        ends.append(Dated(own, gettext("Your last day")))
    return ends


def _start_label(day: date, access: Access) -> str:
    if access.role and day == access.own_starts_on:
        return str(gettext("Your first day"))
    begins, joins = gettext("The course begins"), gettext("More partners begin")
    return str(begins if day == access.starts_on else joins)


def _who(names: Sequence[str], days: dict[date, list[str]]) -> str:
    """The partners that begin on a day, where not all begin together."""
    return format_list(names, locale=get_locale() or "en") if len(days) > 1 else ""


def _next_week(progress: Progress) -> list[Dated]:
    if progress.phase != Phase.RUNNING or progress.week >= progress.weeks:
        return []
    label = gettext("Week %(week)d begins", week=progress.week + 1)
    return [Dated(progress.week_ends_on + timedelta(days=1), label)]
