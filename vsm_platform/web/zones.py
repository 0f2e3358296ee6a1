"""Time zones to choose from: IANA names, by continent."""

from zoneinfo import available_timezones

from wtforms.fields import SelectChoice

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


def zone_choices() -> list[SelectChoice]:
    """Every zone that stands for a place."""
    return [SelectChoice(zone, zone.replace("_", " ")) for zone in ZONES]
