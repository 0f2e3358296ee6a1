"""What was made in the rooms of a session, as a record that stays."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from vsm_platform.live.models import LiveRoom, LiveSession, State
from vsm_platform.live.queries.access import Seat, rooms_in
from vsm_platform.live.queries.agenda import Agenda, PlannedPoint, agenda_of
from vsm_platform.live.queries.notes import notes_in_rooms
from vsm_platform.live.queries.people import Somebody, people_of
from vsm_platform.live.queries.rooms import (
    Card,
    Line,
    PollView,
    boards_of,
    polls_in_rooms,
    room_titles,
    talk_in_rooms,
)
from vsm_platform.live.queries.together import Wonder, wonders_of


@dataclass(frozen=True, slots=True)
class RoomRecord:
    """What one room made."""

    room: LiveRoom
    title: str
    people: list[Somebody]
    """Who was in it last."""
    talk: list[Line]
    notes: str
    board: list[tuple[str, list[Card]]]
    polls: list[PollView]

    @property
    def is_empty(self) -> bool:
        return not (self.talk or self.notes or self.board or self.polls)


@dataclass(frozen=True, slots=True)
class Record:
    """What was made in a session, as far as it is the viewer's to read."""

    agenda: Agenda
    rooms: list[RoomRecord]
    asked_all: list[PollView]
    """The questions that all rooms were asked."""
    wonders: list[Wonder]
    """The questions that people asked those who teach."""


def record_of(session: Session, seat: Seat, only: LiveRoom | None = None) -> Record:
    """What was made in one room, or in all that the viewer may read; so many selects for any number."""
    live = seat.live
    rooms = [only] if only else [one for one in rooms_in(session, live.id) if seat.may_read(one)]
    titles = room_titles(session, live.exchange_id, rooms)
    people = people_of(session, live.exchange_id, live.id)
    talk, notes = talk_in_rooms(session, live), notes_in_rooms(session, live.id)
    boards = boards_of(session, [room.id for room in rooms])
    polls = polls_in_rooms(session, live.id)
    return Record(
        agenda_of(session, live),
        [
            RoomRecord(
                room,
                titles[room.id],
                [one for one in people if one.room_id == room.id and one.arrived_at],
                talk.get(room.number, []),
                notes.get(room.id, ""),
                boards[room.id],
                [one for one in polls if one.poll.room_id == room.id],
            )
            for room in rooms
        ],
        [one for one in polls if one.poll.room_id is None and not _is_secret(seat, one)],
        [] if only else wonders_of(session, live.id, None),
    )


def _is_secret(seat: Seat, one: PollView) -> bool:
    """Whether the votes of a quiz are still to be guessed."""
    return one.is_hidden and not seat.leads and seat.state != State.ENDED


def as_json(live: LiveSession, record: Record) -> dict[str, Any]:
    """A record as a document."""
    return {
        "title": live.title,
        "opened_at": live.opened_at and live.opened_at.isoformat(),
        "closed_at": live.closes_at and live.closes_at.isoformat(),
        "agenda": [_point(one) for one in record.agenda.lines],
        "asked_in_all_rooms": [_poll(one) for one in record.asked_all],
        "questions_to_teachers": [
            {"text": one.text, "name": one.name, "votes": one.votes, "answered": one.is_answered}
            for one in record.wonders
        ],
        "rooms": [_room(one) for one in record.rooms],
    }


def _point(one: PlannedPoint) -> dict[str, Any]:
    begins_at = one.begins_at and one.begins_at.isoformat()
    return {**asdict(one.point), "begins_at": begins_at}


def _room(one: RoomRecord) -> dict[str, Any]:
    return {
        "number": one.room.number,
        "title": one.title,
        "people": [somebody.display_name for somebody in one.people],
        "talk": [
            {
                "number": line.number,
                "kind": line.kind,
                "name": line.name,
                "text": line.text,
                "at": line.at.isoformat(),
            }
            for line in one.talk
        ],
        "notes": one.notes,
        "board": [
            {"group": group, "text": card.text, "name": card.name}
            for group, cards in one.board
            for card in cards
        ],
        "polls": [_poll(poll) for poll in one.polls],
    }


def _poll(one: PollView) -> dict[str, Any]:
    options = [
        {"answer": option, "votes": votes}
        for option, votes in zip(one.poll.options, one.votes, strict=True)
    ]
    return {"question": one.poll.question, "answers": options}


def as_rows(record: Record) -> Iterator[tuple[object, ...]]:
    """A record as lines: room, number, kind, name, text, group, votes, moment."""
    yield from _rows_of_all(record)
    for one in record.rooms:
        for line in one.talk:
            at = line.at.isoformat()
            yield one.title, line.number, str(line.kind), line.name, line.text, "", "", at
        if one.notes:
            yield one.title, "", "notes", "", one.notes, "", "", ""
        for group, cards in one.board:
            for card in cards:
                at = card.made_at.isoformat()
                yield one.title, card.number, "card", card.name, card.text, group, "", at
        for poll in one.polls:
            yield from _poll_rows(one.title, poll)


def _rows_of_all(record: Record) -> Iterator[tuple[object, ...]]:
    for number, line in enumerate(record.agenda.lines, 1):
        at, point = line.begins_at.isoformat() if line.begins_at else "", line.point
        text = f"{point.title}\n{point.text}".strip()
        yield "", number, "agenda", "", text, f"{point.minutes} min", "", at
    for poll in record.asked_all:
        yield from _poll_rows("", poll)
    for wonder in record.wonders:
        yield "", wonder.id, "question", wonder.name, wonder.text, "", wonder.votes, ""


def _poll_rows(title: str, one: PollView) -> Iterator[tuple[object, ...]]:
    at = one.poll.made_at.isoformat()
    for option, votes in zip(one.poll.options, one.votes, strict=True):
        yield title, one.poll.id, "poll", "", one.poll.question, option, votes, at
