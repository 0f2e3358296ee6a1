"""The shared day of a team: each member's own clock, those with the same home and zone in a row.

A row is called like its university, or, for whoever is elsewhere, like the place of their zone.
"""

from collections.abc import Mapping, Sequence

from vsm_platform.core import clock
from vsm_platform.exchanges.api import Place, SharedDay, shared_day
from vsm_platform.teams.queries.teams import Member
from vsm_platform.web.templating import zone_place


def team_day(
    members: Sequence[Member], names: Mapping[int, str], reader_zone: str, reader_id: int
) -> SharedDay | None:
    """When the members are awake together, on the reader's own day; None for an empty team.

    Args:
        members: those who are in the team and have not left.
        names: what each partnership is called where there is little room.
        reader_zone: IANA name of the zone on whose day it is drawn.
        reader_id: the reader's person id, for whose own place the pairs are counted.
    """
    if not members:
        return None
    places = {
        (one.partnership_id, one.timezone): Place(
            names[one.partnership_id] if one.is_at_home else zone_place(one.timezone),
            one.colour,
            one.timezone,
        )
        for one in members
    }
    own = next((one for one in members if one.person_id == reader_id), None)
    own_place = places[own.partnership_id, own.timezone] if own else None
    return shared_day(list(places.values()), own_place, reader_zone, clock.now())
