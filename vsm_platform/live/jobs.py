"""Waits for the end of sessions, and puts them in order then."""

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.courier import Handler, Outcome, again, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.live.actions.settling import SETTLE, do_settle
from vsm_platform.live.models import LOCK, LiveSession, State


def settle(database: Database, claimed: Claimed) -> Outcome:
    """Put a session in order once it is over (``live.settle``)."""
    with database.unit_of_work(writes=True) as session:
        return _settle(session, claimed.payload["session"])


def _settle(session: Session, session_id: int) -> Outcome:
    live = session.get(LiveSession, session_id, with_for_update=LOCK)
    if live is None or live.ends_at is None:
        return delivered()
    if live.state_at(clock.now()) != State.ENDED:
        return again(live.ends_at)
    return delivered() if do_settle(session, live) else again(clock.now())


HANDLERS: dict[str, Handler] = {SETTLE: settle}
