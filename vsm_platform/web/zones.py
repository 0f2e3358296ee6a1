"""Time zones to choose from: IANA names, shown as places by continent in the page's language."""

import unicodedata
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import StringField
from wtforms.widgets import html_params

from vsm_platform.web.languages import current_language

_AREAS = {
    "Africa": _l("Africa"),
    "America": _l("America"),
    "Antarctica": _l("Antarctica"),
    "Asia": _l("Asia"),
    "Atlantic": _l("Atlantic Ocean"),
    "Australia": _l("Australia"),
    "Europe": _l("Europe"),
    "Indian": _l("Indian Ocean"),
    "Pacific": _l("Pacific Ocean"),
}
ZONES = [*sorted(zone for zone in available_timezones() if zone.split("/")[0] in _AREAS), "UTC"]
"""Every zone that stands for a place, also by the names of former times."""

_FORMER = {
    old: name for old, name in get_global("zone_aliases").items() if {old, name} <= set(ZONES)
}
"""Today's name for each name of former times (CLDR), which some browsers still use."""


class ZoneField(StringField):
    """An IANA name, chosen from a list of places."""

    def __call__(self, **attributes: Any) -> Markup:
        zone = self.data or ""
        chosen = Markup('value="%s"') % _FORMER.get(zone, zone)
        options = _options(current_language()).replace(chosen, chosen + Markup(" selected"), 1)
        parameters = html_params(**{"id": self.id, "name": self.name, **attributes})
        return Markup("<select %s>%s</select>") % (Markup(parameters), options)  # noqa: S704


def by_alphabet(name: str) -> str:
    """Accents do not count, so that Österreich stands beside Oman and not after Zambia."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower() or name


def zone_place(zone: str) -> str:
    """The place that stands for a zone in the page's language, such as ``Honolulu``."""
    if zone == "UTC":
        return zone
    place = get_timezone_location(zone, locale=get_locale() or "en", return_city=True)
    return ", ".join(reversed(place.split("/")))


@cache
def _options(_language: str) -> Markup:
    """Drawn once for each language: its 420 lines would be most of the work of a first launch."""
    today = [zone for zone in ZONES[:-1] if zone not in _FORMER]
    groups = Markup("").join(
        Markup('<optgroup label="%s">%s</optgroup>') % (_AREAS[area], _places(list(zones)))
        for area, zones in groupby(today, lambda zone: zone.split("/")[0])
    )
    return groups + Markup('<option value="UTC">UTC</option>')


def _places(zones: list[str]) -> Markup:
    names = {zone: zone_place(zone) for zone in zones}
    return Markup("").join(
        Markup('<option value="%s"%s>%s</option>') % (zone, _also(zone), names[zone])
        for zone in sorted(zones, key=lambda zone: by_alphabet(names[zone]))
    )


def _also(zone: str) -> Markup:
    former = sorted(old for old, name in _FORMER.items() if name == zone)
    return Markup(' data-also="%s"') % " ".join(former) if former else Markup("")
