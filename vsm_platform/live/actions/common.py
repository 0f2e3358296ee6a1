"""What the actions share: locks, numbered events, keys, and who sends too much."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.throttle import Limit, do_count, is_exhausted
from vsm_platform.live.errors import TooFast
from vsm_platform.live.models import LOCK, EventKind, LiveEvent, LiveRoom, LiveSession
from vsm_platform.live.places import floor_place, lobby_place, room_place, waiting_place
from vsm_platform.live.policies import require_not_ended
from vsm_platform.live.queries.access import Seat
from vsm_platform.web.live import tell

FLOOD = Limit("live", 40, timedelta(seconds=10))
"""What one person does in a session in ten seconds; who types notes sends one or two a second."""


def count_tries(session: Session, seat: Seat) -> None:
    """Count what somebody does.

    Raises:
        TooFast: it is more than a person can mean.
    """
    who = f"{seat.live.id}:{seat.person_id}"
    if is_exhausted(session, FLOOD, who):
        raise TooFast
    do_count(session, FLOOD, who)


def locked_session(session: Session, exchange_id: int, session_id: int) -> LiveSession:
    """A session that has not ended, with its row locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such session.
        SessionEnded: its time is over.
    """
    live = session.get(LiveSession, session_id, with_for_update=LOCK, populate_existing=True)
    if live is None or live.exchange_id != exchange_id:
        raise NotFound
    require_not_ended(live.state_at(clock.now()))
    return live


def is_known(
    session: Session, session_id: int, room_number: int, person_id: int, client_key: str | None
) -> bool:
    """Whether the same form was received before."""
    if not client_key:
        return False
    query = select(LiveEvent.number).where(
        LiveEvent.session_id == session_id,
        LiveEvent.room_number == room_number,
        LiveEvent.person_id == person_id,
        LiveEvent.client_key == client_key,
    )
    return session.scalar(query) is not None


def note(
    session: Session,
    live: LiveSession,
    room: LiveRoom | None,
    kind: EventKind,
    *,
    person_id: int | None = None,
    client_key: str | None = None,
    text: str = "",
    data: dict[str, Any] | None = None,
) -> int:
    """Leave an event of a locked room, or without one of the locked session, and tell of it."""
    numbered = room or live
    numbered.last_number += 1
    session.add(
        LiveEvent(
            session_id=live.id,
            room_number=room.number if room else 0,
            number=numbered.last_number,
            kind=kind,
            person_id=person_id,
            client_key=client_key,
            text=text,
            data=data or {},
            happened_at=clock.now(),
        )
    )
    session.flush()
    tell_of(session, live, room)
    return numbered.last_number


def tell_of(session: Session, live: LiveSession, room: LiveRoom | None) -> None:
    """Let open pages know that something is new in a room, or in the session as a whole."""
    ids = live.exchange_id, live.id
    places = [room_place(*ids, room.number)] if room else [lobby_place(*ids), waiting_place(*ids)]
    for place in places:
        tell(session, place, (room or live).last_number)
    tell(session, floor_place(*ids), 0)


def note_everywhere(
    session: Session, live: LiveSession, rooms: Iterable[LiveRoom], kind: EventKind, **values: Any
) -> None:
    """The same event in the session and in each of these locked rooms."""
    note(session, live, None, kind, **values)
    for room in rooms:
        note(session, live, room, kind, **{**values, "client_key": None})


def say_of_poll(
    session: Session,
    live: LiveSession,
    rooms: Iterable[LiveRoom],
    seat: Seat,
    data: dict[str, object],
    client_key: str | None = None,
) -> None:
    """Tell everybody of a question to all rooms, which are locked before it: votes come from rooms."""
    kind, person_id = EventKind.POLL, seat.person_id
    note_everywhere(
        session, live, rooms, kind, person_id=person_id, data=data, client_key=client_key
    )


def record(session: Session, verb: str, live: LiveSession, actor_id: int, **details: Any) -> None:
    """Write a line about a session into the audit log; words of rooms are never part of it."""
    audit.record(
        session,
        f"live.{verb}",
        f"live:{live.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=live.exchange_id,
        **details,
    )
