"""Opening, closing and extending: the end is a moment in the database, and needs nobody to come."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import Conflict
from vsm_platform.live.actions.common import (
    is_known,
    locked_session,
    note,
    note_everywhere,
    record,
)
from vsm_platform.live.actions.settling import do_plan_settling
from vsm_platform.live.models import EventKind, LiveSession
from vsm_platform.live.queries.access import Seat, room_of, rooms_in
from vsm_platform.live.queries.agenda import Point


def do_open(session: Session, seat: Seat) -> None:
    """Open the rooms; a session with a length of its own closes by itself. Opened twice is opened once."""
    live = locked_session(session, seat.exchange_id, seat.live.id)
    if live.opened_at is not None:
        return
    live.opened_at = clock.now()
    if live.minutes:
        live.closes_at = live.opened_at + timedelta(minutes=live.minutes)
    rooms = rooms_in(session, live.id, lock=True)
    data = _moment(live)
    note_everywhere(session, live, rooms, EventKind.OPENED, person_id=seat.person_id, data=data)
    do_plan_settling(session, live)
    record(session, "opened", live, seat.person_id)


def do_close(session: Session, seat: Seat, minutes: int) -> None:
    """Say when it ends: in so many minutes, during which everybody sees the time run; 0 is at once.

    Raises:
        SessionEnded: it has ended already.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    present = clock.now()
    live.opened_at = live.opened_at or present
    live.closes_at = present + timedelta(minutes=minutes)
    _say_when(session, live, seat)
    record(session, "closed", live, seat.person_id, minutes=minutes)


def do_extend(session: Session, seat: Seat, minutes: int) -> None:
    """Let it go on for longer than was said; with 0 minutes, until somebody says an end again.

    Raises:
        Conflict: nobody has said when it ends.
        SessionEnded: it has ended already.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    if live.closes_at is None:
        raise Conflict
    live.closes_at = live.closes_at + timedelta(minutes=minutes) if minutes else None
    _say_when(session, live, seat)
    record(session, "extended", live, seat.person_id, minutes=minutes)


def _say_when(session: Session, live: LiveSession, seat: Seat) -> None:
    rooms = rooms_in(session, live.id, lock=True)
    data = _moment(live)
    note_everywhere(session, live, rooms, EventKind.CLOSES, person_id=seat.person_id, data=data)
    do_plan_settling(session, live)


def _moment(live: LiveSession) -> dict[str, str]:
    return {"at": live.closes_at.isoformat()} if live.closes_at else {}


def do_tell(
    session: Session, seat: Seat, text: str, numbers: list[int], *, client_key: str | None = None
) -> None:
    """Say something to these rooms from outside, or with no numbers to all and the lobby.

    Raises:
        NotFound: there is no such room.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    if is_known(session, live.id, 0, seat.person_id, client_key):
        return
    for number in numbers:
        room_of(session, live.id, number)
    rooms = rooms_in(session, live.id, lock=True)
    chosen = [room for room in rooms if not numbers or room.number in numbers]
    note_everywhere(
        session,
        live,
        chosen,
        EventKind.TOLD,
        person_id=seat.person_id,
        client_key=client_key,
        text=text,
        data={"rooms": [room.number for room in chosen] if numbers else []},
    )


def do_set_task(
    session: Session, seat: Seat, number: int, *, title: str, task: str, link: str
) -> None:
    """Change what a room is called, what it does, and where its people see each other."""
    live = locked_session(session, seat.exchange_id, seat.live.id)
    room = room_of(session, live.id, number, lock=True)
    room.title, room.task, room.link = title, task, link
    note(session, live, room, EventKind.TASK, person_id=seat.person_id)
    record(session, "room_changed", live, seat.person_id, room=number)


def do_set_agenda(session: Session, seat: Seat, points: Sequence[Point]) -> None:
    """Change what is done when; open pages show it at once.

    Raises:
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    agenda = [asdict(point) for point in points]
    if agenda == live.agenda:
        return
    live.agenda = agenda
    rooms = rooms_in(session, live.id, lock=True)
    note_everywhere(session, live, rooms, EventKind.AGENDA, person_id=seat.person_id)
    record(session, "agenda_changed", live, seat.person_id, points=len(agenda))


def do_hand_out(session: Session, seat: Seat, tasks: Sequence[str]) -> int:
    """Give each room one of these tasks in turn, in place of its own; gives how many rooms there are.

    Raises:
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    rooms = rooms_in(session, live.id, lock=True)
    for place, room in enumerate(rooms):
        room.task = tasks[place % len(tasks)]
        note(session, live, room, EventKind.TASK, person_id=seat.person_id)
    record(session, "handed_out", live, seat.person_id, rooms=len(rooms))
    return len(rooms)
