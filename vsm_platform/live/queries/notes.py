"""A room's notes as they are, and as they were."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.live.models import LiveNotes, LiveRoom


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands in the notes now."""

    version: int
    text: str


def notes_of(session: Session, room: LiveRoom) -> Noted:
    """The room's notes as they are."""
    return Noted(room.notes_version, notes_at(session, room, room.notes_version))


def notes_at(session: Session, room: LiveRoom, version: int) -> str:
    """A version, or the nearest older one that is still kept."""
    query = (
        select(LiveNotes.text)
        .where(LiveNotes.room_id == room.id, LiveNotes.version <= version)
        .order_by(LiveNotes.version.desc())
        .limit(1)
    )
    return session.scalar(query) or ""


def notes_in_rooms(session: Session, session_id: int) -> dict[int, str]:
    """The notes of all rooms of a session as they are, by room."""
    query = (
        select(LiveRoom.id, LiveNotes.text)
        .join(LiveNotes, LiveNotes.room_id == LiveRoom.id)
        .where(LiveRoom.session_id == session_id, LiveNotes.version == LiveRoom.notes_version)
    )
    return dict(session.execute(query).all())
