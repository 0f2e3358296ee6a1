"""Live sessions as places of live connections: who hears of what, and who is here."""

from collections import defaultdict
from collections.abc import Sequence, Set
from time import monotonic

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.live.actions.landing import do_attend
from vsm_platform.live.errors import AnotherRoom
from vsm_platform.live.models import LiveRoom, LiveSession
from vsm_platform.live.places import floor_place, room_place, waiting_place
from vsm_platform.live.queries.access import access_room, access_session
from vsm_platform.web.live import Persons, offer_place, tell

WAITING_SECONDS = 3.0
"""A process tells a lobby at most so often that other people are here."""


def hear_of_lobby(session: Session, viewer: Viewer, ids: Sequence[int]) -> int:
    """The rule of a session as a whole."""
    if len(ids) != 2:
        raise NotFound
    return access_session(session, viewer, *ids).live.last_number


def hear_of_floor(session: Session, viewer: Viewer, ids: Sequence[int]) -> int:
    """The rule of everything that happens in a session, for those who teach."""
    if len(ids) != 2 or not access_session(session, viewer, *ids).leads:
        raise NotFound
    return 0


def hear_of_room(session: Session, viewer: Viewer, ids: Sequence[int]) -> int:
    """The rule of a room: for who is in it, and those who teach."""
    if len(ids) != 3:
        raise NotFound
    seat, room = access_room(session, viewer, *ids)
    if not (seat.leads or seat.is_own(room)):
        raise AnotherRoom
    return room.last_number


def attend(session: Session, here: Persons, fresh: Persons, gone: Persons) -> None:
    """Note who is here and who has gone, and tell the rooms in which that is news."""
    staying, coming, going = (_by_session(one) for one in (here, fresh, gone))
    for session_id in sorted({*coming, *going}):
        live = session.get(LiveSession, session_id)
        if live is None:
            continue
        left = going[session_id] - staying[session_id]
        changed = do_attend(session, live, coming[session_id], left)
        if changed:
            _tell_of_rooms(session, live, changed)
        _tell_who_waits(session, live, is_news=bool(changed))


def _by_session(persons: Persons) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for place, people in persons.items():
        found[int(place.split(":")[2])] |= people
    return found


def _tell_of_rooms(session: Session, live: LiveSession, room_ids: Set[int | None]) -> None:
    changed = select(LiveRoom.number, LiveRoom.last_number).where(LiveRoom.id.in_(room_ids))
    for number, last_number in session.execute(changed):
        tell(session, room_place(live.exchange_id, live.id, number), last_number)
    tell(session, floor_place(live.exchange_id, live.id), 0)


def _tell_who_waits(session: Session, live: LiveSession, *, is_news: bool) -> None:
    """Tell the lobby that other people are here, once for all who come within some seconds.

    What is owed is told at the latest when the leases are renewed, for then everybody's session is seen.
    """
    lobbies: dict[int, tuple[float, bool]] = current_app.extensions.setdefault("vsm_lobbies", {})
    silent_until, is_owed = lobbies.get(live.id, (0.0, False))
    present = monotonic()
    if not (is_news or is_owed):
        return
    if present < silent_until:
        lobbies[live.id] = silent_until, True
        return
    lobbies[live.id] = present + WAITING_SECONDS, False
    tell(session, waiting_place(live.exchange_id, live.id), live.last_number)


offer_place("lobby", hear_of_lobby, attend)
offer_place("waiting", hear_of_lobby, attend)
offer_place("floor", hear_of_floor, attend)
offer_place("room", hear_of_room, attend, signals=True)
