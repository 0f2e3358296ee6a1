"""The content of a course home, drawn once for all who would see the same in the same minute.

When a class clicks at once, nearly all of the page's time would go into drawing the same clocks
again. Everything that the drawing depends on is part of its key, and it gets no viewer, so that
nobody can be shown what is another's.
"""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from flask import render_template
from markupsafe import Markup

from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    Place,
    SharedDay,
    language_list,
    present_partners,
    shared_day,
    short_names,
)
from vsm_platform.home.dates import days_ahead
from vsm_platform.home.queries import CourseHome
from vsm_platform.web.languages import current_language

KEPT = 256
"""Drawings that a process keeps, of some 10 kB each."""


PERSONAL = Markup("<!-- what is the reader's own -->")
"""Where the template leaves room for what is drawn for one reader alone."""


def draw_course_home(home: CourseHome, timezone: str, *, has_agenda: bool) -> tuple[Markup, Markup]:
    """The content of a course home for a reader in this zone, as it is now.

    Returns:
        What stands before and what stands after the reader's own agenda.
    """
    minute = clock.now().replace(second=0, microsecond=0)
    shared = replace(home, access=home.access.without_person)
    return _drawn(shared, timezone, current_language(), minute, has_agenda)


@lru_cache(maxsize=KEPT)
def _drawn(
    home: CourseHome, timezone: str, _language: str, minute: datetime, has_agenda: bool
) -> tuple[Markup, Markup]:
    own_id = home.access.partnership_id
    html = render_template(
        "home/_content.html",
        viewer=None,
        now=minute,
        home=home,
        has_agenda=has_agenda,
        personal=PERSONAL,
        access=home.access,
        progress=home.progress,
        partners=home.partners,
        staff=[one for one in home.staff if not one.has_left],
        own=next((one for one in home.partners if one.partnership_id == own_id), None),
        ahead=days_ahead(home.access, home.progress, present_partners(home.partners)),
        day=_shared_day(home, timezone, minute),
        languages_taught=language_list(home.access.languages),
    )
    before, _, after = html.partition(PERSONAL)
    return Markup(before), Markup(after)  # noqa: S704 (the template has escaped them)


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
