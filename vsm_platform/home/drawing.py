"""The content of a course home, drawn once for all who would see the same in the same minute.

When a class clicks at once, nearly all of the page's time would go into drawing the same clocks
again. Everything that the drawing depends on is part of its key, and it gets no viewer, so that
nobody can be shown what is another's.
"""

from datetime import datetime
from functools import lru_cache

from flask import render_template
from markupsafe import Markup

from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    Place,
    SharedDay,
    language_list,
    shared_day,
    short_names,
)
from vsm_platform.home.dates import days_ahead
from vsm_platform.home.queries import CourseHome
from vsm_platform.web.languages import current_language

KEPT = 256
"""Drawings that a process keeps, of some 10 kB each."""


def draw_course_home(home: CourseHome, timezone: str) -> Markup:
    """The content of a course home for a reader in this zone, as it is now."""
    minute = clock.now().replace(second=0, microsecond=0)
    return _drawn(home, timezone, current_language(), minute)


@lru_cache(maxsize=KEPT)
def _drawn(home: CourseHome, timezone: str, _language: str, minute: datetime) -> Markup:
    html = render_template(
        "home/_content.html",
        viewer=None,
        now=minute,
        home=home,
        access=home.access,
        progress=home.progress,
        partners=home.partners,
        ahead=days_ahead(home.access, home.progress, home.partners),
        day=_shared_day(home, timezone, minute),
        languages_taught=language_list(home.access.languages),
    )
    return Markup(html)  # noqa: S704 (the template has escaped it)


def _shared_day(home: CourseHome, timezone: str, minute: datetime) -> SharedDay:
    names = short_names(home.partners)
    places = {
        partner.partnership_id: Place(
            names[partner.partnership_id], partner.colour, partner.timezone
        )
        for partner in home.partners
    }
    own = places.get(home.access.partnership_id or 0)
    return shared_day(list(places.values()), own, timezone, minute)
