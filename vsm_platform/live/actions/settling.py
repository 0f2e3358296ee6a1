"""After the end: what stays is put in order, and what nobody needs any more is forgotten.

The record stays. Of the notes only what they became stays, without who saved what when; votes
become counts; cards that were taken off the board lose their words. What a team said is kept in
its discussion, as one thread.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Select, and_, delete, exists, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.live.models import (
    EventKind,
    LiveCard,
    LiveEvent,
    LiveNotes,
    LivePlacement,
    LivePoll,
    LiveRoom,
    LiveSession,
    LiveVote,
)
from vsm_platform.live.places import made_path
from vsm_platform.live.ports import Said, Talk, do_keep_talk
from vsm_platform.live.queries.access import rooms_in
from vsm_platform.live.queries.rooms import votes_by_option

SETTLE = "live.settle"
"""The kind of delivery that waits for a session's end (``core.outbox``)."""
TURN = 5
"""So many lines that somebody said in a row stand together."""


def do_plan_settling(session: Session, live: LiveSession) -> None:
    """Let the session be settled when it ends; once more asked, at its new end."""
    lane = f"{SETTLE}:{live.id}"
    query = select(Delivery).where(
        Delivery.lane == lane,
        Delivery.state == DeliveryState.WAITING,
        Delivery.leased_until.is_(None),
    )
    waiting = session.scalars(query.with_for_update()).first()
    if waiting is None:
        waiting = enqueue(
            session,
            SETTLE,
            {"session": live.id},
            lane=lane,
            channel="live",
            exchange_id=live.exchange_id,
        )
    waiting.due_at = live.ends_at or clock.now()


def do_settle(session: Session, live: LiveSession) -> bool:
    """Put the next piece of a session that is over in order; gives whether nothing is left to do.

    One piece at a time, since everybody who writes waits meanwhile.
    """
    if live.settled_at is not None:
        return True
    room = session.scalars(_with_talk(live).limit(1)).first()
    if room is not None:
        room.thread = do_keep_talk(session, _talk_of(session, live, room)) or "-"
        return False
    rooms = rooms_in(session, live.id, lock=True)
    _count_votes(session, live)
    _forget_steps(session, rooms)
    live.settled_at = clock.now()
    return True


def _with_talk(live: LiveSession) -> Select[LiveRoom]:
    said = exists().where(
        LiveEvent.session_id == LiveRoom.session_id,
        LiveEvent.room_number == LiveRoom.number,
        LiveEvent.kind == EventKind.SAID,
        LiveEvent.text != "",
    )
    return (
        select(LiveRoom)
        .where(
            LiveRoom.session_id == live.id,
            LiveRoom.team_id.is_not(None),
            LiveRoom.thread == "",
            said,
        )
        .order_by(LiveRoom.number)
        .with_for_update(key_share=True)
    )


def _talk_of(session: Session, live: LiveSession, room: LiveRoom) -> Talk:
    query = (
        select(LiveEvent)
        .where(
            LiveEvent.session_id == live.id,
            LiveEvent.room_number == room.number,
            LiveEvent.kind.in_([EventKind.SAID, EventKind.TOLD]),
            LiveEvent.person_id.is_not(None),
        )
        .order_by(LiveEvent.number)
    )
    present = select(LivePlacement.person_id).where(
        LivePlacement.room_id == room.id, LivePlacement.arrived_at.is_not(None)
    )
    return Talk(
        live,
        room.team_id or 0,
        made_path(live.exchange_id, live.id, room.number),
        list(_turns(session.scalars(query))),
        session.scalars(present).all(),
    )


def _turns(lines: Iterable[LiveEvent]) -> Iterator[Said]:
    """What each said before somebody else did, in pieces that can be read."""
    for person_id, group in groupby(lines, key=lambda line: line.person_id):
        own = list(group)
        for start in range(0, len(own), TURN):
            piece = own[start : start + TURN]
            text = "\n\n".join(line.text for line in piece if line.text)
            if text:
                yield Said(person_id or 0, text, piece[0].happened_at)


def _count_votes(session: Session, live: LiveSession) -> None:
    polls = session.scalars(select(LivePoll).where(LivePoll.session_id == live.id)).all()
    votes = votes_by_option(session, polls)
    for poll in polls:
        poll.counts = votes[poll.id]
        poll.closed_at = poll.closed_at or live.ends_at
    ids = [poll.id for poll in polls]
    session.execute(delete(LiveVote).where(LiveVote.poll_id.in_(ids)))


def _forget_steps(session: Session, rooms: Iterable[LiveRoom]) -> None:
    """How the notes came about, and what was taken off the boards."""
    for room in rooms:
        newest = LiveNotes.version == room.notes_version
        own = LiveNotes.room_id == room.id
        session.execute(delete(LiveNotes).where(own, ~newest))
        session.execute(
            update(LiveNotes).where(own, newest).values(person_id=None, client_key=None)
        )
        gone = and_(LiveCard.room_id == room.id, LiveCard.removed_at.is_not(None))
        session.execute(update(LiveCard).where(gone).values(text="", group="", person_id=None))
