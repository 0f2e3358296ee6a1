"""Coming in, being moved, and presence: everybody is in exactly one room of a session."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Role
from vsm_platform.live.actions.common import locked_session, note, tell_of
from vsm_platform.live.errors import SessionNotOpen
from vsm_platform.live.models import (
    HERE,
    HERE_BY_FORM,
    LOCK,
    EventKind,
    LivePlacement,
    LiveRoom,
    LiveSession,
)
from vsm_platform.live.queries.access import Seat, rooms_in, team_room
from vsm_platform.live.queries.people import inside


def do_join(session: Session, seat: Seat) -> LiveRoom | None:
    """Let somebody in who has opened the session; gives their room, or None for the lobby.

    Whoever was in a room before, or was put into one by hand, comes back to it. Else students and
    clients come into the room of their team, students without one into the room that was chosen at
    random, or the smallest.

    Raises:
        SessionEnded: its time is over.
        SessionNotOpen: the rooms are not open yet, and the person leads none of them.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    if live.opened_at is None and not seat.leads:
        raise SessionNotOpen
    placement = do_ensure_placement(session, live.id, seat.person_id)
    is_first = placement.arrived_at is None
    rooms = {room.id: room for room in rooms_in(session, live.id, lock=True)}
    if is_first and not (placement.by_hand and placement.room_id):
        placement.room_id = _room_for(session, seat, placement, rooms.values())
    present = clock.now()
    placement.arrived_at = placement.arrived_at or present
    placement.here_until = present + HERE_BY_FORM
    session.flush()
    room = rooms.get(placement.room_id or 0)
    if is_first:
        note(session, live, room, EventKind.CAME, data={"person": seat.person_id})
    else:
        tell_of(session, live, room)
    return room


def do_ensure_placement(session: Session, session_id: int, person_id: int) -> LivePlacement:
    """Somebody's place in a session, made where there is none yet."""
    key = (session_id, person_id)
    found = session.get(LivePlacement, key, with_for_update=LOCK, populate_existing=True)
    if found:
        return found
    try:
        with session.begin_nested():
            made = LivePlacement(session_id=session_id, person_id=person_id, by_hand=False)
            session.add(made)
    except IntegrityError:
        # Another request of the same moment was faster.
        return session.get_one(LivePlacement, key, with_for_update=LOCK)
    return made


def _room_for(
    session: Session, seat: Seat, placement: LivePlacement, rooms: Iterable[LiveRoom]
) -> int | None:
    """The room of somebody who comes in for the first time."""
    if seat.leads:
        return None
    own = team_room(session, seat)
    if own:
        return own.id
    if placement.room_id or seat.access.role != Role.STUDENT:
        return placement.room_id
    query = select(LivePlacement.room_id, func.count()).where(
        LivePlacement.session_id == seat.live.id
    )
    sizes = dict(session.execute(query.group_by(LivePlacement.room_id)).all())
    smallest = min(rooms, key=lambda room: (sizes.get(room.id, 0), room.number), default=None)
    return smallest.id if smallest else None


def do_move(session: Session, seat: Seat, person_ids: Collection[int], number: int) -> list[int]:
    """Put people into another room, or with number 0 into the lobby; gives who was moved.

    Raises:
        NotFound: the session has no such room, or the exchange no such people.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    rooms = {room.id: room for room in rooms_in(session, live.id, lock=True)}
    by_number = {room.number: room for room in rooms.values()}
    if number and number not in by_number:
        raise NotFound
    if inside(session, seat.exchange_id, person_ids) != set(person_ids):
        raise NotFound
    target = by_number.get(number)
    return [
        one for one in sorted(set(person_ids)) if _move(session, live, one, rooms, target, seat)
    ]


def _move(
    session: Session,
    live: LiveSession,
    person_id: int,
    rooms: Mapping[int, LiveRoom],
    target: LiveRoom | None,
    seat: Seat,
) -> bool:
    placement = do_ensure_placement(session, live.id, person_id)
    placement.by_hand = True
    before = rooms.get(placement.room_id or 0)
    if before is target:
        return False
    placement.room_id = target.id if target else None
    placement.hand_at = None
    session.flush()
    data = {"person": person_id, "to": target.number if target else 0}
    if placement.arrived_at is None:
        # Nobody has seen the person in a room yet; open pages draw their lists anew.
        tell_of(session, live, before)
        tell_of(session, live, target)
        return True
    note(session, live, before, EventKind.WENT, person_id=seat.person_id, data=data)
    note(session, live, target, EventKind.CAME, person_id=seat.person_id, data=data)
    return True


def do_visit(session: Session, seat: Seat, number: int) -> LiveRoom | None:
    """Let somebody who leads go into a room, or with number 0 back to the overview."""
    do_join(session, seat)
    do_move(session, seat, [seat.person_id], number)
    placement = session.get_one(LivePlacement, (seat.live.id, seat.person_id))
    return session.get(LiveRoom, placement.room_id) if placement.room_id else None


# Presence -------------------------------------------------------------------------------------


def do_stay(seat: Seat) -> None:
    """Whoever sends plain forms is here for a while."""
    if seat.placement:
        seat.placement.here_until = clock.now() + HERE_BY_FORM


def do_attend(
    session: Session, live: LiveSession, here: Collection[int], gone: Collection[int]
) -> set[int | None]:
    """Renew the leases of those whose connections this process holds, and end those of who has gone.

    Where another process holds a connection of somebody who has gone here, it says so at its next
    renewal. Gives the rooms (None: the lobby) in which something is different now, because
    of this or because a lease has run out that nobody renews any more.
    """
    present = clock.now()
    query = select(LivePlacement.person_id, LivePlacement.room_id, LivePlacement.here_until)
    rows = session.execute(query.where(LivePlacement.session_id == live.id)).all()
    room_ids = {row.person_id: row.room_id for row in rows}
    there = {row.person_id for row in rows if row.here_until and row.here_until > present}
    newly_lost = {
        row.person_id
        for row in rows
        if row.here_until and present - JUST_LOST < row.here_until <= present
    }
    for person_id in sorted(set(here) - set(room_ids)):
        room_ids[person_id] = do_ensure_placement(session, live.id, person_id).room_id
    session.flush()
    _until(session, live.id, here, present + HERE)
    _until(session, live.id, set(gone) & there, present)
    changed = (set(here) - there) | (set(gone) & there) | (newly_lost - set(here))
    return {room_ids[person_id] for person_id in changed}


JUST_LOST = timedelta(seconds=8)
"""A lease that has run out within this time may not have been told of yet."""


def _until(
    session: Session, session_id: int, person_ids: Collection[int], moment: datetime
) -> None:
    if not person_ids:
        return
    own = and_(LivePlacement.session_id == session_id, LivePlacement.person_id.in_(person_ids))
    session.execute(update(LivePlacement).where(own).values(here_until=moment))
