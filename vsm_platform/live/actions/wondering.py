"""Questions to those who teach: asked by anybody in the session, backed by others, answered aloud."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.live.actions.common import count_tries, locked_session, note
from vsm_platform.live.errors import Full
from vsm_platform.live.models import (
    MOST_OWN_WONDERS,
    MOST_WONDERS,
    EventKind,
    LiveBacking,
    LiveSession,
    LiveWonder,
)
from vsm_platform.live.queries.access import Seat


def do_wonder(session: Session, seat: Seat, text: str, *, client_key: str | None = None) -> None:
    """Ask those who teach something; whoever asks wants it answered, so that it begins with one vote.

    Raises:
        Full: there are very many, or the person has asked very often.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    count_tries(session, seat)
    if client_key and _is_known(session, live, seat.person_id, client_key):
        return
    _require_space(session, live, seat.person_id)
    wonder = LiveWonder(
        session_id=live.id,
        person_id=seat.person_id,
        client_key=client_key,
        text=text,
        asked_at=clock.now(),
    )
    session.add(wonder)
    session.flush()
    session.add(LiveBacking(wonder_id=wonder.id, person_id=seat.person_id))
    _tell(session, live, wonder)


def _is_known(session: Session, live: LiveSession, person_id: int, client_key: str) -> bool:
    query = select(LiveWonder.id).where(
        LiveWonder.session_id == live.id,
        LiveWonder.person_id == person_id,
        LiveWonder.client_key == client_key,
    )
    return session.scalar(query) is not None


def _require_space(session: Session, live: LiveSession, person_id: int) -> None:
    standing = select(func.count()).where(
        LiveWonder.session_id == live.id, LiveWonder.removed_at.is_(None)
    )
    if (session.scalar(standing) or 0) >= MOST_WONDERS:
        raise Full(most=MOST_WONDERS)
    if (session.scalar(standing.where(LiveWonder.person_id == person_id)) or 0) >= MOST_OWN_WONDERS:
        raise Full(most=MOST_OWN_WONDERS)


def _wonder(session: Session, live: LiveSession, wonder_id: int) -> LiveWonder:
    wonder = session.get(LiveWonder, wonder_id)
    if wonder is None or wonder.session_id != live.id or wonder.removed_at is not None:
        raise NotFound
    return wonder


def do_back(session: Session, seat: Seat, wonder_id: int, *, backs: bool) -> None:
    """Want a question answered, or no longer; everybody has one vote for each.

    Raises:
        NotFound: there is no such question here.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    count_tries(session, seat)
    wonder = _wonder(session, live, wonder_id)
    backing = session.get(LiveBacking, (wonder_id, seat.person_id))
    if (backing is not None) == backs:
        return
    if backing is None:
        session.add(LiveBacking(wonder_id=wonder_id, person_id=seat.person_id))
    else:
        session.delete(backing)
    _tell(session, live, wonder)


def do_answer_wonder(session: Session, seat: Seat, wonder_id: int, *, is_answered: bool) -> None:
    """Say that a question was answered, or that it was not after all.

    Raises:
        NotFound: there is no such question here.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    wonder = _wonder(session, live, wonder_id)
    if (wonder.answered_at is not None) != is_answered:
        wonder.answered_at = clock.now() if is_answered else None
        _tell(session, live, wonder)


def do_remove_wonder(session: Session, seat: Seat, wonder_id: int) -> None:
    """Take a question back: one's own, or as somebody who leads anybody's.

    Raises:
        NotAllowed: it is somebody else's.
        NotFound: there is no such question here.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    wonder = _wonder(session, live, wonder_id)
    if not (seat.leads or wonder.person_id == seat.person_id):
        raise NotAllowed
    wonder.removed_at = clock.now()
    _tell(session, live, wonder)


def _tell(session: Session, live: LiveSession, wonder: LiveWonder) -> None:
    """Leave an event without a name: who asks and who votes stands nowhere but in their rows."""
    note(session, live, None, EventKind.WONDER, data={"wonder": wonder.id})
