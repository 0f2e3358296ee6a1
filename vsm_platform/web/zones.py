"""Time zones to choose from: IANA names, by continent."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from markupsafe import Markup, escape
from wtforms import StringField
from wtforms.widgets import html_params

_AREAS = frozenset(
    [
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ]
)
ZONES = [*sorted(zone for zone in available_timezones() if zone.split("/")[0] in _AREAS), "UTC"]
"""Every zone that stands for a place."""


class ZoneField(StringField):
    """An IANA name, chosen from a list of all of them."""

    def __call__(self, **attributes: Any) -> Markup:
        chosen = Markup('value="%s"') % (self.data or "")
        options = _options().replace(chosen, chosen + Markup(" selected"), 1)
        parameters = html_params(**{"id": self.id, "name": self.name, **attributes})
        return Markup("<select %s>%s</select>") % (Markup(parameters), options)  # noqa: S704


@cache
def _options() -> Markup:
    """The list is drawn once: its 430 lines would be most of the work of a first launch."""
    option = Markup('<option value="%s">%s</option>')
    return Markup("").join(option % (zone, escape(zone.replace("_", " "))) for zone in ZONES)
