"""The tabs above every page of an exchange; each room adds its own.

Sections are the first row; where a section has several tabs for this reader, they are the second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from vsm_platform.exchanges.models import Role
from vsm_platform.exchanges.policies import Access

Shown = Callable[[Access], bool]


class Section(IntEnum):
    """The first row, in its order."""

    HOME = 0
    COURSE = 1
    """What is taught: modules, assignments, files."""
    MEETINGS = 2
    PEOPLE = 3
    """Who takes part, teams, and for faculty how people come in."""
    GRADES = 4
    MANAGE = 5
    """For those who run it: the set-up path, the agreement, settings."""


_LABELS = {
    Section.HOME: _l("Home"),
    Section.COURSE: _l("Course"),
    Section.MEETINGS: _l("Meetings"),
    Section.PEOPLE: _l("People"),
    Section.GRADES: _l("Grades"),
    Section.MANAGE: _l("Manage"),
}


def everybody(_access: Access) -> bool:
    """Shown to whoever may see the exchange at all."""
    return True


def students(access: Access) -> bool:
    """Shown to those who take the course."""
    return access.role == Role.STUDENT


def faculty(access: Access) -> bool:
    """Shown to those who teach in the exchange or look after it."""
    return access.teaches or access.is_administrator


def editors(access: Access) -> bool:
    """Shown to those who may change the exchange."""
    return access.may_edit


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of an exchange that has a place in its navigation."""

    section: Section
    endpoint: str
    """A view that needs nothing but ``exchange_id``."""
    label: LazyString | str
    order: int
    """Where it stands in its section; the first one shown is where the section leads."""
    shown: Shown = everybody
    prefix: str | tuple[str, ...] = ()
    """Endpoints that begin so count as this tab too, such as ``grading.``."""

    def is_at(self, endpoint: str) -> bool:
        """Whether a page belongs to this tab."""
        return endpoint == self.endpoint or endpoint.startswith(self.prefix)


_tabs: dict[tuple[str, int], Tab] = {}


def offer_tab(tab: Tab) -> None:
    """Add a tab; called once, when the room is imported."""
    _tabs[tab.endpoint, tab.order] = tab


@dataclass(frozen=True, slots=True)
class Link:
    """A pill."""

    label: str
    url: str
    current: bool


def section_links(access: Access, endpoint: str) -> list[Link]:
    """The first row for this reader on this page."""
    here = _current(access, endpoint)
    firsts: dict[Section, Tab] = {}
    for tab in _shown(access):
        firsts.setdefault(tab.section, tab)
    return [
        Link(_section_label(tab), _url(tab, access), here is not None and here.section == section)
        for section, tab in firsts.items()
    ]


def tab_links(access: Access, endpoint: str) -> list[Link]:
    """The second row: the tabs of the section that this page is in, where there are several."""
    here = _current(access, endpoint)
    tabs = [tab for tab in _shown(access) if here and tab.section == here.section]
    if len(tabs) < 2:
        return []
    return [Link(str(tab.label), _url(tab, access), tab is here) for tab in tabs]


def _shown(access: Access) -> list[Tab]:
    tabs = sorted(_tabs.values(), key=lambda tab: (tab.section, tab.order))
    return [tab for tab in tabs if tab.shown(access)]


def _current(access: Access, endpoint: str) -> Tab | None:
    """The exact page before the room's other pages."""
    found = [tab for tab in _shown(access) if tab.is_at(endpoint)]
    return min(found, key=lambda tab: tab.endpoint != endpoint) if found else None


def _section_label(tab: Tab) -> str:
    return str(tab.label if tab.section == Section.GRADES else _LABELS[tab.section])


def _url(tab: Tab, access: Access) -> str:
    return url_for(tab.endpoint, exchange_id=access.exchange_id)
