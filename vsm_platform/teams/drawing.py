"""The shared day of a team: each member's own clock, those with the same home and zone in a row.

A row is called like its university, or, for whoever is elsewhere, like the place of their zone. Rows
show waking hours alone, which everybody knows of a zone; what somebody has said of their own hours
is theirs, and only the hours that all of the team share are drawn of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vsm_platform.availability.api import shared_quarters
from vsm_platform.core import clock
from vsm_platform.exchanges.api import DAY, Place, SharedDay, Span, shared_day
from vsm_platform.teams.queries.teams import Member
from vsm_platform.web.zones import zone_place


def team_day(
    session: Session,
    exchange_id: int,
    members: Sequence[Member],
    names: Mapping[int, str],
    reader_zone: str,
    reader_id: int,
) -> SharedDay | None:
    """When the members can meet today, on the reader's own day; None for an empty team.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
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
    day = shared_day(list(places.values()), own_place, reader_zone, clock.now())
    midnight = datetime.combine(
        clock.now().astimezone(ZoneInfo(reader_zone)).date(), time(), ZoneInfo(reader_zone)
    )
    said = shared_quarters(session, exchange_id, [one.enrolment_id for one in members], midnight)
    if said == _quarters(day.together):
        return day
    return replace(day, together=list(_spans(said)), with_own=[], is_said=True)


def _quarters(spans: Sequence[Span]) -> list[bool]:
    """The same for each quarter of an hour of the day, around which a span can run."""
    inside = {minute % DAY for start, end in spans for minute in range(start, end, 15)}
    return [minute in inside for minute in range(0, DAY, 15)]


def _spans(quarters: Sequence[bool]) -> Iterator[Span]:
    edges = [False, *quarters, False]
    changes = [
        number * 15 for number in range(len(edges) - 1) if edges[number] != edges[number + 1]
    ]
    yield from zip(changes[::2], changes[1::2], strict=True)
