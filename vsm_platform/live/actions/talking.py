"""What people do in their room: they speak, raise a hand, call for somebody, ask each other."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.live.actions.common import (
    count_tries,
    is_known,
    locked_session,
    note,
    say_of_poll,
)
from vsm_platform.live.errors import Full, PollClosed
from vsm_platform.live.models import (
    LOCK,
    MOST_POLLS,
    EventKind,
    LivePoll,
    LiveRoom,
    LiveVote,
)
from vsm_platform.live.places import floor_place
from vsm_platform.live.queries.access import Seat, rooms_in
from vsm_platform.web.live import tell


def do_say(
    session: Session, seat: Seat, room: LiveRoom, text: str, *, client_key: str | None = None
) -> None:
    """Say something in the locked room; the same key sent again says nothing."""
    count_tries(session, seat)
    if is_known(session, seat.live.id, room.number, seat.person_id, client_key):
        return
    note(
        session,
        seat.live,
        room,
        EventKind.SAID,
        person_id=seat.person_id,
        client_key=client_key,
        text=text,
    )


def do_raise_hand(session: Session, seat: Seat, room: LiveRoom, *, is_up: bool) -> None:
    """Raise one's hand, or take it down."""
    count_tries(session, seat)
    placement = seat.placement
    if placement is None or (placement.hand_at is not None) == is_up:
        return
    placement.hand_at = clock.now() if is_up else None
    data = {"person": seat.person_id, "up": is_up}
    note(session, seat.live, room, EventKind.HAND, person_id=seat.person_id, data=data)


def do_call(session: Session, seat: Seat, room: LiveRoom, *, calls: bool) -> None:
    """Ask for a facilitator, or say that the call is answered or needless."""
    count_tries(session, seat)
    if (room.called_at is not None) == calls:
        return
    room.called_at = clock.now() if calls else None
    room.called_by_id = seat.person_id if calls else None
    kind = EventKind.CALLED if calls else EventKind.ANSWERED
    note(session, seat.live, room, kind, person_id=seat.person_id)


# Quick questions ------------------------------------------------------------------------------


def do_ask(
    session: Session,
    seat: Seat,
    room: LiveRoom,
    question: str,
    options: Sequence[str],
    *,
    client_key: str | None = None,
) -> None:
    """Ask the locked room a question with a few answers to choose from.

    Raises:
        Full: the session has seen very many questions.
    """
    count_tries(session, seat)
    if is_known(session, seat.live.id, room.number, seat.person_id, client_key):
        return
    poll = _add_poll(session, seat, room.id, question, options)
    note(
        session,
        seat.live,
        room,
        EventKind.POLL,
        person_id=seat.person_id,
        client_key=client_key,
        data={"poll": poll.id},
    )


def do_ask_all(
    session: Session,
    seat: Seat,
    question: str,
    options: Sequence[str],
    *,
    client_key: str | None = None,
) -> None:
    """Ask all rooms at once; the votes are counted together."""
    live = locked_session(session, seat.exchange_id, seat.live.id)
    if is_known(session, live.id, 0, seat.person_id, client_key):
        return
    rooms = rooms_in(session, live.id, lock=True)
    poll = _add_poll(session, seat, None, question, options)
    say_of_poll(session, live, rooms, seat, {"poll": poll.id}, client_key)


def _add_poll(
    session: Session, seat: Seat, room_id: int | None, question: str, options: Sequence[str]
) -> LivePoll:
    query = select(func.count()).where(
        LivePoll.session_id == seat.live.id, LivePoll.room_id == room_id
    )
    if (session.scalar(query) or 0) >= MOST_POLLS:
        raise Full(most=MOST_POLLS)
    poll = LivePoll(
        session_id=seat.live.id,
        room_id=room_id,
        question=question,
        options=list(options),
        made_by_id=seat.person_id,
        made_at=clock.now(),
    )
    session.add(poll)
    session.flush()
    return poll


def poll_of(session: Session, seat: Seat, room: LiveRoom | None, poll_id: int) -> LivePoll:
    """A question that is asked in this room, or in all.

    Raises:
        NotFound: there is none such.
    """
    poll = session.get(LivePoll, poll_id, with_for_update=LOCK, populate_existing=True)
    if poll is None or poll.session_id != seat.live.id:
        raise NotFound
    if poll.room_id is not None and (room is None or poll.room_id != room.id):
        raise NotFound
    return poll


def do_vote(session: Session, seat: Seat, room: LiveRoom | None, poll_id: int, option: int) -> None:
    """Choose an answer, or another one than before; who chose what is shown to nobody.

    Without a room it is a question that all are asked, answered on the page that all see together.

    Raises:
        NotFound: there is no such question here, or no such answer.
        PollClosed: it is too late.
    """
    count_tries(session, seat)
    poll = poll_of(session, seat, room, poll_id)
    if poll.closed_at is not None:
        raise PollClosed
    if not 0 <= option < len(poll.options):
        raise NotFound
    vote = session.get(LiveVote, (poll_id, seat.person_id))
    if vote is None:
        session.add(LiveVote(poll_id=poll_id, person_id=seat.person_id, option=option))
    elif vote.option == option:
        return
    else:
        vote.option = option
    if room is None:
        tell(session, floor_place(seat.exchange_id, seat.live.id), 0)
    else:
        note(session, seat.live, room, EventKind.VOTED, data={"poll": poll_id})


def do_close_poll(session: Session, seat: Seat, room: LiveRoom, poll_id: int) -> None:
    """End a question of the locked room, and show everybody its result; whoever asked it, or who leads.

    Raises:
        NotFound: there is no such question here.
        NotAllowed: somebody else has asked it.
    """
    count_tries(session, seat)
    poll = poll_of(session, seat, room, poll_id)
    if poll.room_id is None:
        raise NotFound
    if not (seat.leads or poll.made_by_id == seat.person_id):
        raise NotAllowed
    if poll.closed_at is None:
        poll.closed_at = clock.now()
        data = {"poll": poll_id, "closed": True}
        note(session, seat.live, room, EventKind.POLL, person_id=seat.person_id, data=data)


def do_close_poll_of_all(session: Session, seat: Seat, poll_id: int) -> None:
    """End a question that all rooms were asked, and show its result in all.

    Raises:
        NotFound: there is no such question; those of a quiz end with its result.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    rooms = rooms_in(session, live.id, lock=True)
    poll = poll_of(session, seat, None, poll_id)
    if poll.quiz_id is not None:
        raise NotFound
    if poll.closed_at is None:
        poll.closed_at = clock.now()
        say_of_poll(session, live, rooms, seat, {"poll": poll_id, "closed": True})
