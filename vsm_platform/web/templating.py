"""What every template may use: versioned static addresses, language, times in the reader's zone."""

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from jinja2 import StrictUndefined

from vsm_platform.core import clock
from vsm_platform.web.forms import number_text
from vsm_platform.web.fragments import fragment
from vsm_platform.web.languages import (
    current_language,
    is_right_to_left,
    language_name,
    offered_languages,
)
from vsm_platform.web.room import current_viewer
from vsm_platform.web.zones import zone_place

JINJA_OPTIONS = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
"""Set before anything asks for the environment, which is made then and never again."""


def init_templating(app: Flask) -> None:
    """Give templates their globals."""
    app.context_processor(_page_globals)
    app.jinja_env.globals.update(
        asset=asset,
        fragment=fragment,
        zone_place=zone_place,
        local_time=local_time,
    )
    app.jinja_env.filters["date_text"] = date_text
    app.jinja_env.filters["number_text"] = number_text


def _page_globals() -> dict[str, object]:
    return {
        "viewer": current_viewer(),
        "languages": languages_to_choose(),
        "contact": current_app.config["SETTINGS"].contact,
        "profile_url": None,
        "locale": current_language(),
        "direction": "rtl" if is_right_to_left() else "ltr",
        "now": clock.now(),
        "framed": is_framed(),
        "development": not current_app.config["SETTINGS"].is_production,
    }


def languages_to_choose() -> tuple[tuple[str, str], ...]:
    """Tag and own name of each language that is offered."""
    return tuple((tag, language_name(tag)) for tag in offered_languages())


def is_framed() -> bool:
    """Whether the page goes into a frame."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe"


@cache
def asset(name: str) -> str:
    """The address of a static file, which changes when the file does."""
    content = (Path(current_app.static_folder or "") / name).read_bytes()
    return url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:10])


def date_text(day: date) -> str:
    """A date in the page's language, such as ``22 November 2026``."""
    return format_date(day, "long", locale=get_locale() or "en")


def local_time(instant: datetime, zone: str, form: str = "weekday") -> str:
    """An instant on the clock of a zone, in the page's language.

    Args:
        instant: aware.
        zone: IANA name.
        form: ``time`` (18:00), ``weekday`` (Thu 18:00), ``short`` (26 Nov, 18:00), ``date`` or
            ``full``.
    """
    locale, local = get_locale() or "en", instant.astimezone(ZoneInfo(zone))
    if form == "time":
        return format_time(local, "HH:mm", locale=locale)
    if form == "date":
        return format_date(local, "long", locale=locale)
    if form == "short":
        return format_datetime(local, "d MMM, HH:mm", locale=locale)
    return format_datetime(
        local, "EEE HH:mm" if form == "weekday" else "EEEE d MMMM yyyy HH:mm", locale=locale
    )
