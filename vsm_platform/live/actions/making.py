"""Making a live session: its rooms, and who belongs into which before anybody has come."""

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.live.actions.common import locked_session, note, record
from vsm_platform.live.errors import Full
from vsm_platform.live.models import (
    MOST_ROOMS,
    EventKind,
    LiveCourse,
    LivePlacement,
    LiveRoom,
    LiveSession,
)
from vsm_platform.live.queries.access import rooms_in
from vsm_platform.live.queries.agenda import Point
from vsm_platform.live.queries.people import Candidate, inside, students_of
from vsm_platform.live.videos import link_from
from vsm_platform.teams.api import deal, members_of, published_sets, team_view, teams_of_set


class RoomsFrom(StrEnum):
    """Where the rooms of a session come from."""

    TEAMS = "teams"
    RANDOM = "random"
    NAMED = "named"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What a session is besides its rooms; the columns of the same names tell more."""

    title: str
    task: str = ""
    agenda: Sequence[Point] = ()
    link: str = ""
    language: str = ""
    minutes: int | None = None
    meeting_id: int | None = None


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """Which rooms a session gets."""

    rooms_from: RoomsFrom
    team_set_id: int | None = None
    team_id: int | None = None
    size: int = 4
    """How many people are in a room made at random, at most."""
    seed: int | None = None
    """Of the dealing at random; none for another one every time."""
    titles: Sequence[str] = field(default=())
    """Of named rooms."""


def do_make_session(
    session: Session, exchange_id: int, facts: SessionFacts, plan: RoomPlan, *, actor_id: int
) -> int:
    """Make a session with its rooms; gives its id.

    Raises:
        NotFound: the exchange has no such team, or no such published set.
        Full: there would be too many rooms.
    """
    live = LiveSession(
        exchange_id=exchange_id,
        title=facts.title,
        task=facts.task,
        agenda=[asdict(point) for point in facts.agenda],
        link=facts.link,
        language=facts.language,
        minutes=facts.minutes,
        meeting_id=facts.meeting_id,
        team_set_id=plan.team_set_id if plan.rooms_from == RoomsFrom.TEAMS else None,
        team_id=plan.team_id if plan.rooms_from == RoomsFrom.TEAM else None,
        last_number=0,
        created_by_id=actor_id,
        created_at=clock.now(),
    )
    session.add(live)
    session.flush()
    rooms = _make_rooms(session, live, plan)
    record(session, "made", live, actor_id, rooms=rooms)
    return live.id


def _make_rooms(session: Session, live: LiveSession, plan: RoomPlan) -> int:
    if plan.rooms_from == RoomsFrom.TEAMS:
        return _rooms_of_teams(session, live, _teams_of_set(session, live, plan.team_set_id))
    if plan.rooms_from == RoomsFrom.TEAM:
        team = team_view(session, live.exchange_id, plan.team_id or 0)
        if team is None or not team.is_published:
            raise NotFound
        return _rooms_of_teams(session, live, [team.id])
    if plan.rooms_from == RoomsFrom.RANDOM:
        return _rooms_at_random(session, live, plan)
    return len(_add_rooms(session, live, [(title, None) for title in plan.titles]))


def _teams_of_set(session: Session, live: LiveSession, team_set_id: int | None) -> list[int]:
    if team_set_id not in {one.id for one in published_sets(session, live.exchange_id)}:
        raise NotFound
    return [team.id for team in teams_of_set(session, team_set_id or 0)]


def _rooms_of_teams(session: Session, live: LiveSession, team_ids: Sequence[int]) -> int:
    rooms = _add_rooms(session, live, [("", team_id) for team_id in team_ids])
    members = members_of(session, team_ids)
    _place(
        session,
        live,
        {
            member.person_id: room
            for room in rooms
            for member in members[room.team_id or 0]
            if not member.has_left
        },
    )
    return len(rooms)


def _rooms_at_random(session: Session, live: LiveSession, plan: RoomPlan) -> int:
    people = students_of(session, live.exchange_id)
    random.Random(plan.seed).shuffle(people)  # noqa: S311 (nobody gains by guessing it)
    count = max(1, -(-len(people) // max(plan.size, 1)))
    rooms = _add_rooms(session, live, [("", None)] * count)
    _place(session, live, _dealt(people, rooms))
    return len(rooms)


def _dealt(people: Sequence[Candidate], rooms: Sequence[LiveRoom]) -> dict[int, LiveRoom]:
    """The room of each person, each partner spread evenly as in teams."""
    by_id = {room.id: room for room in rooms}
    found = deal(
        [(one.enrolment_id, one.partnership_id) for one in people], {room.id: () for room in rooms}
    )
    return {one.person_id: by_id[found[one.enrolment_id]] for one in people}


def _add_rooms(
    session: Session, live: LiveSession, wanted: Sequence[tuple[str, int | None]]
) -> list[LiveRoom]:
    """Add rooms by title and team after those that are there."""
    there = len(rooms_in(session, live.id))
    course = session.get(LiveCourse, live.exchange_id)
    pattern = course.video if course else ""
    if there + len(wanted) > MOST_ROOMS:
        raise Full(most=MOST_ROOMS)
    rooms = [
        LiveRoom(
            session_id=live.id,
            number=there + number,
            title=title,
            team_id=team_id,
            link=link_from(pattern, live.exchange_id, live.id, there + number),
            last_number=0,
            notes_version=0,
        )
        for number, (title, team_id) in enumerate(wanted, 1)
    ]
    session.add_all(rooms)
    session.flush()
    return rooms


def _place(session: Session, live: LiveSession, rooms: dict[int, LiveRoom]) -> None:
    session.add_all(
        LivePlacement(session_id=live.id, person_id=person_id, room_id=room.id, by_hand=False)
        for person_id, room in rooms.items()
    )
    session.flush()


def do_add_room(
    session: Session, exchange_id: int, session_id: int, title: str, *, actor_id: int
) -> int:
    """Add one more room to a session that has not ended; gives its number."""
    live = locked_session(session, exchange_id, session_id)
    (room,) = _add_rooms(session, live, [(title, None)])
    note(session, live, None, EventKind.TASK, person_id=actor_id, data={"room": room.number})
    return room.number


def do_invite(
    session: Session, exchange_id: int, session_id: int, person_ids: Sequence[int]
) -> None:
    """Let guests and clients into a session; a facilitator takes them to a room."""
    live = locked_session(session, exchange_id, session_id)
    for person_id in sorted(inside(session, exchange_id, person_ids)):
        if session.get(LivePlacement, (session_id, person_id)) is None:
            session.add(LivePlacement(session_id=live.id, person_id=person_id, by_hand=False))
    session.flush()
