"""A room's notes, which several people write at once, and its board of cards."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.live.actions.common import count_tries, is_known, note, tell_of
from vsm_platform.live.errors import Full
from vsm_platform.live.merging import merge_notes
from vsm_platform.live.models import (
    MOST_CARDS,
    NOTES,
    EventKind,
    LiveCard,
    LiveEvent,
    LiveNotes,
    LiveRoom,
    LiveSession,
)
from vsm_platform.live.queries.access import Seat
from vsm_platform.live.queries.notes import Noted, notes_at, notes_of

KEPT, MILESTONE = 300, 25
"""The newest versions are kept, on which somebody may still build, and of the older ones every 25th."""


def do_write_notes(
    session: Session,
    seat: Seat,
    room: LiveRoom,
    base_version: int,
    text: str,
    *,
    client_key: str | None = None,
) -> Noted:
    """Take what somebody made of a version of the locked room's notes into the present one.

    Raises:
        Full: both together would be longer than notes can be.
    """
    count_tries(session, seat)
    present = notes_of(session, room)
    if client_key and _has_key(session, room, seat.person_id, client_key):
        return present
    merged = merge_notes(notes_at(session, room, base_version), _lines(text), present.text)
    if merged == present.text:
        return present
    if len(merged) > NOTES:
        raise Full(most=NOTES)
    room.notes_version += 1
    session.add(
        LiveNotes(
            room_id=room.id,
            version=room.notes_version,
            text=merged,
            person_id=seat.person_id,
            client_key=client_key,
            written_at=clock.now(),
        )
    )
    _thin_out(session, room)
    _note_of_notes(session, seat.live, room, seat.person_id)
    return Noted(room.notes_version, merged)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _has_key(session: Session, room: LiveRoom, person_id: int, client_key: str) -> bool:
    query = select(LiveNotes.version).where(
        LiveNotes.room_id == room.id,
        LiveNotes.person_id == person_id,
        LiveNotes.client_key == client_key,
    )
    return session.scalar(query) is not None


def _thin_out(session: Session, room: LiveRoom) -> None:
    if room.notes_version % MILESTONE:
        return
    old = LiveNotes.version <= room.notes_version - KEPT
    session.execute(
        delete(LiveNotes).where(
            LiveNotes.room_id == room.id, old, LiveNotes.version % MILESTONE != 0
        )
    )


def _note_of_notes(session: Session, live: LiveSession, room: LiveRoom, person_id: int) -> None:
    """Changes of the notes in a row are one event, which moves on: who types makes hundreds."""
    newest = session.get(LiveEvent, (live.id, room.number, room.last_number))
    data = {"version": room.notes_version}
    if newest is None or newest.kind != EventKind.NOTED:
        note(session, live, room, EventKind.NOTED, person_id=person_id, data=data)
        return
    room.last_number += 1
    newest.number = room.last_number
    newest.person_id, newest.data, newest.happened_at = person_id, data, clock.now()
    session.flush()
    tell_of(session, live, room)


# The board ------------------------------------------------------------------------------------


def do_pin(
    session: Session,
    seat: Seat,
    room: LiveRoom,
    text: str,
    group: str = "",
    *,
    client_key: str | None = None,
) -> None:
    """Put a card on the locked room's board.

    Raises:
        Full: there are very many.
    """
    count_tries(session, seat)
    if is_known(session, seat.live.id, room.number, seat.person_id, client_key):
        return
    newest = select(func.max(LiveCard.number)).where(LiveCard.room_id == room.id)
    number = (session.scalar(newest) or 0) + 1
    standing = select(func.count()).where(
        LiveCard.room_id == room.id, LiveCard.removed_at.is_(None)
    )
    if (session.scalar(standing) or 0) >= MOST_CARDS:
        raise Full(most=MOST_CARDS)
    session.add(
        LiveCard(
            room_id=room.id,
            number=number,
            text=text,
            group=group,
            person_id=seat.person_id,
            made_at=clock.now(),
        )
    )
    _note_of_card(session, seat, room, number, client_key)


def _card(session: Session, room: LiveRoom, number: int) -> LiveCard:
    query = select(LiveCard).where(
        LiveCard.room_id == room.id, LiveCard.number == number, LiveCard.removed_at.is_(None)
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def do_group_card(session: Session, seat: Seat, room: LiveRoom, number: int, group: str) -> None:
    """Lay a card below a heading, or below none.

    Raises:
        NotFound: there is no such card on the board.
    """
    count_tries(session, seat)
    card = _card(session, room, number)
    if card.group != group:
        card.group = group
        _note_of_card(session, seat, room, number)


def do_remove_card(session: Session, seat: Seat, room: LiveRoom, number: int) -> None:
    """Take a card off the board, one's own or another's: the board is everybody's.

    Raises:
        NotFound: there is no such card on it.
    """
    count_tries(session, seat)
    _card(session, room, number).removed_at = clock.now()
    _note_of_card(session, seat, room, number)


def _note_of_card(
    session: Session, seat: Seat, room: LiveRoom, number: int, client_key: str | None = None
) -> None:
    note(
        session,
        seat.live,
        room,
        EventKind.CARD,
        person_id=seat.person_id,
        client_key=client_key,
        data={"card": number},
    )
