"""The course home, drawn once for all who would see the same in the same minute.

When a class clicks at once, nearly all of the page's time would go into drawing the same clocks
again. Everything that the drawing depends on is part of its key, and in place of the viewer it
gets what many share, so that nobody can be shown what is another's; what is each reader's own
stands in gaps.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from flask import render_template, session, url_for
from markupsafe import Markup

from vsm_platform.accounts.api import make_launch_token
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Place,
    SharedDay,
    language_list,
    present_partners,
    shared_day,
    short_names,
)
from vsm_platform.home.ahead import Ahead
from vsm_platform.home.dates import days_ahead
from vsm_platform.home.queries import CourseHome
from vsm_platform.teams.api import TeamView
from vsm_platform.web.fragments import Drawing, draw, gap
from vsm_platform.web.languages import current_language
from vsm_platform.web.templating import is_framed, languages_to_choose

KEPT = 256
"""Drawings that a process keeps, of some 15 kB each."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a page says of its reader, as far as many share it."""

    institution_name: str
    timezone: str
    display_name: str


def draw_course_home(
    home: CourseHome, viewer: Viewer, ahead: Ahead | None, teams: list[tuple[TeamView, str]]
) -> Markup:
    """The course home of a reader, as it is now; the reader's teams with their addresses."""
    minute = clock.now().replace(second=0, microsecond=0)
    shared = replace(home, access=home.access.without_person)
    reader = _Reader(viewer.institution_name, viewer.timezone, gap("display_name"))
    drawing = _drawn(shared, reader, current_language(), minute, ahead is not None, is_framed())
    return drawing.filled(
        display_name=viewer.display_name,
        launch_token=make_launch_token(viewer),
        messages=_part("_layout/messages.html") if "_flashes" in session else "",
        seen_as=_seen_as(home) if home.access.seen_as else "",
        agenda=_part("home/_agenda.html", ahead=ahead) if ahead else "",
        teams=_part("home/_teams.html", teams=teams, access=home.access) if teams else "",
    )


def _seen_as(home: CourseHome) -> Markup:
    return _part("exchanges/_seen_as.html", access=home.access, partners=home.partners)


def _part(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 (the template has escaped it)


@lru_cache(maxsize=KEPT)
def _drawn(
    home: CourseHome,
    reader: _Reader,
    _language: str,
    minute: datetime,
    has_agenda: bool,
    framed: bool,
) -> Drawing:
    own_id = home.access.partnership_id
    gaps = {name: gap(name) for name in ("launch_token", "messages", "seen_as", "agenda", "teams")}
    html = draw(
        "home/course.html",
        viewer=reader,
        profile_url=url_for("accounts.profile"),
        languages=languages_to_choose(),
        framed=framed,
        now=minute,
        home=home,
        has_agenda=has_agenda,
        access=home.access,
        progress=home.progress,
        partners=home.partners,
        staff=[one for one in home.staff if not one.has_left],
        own=next((one for one in home.partners if one.partnership_id == own_id), None),
        ahead=days_ahead(home.access, home.progress, present_partners(home.partners)),
        day=_shared_day(home, reader.timezone, minute),
        languages_taught=language_list(home.access.languages),
        **gaps,
    )
    return Drawing(html)


def _shared_day(home: CourseHome, timezone: str, minute: datetime) -> SharedDay:
    partners = present_partners(home.partners)
    names = short_names(partners)
    places = {
        partner.partnership_id: Place(
            names[partner.partnership_id], partner.colour, partner.timezone
        )
        for partner in partners
    }
    own = places.get(home.access.partnership_id or 0)
    return shared_day(list(places.values()), own, timezone, minute)
