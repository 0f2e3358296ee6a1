"""How an exchange meets live, and what of it goes on into the next season."""

from collections.abc import Callable, Mapping

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.live.models import LiveCourse, LiveRoom, LiveSession
from vsm_platform.live.videos import link_from


def do_set_video(session: Session, exchange_id: int, pattern: str, *, actor_id: int) -> None:
    """Say where the rooms of new sessions see each other; with nothing, nowhere by themselves."""
    course = session.get(LiveCourse, exchange_id) or LiveCourse(exchange_id=exchange_id)
    course.video = pattern
    session.add(course)
    audit.record(
        session,
        "live.video_changed",
        f"exchange:{exchange_id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=exchange_id,
    )


def do_copy_sessions(
    session: Session, old_id: int, new_id: int, meetings: Mapping[int, int]
) -> dict[int, int]:
    """Plan the sessions of one season in the next: what they are called and do, and their own rooms.

    Rooms of teams are not copied, since the next season has other teams, nor are sessions
    that have none but such; nor what anybody made or said. Gives the new ids by the old.
    """
    course = session.get(LiveCourse, old_id)
    if course:
        session.add(LiveCourse(exchange_id=new_id, video=course.video))
        session.flush()
    own = exists().where(LiveRoom.session_id == LiveSession.id, LiveRoom.title != "")
    query = select(LiveSession).where(
        LiveSession.exchange_id == old_id, LiveSession.team_id.is_(None), own
    )
    return {
        old.id: _copy(session, old, new_id, meetings)
        for old in session.scalars(query.order_by(LiveSession.id)).all()
    }


def _copy(session: Session, old: LiveSession, new_id: int, meetings: Mapping[int, int]) -> int:
    new = LiveSession(
        exchange_id=new_id,
        title=old.title,
        task=old.task,
        agenda=old.agenda,
        language=old.language,
        minutes=old.minutes,
        meeting_id=meetings.get(old.meeting_id or 0),
        last_number=0,
        created_at=clock.now(),
    )
    session.add(new)
    session.flush()
    rooms = select(LiveRoom).where(LiveRoom.session_id == old.id, LiveRoom.title != "")
    course = session.get(LiveCourse, new_id)
    pattern = course.video if course else ""
    for number, room in enumerate(session.scalars(rooms.order_by(LiveRoom.number)).all(), 1):
        session.add(
            LiveRoom(
                session_id=new.id,
                number=number,
                title=room.title,
                task=room.task,
                link=link_from(pattern, new_id, new.id, number),
                last_number=0,
                notes_version=0,
            )
        )
    session.flush()
    return new.id


def do_rewrite_session_texts(
    session: Session, exchange_id: int, rewrite: Callable[[str], str]
) -> None:
    """Change what the tasks of a season that was just made lead to."""
    query = select(LiveSession).where(LiveSession.exchange_id == exchange_id)
    for live in session.scalars(query).all():
        live.task = rewrite(live.task)
        for room in session.scalars(select(LiveRoom).where(LiveRoom.session_id == live.id)).all():
            room.task = rewrite(room.task)
