"""A room as its people see it, all rooms as those who teach see them, and the list of sessions."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.live.models import (
    EventKind,
    LiveCard,
    LiveEvent,
    LivePlacement,
    LivePoll,
    LiveRoom,
    LiveSession,
    LiveVote,
    State,
)
from vsm_platform.live.queries.access import rooms_in
from vsm_platform.live.queries.people import Somebody, people_of
from vsm_platform.teams.api import teams_of_exchange

TALK = (EventKind.SAID, EventKind.TOLD, EventKind.CALLED, EventKind.ANSWERED, EventKind.CLOSES)
"""What stands in a room's talk."""
LINES = 60
"""So many lines of it stand on the room's page; all stand on the page of what was made."""


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room in a list."""

    room: LiveRoom
    title: str
    people: list[Somebody]
    said: dict[int, int]
    """How often each has said something, by person."""
    last_at: datetime | None
    """When somebody last did."""

    @property
    def here(self) -> list[Somebody]:
        return [one for one in self.people if one.is_here]

    @property
    def hands(self) -> list[Somebody]:
        return [one for one in self.people if one.hand_at]

    @property
    def lines(self) -> int:
        return sum(self.said.values())


def room_titles(session: Session, exchange_id: int, rooms: Collection[LiveRoom]) -> dict[int, str]:
    """What rooms are called: by a name of their own, else by their team, else by their number."""
    teams: dict[int, str] = {}
    if any(room.team_id and not room.title for room in rooms):
        teams = {
            team.id: team.title
            for team in teams_of_exchange(session, exchange_id, published_only=False)
        }
    return {
        room.id: room.title
        or teams.get(room.team_id or 0)
        or gettext("Room %(number)d", number=room.number)
        for room in rooms
    }


def floor(session: Session, live: LiveSession) -> tuple[list[RoomLine], list[Somebody]]:
    """All rooms of a session, and who is in none of them."""
    rooms = rooms_in(session, live.id)
    titles = room_titles(session, live.exchange_id, rooms)
    by_room: defaultdict[int | None, list[Somebody]] = defaultdict(list)
    for one in people_of(session, live.exchange_id, live.id):
        by_room[one.room_id].append(one)
    said: defaultdict[int, dict[int, int]] = defaultdict(dict)
    last: dict[int, datetime] = {}
    query = (
        select(
            LiveEvent.room_number,
            LiveEvent.person_id,
            func.count(),
            func.max(LiveEvent.happened_at),
        )
        .where(LiveEvent.session_id == live.id, LiveEvent.kind == EventKind.SAID)
        .group_by(LiveEvent.room_number, LiveEvent.person_id)
    )
    for number, person_id, count, at in session.execute(query):
        said[number][person_id or 0] = count
        last[number] = max(at, last.get(number, at))
    lines = [
        RoomLine(room, titles[room.id], by_room[room.id], said[room.number], last.get(room.number))
        for room in rooms
    ]
    return lines, by_room[None]


# One room -------------------------------------------------------------------------------------


RECENT, TOLD = 20, 3
"""Of so many of the last messages from outside, the lobby shows so many that are for all."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that stands in a room's talk."""

    number: int
    kind: EventKind
    name: str
    """Empty for what nobody in particular did, and for people who were erased."""
    person_id: int | None
    text: str
    at: datetime
    data: dict[str, Any]

    @property
    def closes_at(self) -> datetime | None:
        """The moment that an event of closing tells."""
        return datetime.fromisoformat(self.data["at"]) if "at" in self.data else None

    @property
    def is_for_all(self) -> bool:
        """Of what was said from outside: not to chosen rooms."""
        return not self.data.get("rooms")


def talk_of(
    session: Session,
    live: LiveSession,
    room: LiveRoom,
    *,
    after: int = 0,
    most: int | None = None,
) -> list[Line]:
    """What was said in a room after a numbered event, in its order; the newest where it is much."""
    query = _TALK.where(
        LiveEvent.session_id == live.id,
        LiveEvent.room_number == room.number,
        LiveEvent.number > after,
    )
    found = session.execute(query.order_by(LiveEvent.number.desc()).limit(most))
    return [_line(row) for row in found][::-1]


def talk_in_rooms(session: Session, live: LiveSession) -> dict[int, list[Line]]:
    """All that was said in all rooms, by their numbers."""
    query = _TALK.where(LiveEvent.session_id == live.id, LiveEvent.room_number > 0)
    found: defaultdict[int, list[Line]] = defaultdict(list)
    for row in session.execute(query.order_by(LiveEvent.room_number, LiveEvent.number)):
        found[row.LiveEvent.room_number].append(_line(row))
    return found


def told_to_all(session: Session, live: LiveSession) -> list[Line]:
    """The last things that were said to all rooms and the lobby, in their order."""
    query = _TALK.where(
        LiveEvent.session_id == live.id,
        LiveEvent.room_number == 0,
        LiveEvent.kind == EventKind.TOLD,
    )
    found = session.execute(query.order_by(LiveEvent.number.desc()).limit(RECENT))
    return [line for row in found if (line := _line(row)).is_for_all][:TOLD][::-1]


_TALK = (
    select(LiveEvent, Person.display_name)
    .outerjoin(Person, Person.id == LiveEvent.person_id)
    .where(LiveEvent.kind.in_(TALK))
)


def _line(row: Any) -> Line:
    event: LiveEvent = row.LiveEvent
    return Line(
        event.number,
        EventKind(event.kind),
        row.display_name or "",
        event.person_id,
        event.text,
        event.happened_at,
        event.data,
    )


def events_since(
    session: Session, session_id: int, room_number: int, number: int, most: int = 500
) -> list[LiveEvent]:
    """What happened in a room, or with number 0 in the session as a whole, after an event."""
    query = (
        select(LiveEvent)
        .where(
            LiveEvent.session_id == session_id,
            LiveEvent.room_number == room_number,
            LiveEvent.number > number,
        )
        .order_by(LiveEvent.number)
        .limit(most)
    )
    return list(session.scalars(query))


@dataclass(frozen=True, slots=True)
class PollView:
    """A question with its votes."""

    poll: LivePoll
    votes: list[int]
    """By option."""
    own: int | None
    """What the viewer has chosen."""

    @property
    def total(self) -> int:
        return sum(self.votes)

    @property
    def is_open(self) -> bool:
        return self.poll.closed_at is None

    @property
    def is_hidden(self) -> bool:
        """Whether the votes are for nobody yet: whoever sees what the others think guesses with them."""
        return self.is_open and self.poll.quiz_id is not None

    @property
    def right(self) -> list[int]:
        """Which options are right, once it is told."""
        return [] if self.is_open else self.poll.right or []

    @property
    def is_right(self) -> bool:
        """Whether the viewer has chosen rightly, once it is told."""
        return self.own is not None and self.own in self.right


def polls_of(
    session: Session, session_id: int, room_id: int | None, person_id: int | None
) -> list[PollView]:
    """The questions of a room and those asked in all rooms, the newest first."""
    query = select(LivePoll).where(
        LivePoll.session_id == session_id,
        or_(LivePoll.room_id.is_(None), LivePoll.room_id == (room_id or 0)),
    )
    return _counted(session, list(session.scalars(query.order_by(LivePoll.id.desc()))), person_id)


def polls_in_rooms(session: Session, session_id: int) -> list[PollView]:
    """The questions of all rooms of a session, and those asked in all of them, in their order."""
    query = select(LivePoll).where(LivePoll.session_id == session_id).order_by(LivePoll.id)
    return _counted(session, list(session.scalars(query)), None)


def _counted(session: Session, polls: Sequence[LivePoll], person_id: int | None) -> list[PollView]:
    votes = votes_by_option(session, polls)
    mine = select(LiveVote.poll_id, LiveVote.option).where(
        LiveVote.poll_id.in_([poll.id for poll in polls]), LiveVote.person_id == person_id
    )
    own = dict(session.execute(mine).all())
    return [PollView(poll, votes[poll.id], own.get(poll.id)) for poll in polls]


def votes_by_option(session: Session, polls: Sequence[LivePoll]) -> dict[int, list[int]]:
    """How many votes each answer of these questions has, by question."""
    found = {poll.id: list(poll.counts or [0] * len(poll.options)) for poll in polls}
    counted = select(LiveVote.poll_id, LiveVote.option, func.count()).where(
        LiveVote.poll_id.in_(found)
    )
    for poll_id, option, count in session.execute(
        counted.group_by(LiveVote.poll_id, LiveVote.option)
    ):
        found[poll_id][option] = count
    return found


@dataclass(frozen=True, slots=True)
class Card:
    """A card on a board."""

    number: int
    text: str
    group: str
    name: str
    """Of who pinned it."""
    made_at: datetime


def board_of(session: Session, room_id: int) -> list[tuple[str, list[Card]]]:
    """The cards of a room by group; those without one come first."""
    return boards_of(session, [room_id])[room_id]


def boards_of(
    session: Session, room_ids: Collection[int]
) -> dict[int, list[tuple[str, list[Card]]]]:
    """The same of several rooms, by one select."""
    query = (
        select(LiveCard, Person.display_name)
        .outerjoin(Person, Person.id == LiveCard.person_id)
        .where(LiveCard.room_id.in_(room_ids), LiveCard.removed_at.is_(None))
        .order_by(LiveCard.number)
    )
    boards: dict[int, dict[str, list[Card]]] = {room_id: {"": []} for room_id in room_ids}
    for card, name in session.execute(query):
        found = Card(card.number, card.text, card.group, name or "", card.made_at)
        boards[card.room_id].setdefault(card.group, []).append(found)
    return {
        room_id: [(group, cards) for group, cards in groups.items() if cards]
        for room_id, groups in boards.items()
    }


# Lists of sessions ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a list."""

    live: LiveSession
    state: State
    rooms: int
    has_call: bool
    """Whether a room asks for a facilitator."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """Who looks at a list of sessions."""

    exchange_id: int
    person_id: int
    leads: bool
    team_ids: Collection[int]


_URGENCY = (State.CLOSING, State.OPEN, State.GATHERING, State.ENDED)


def sessions_for(session: Session, viewing: Viewing) -> list[SessionLine]:
    """The sessions of an exchange that are for the viewer: open, to come, over; the newest first."""
    rooms = select(func.count()).where(LiveRoom.session_id == LiveSession.id).scalar_subquery()
    calls = (
        select(func.count(LiveRoom.called_at))
        .where(LiveRoom.session_id == LiveSession.id)
        .scalar_subquery()
    )
    query = select(LiveSession, rooms, calls).where(LiveSession.exchange_id == viewing.exchange_id)
    if not viewing.leads:
        placed = select(LivePlacement.session_id).where(
            LivePlacement.person_id == viewing.person_id
        )
        query = query.where(
            or_(
                LiveSession.team_id.is_(None),
                LiveSession.team_id.in_(viewing.team_ids),
                LiveSession.id.in_(placed),
            )
        )
    present = clock.now()
    lines = [
        SessionLine(live, live.state_at(present), count, bool(called))
        for live, count, called in session.execute(query.order_by(LiveSession.id.desc()))
    ]
    return sorted(lines, key=lambda line: _URGENCY.index(line.state))


def sessions_of_team(session: Session, team_id: int) -> Sequence[tuple[LiveSession, LiveRoom]]:
    """The sessions in which a team has a room, the newest first."""
    query = (
        select(LiveSession, LiveRoom)
        .join(LiveRoom, LiveRoom.session_id == LiveSession.id)
        .where(LiveRoom.team_id == team_id)
        .order_by(LiveSession.id.desc())
    )
    return [(live, room) for live, room in session.execute(query)]


def used_by_teams(session: Session, team_ids: Collection[int]) -> set[int]:
    """Of these teams, those that have a room in a session."""
    query = select(LiveRoom.team_id).where(LiveRoom.team_id.in_(team_ids)).distinct()
    return {one for one in session.scalars(query) if one is not None}
