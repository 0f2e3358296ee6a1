"""A session or a room with the viewer's part in it: what every page begins with."""

from dataclasses import dataclass, replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import meetings_of_guest
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, Role, access_exchange, require_open
from vsm_platform.live.errors import AnotherRoom, SessionNotOpen
from vsm_platform.live.models import LivePlacement, LiveRoom, LiveSession, State
from vsm_platform.live.places import session_path
from vsm_platform.live.policies import may_know, require_not_ended, require_part
from vsm_platform.teams.api import own_teams


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's part in a live session."""

    access: Access
    person_id: int
    live: LiveSession
    state: State
    placement: LivePlacement | None
    team_ids: frozenset[int]
    """Of the teams that the person is in, or is the client of."""

    @property
    def leads(self) -> bool:
        return self.access.teaches

    @property
    def exchange_id(self) -> int:
        return self.access.exchange_id

    @property
    def path(self) -> str:
        return session_path(self.exchange_id, self.live.id)

    @property
    def room_id(self) -> int | None:
        """The room that the person is in."""
        return self.placement.room_id if self.placement else None

    @property
    def is_running(self) -> bool:
        """Whether the rooms are open."""
        return self.state in {State.OPEN, State.CLOSING}

    @property
    def may_act(self) -> bool:
        """Whether anything of the session can be changed by this person now."""
        return self.state != State.ENDED and self.access.may_write and not self.access.seen_as

    def is_own(self, room: LiveRoom) -> bool:
        """Whether a room is the one that the person is in."""
        return self.room_id == room.id

    def may_read(self, room: LiveRoom) -> bool:
        """Whether what stands in a room is for the person."""
        return self.leads or self.is_own(room) or room.team_id in self.team_ids


def access_session(session: Session, viewer: Viewer, exchange_id: int, session_id: int) -> Seat:
    """A live session.

    Raises:
        NotFound: there is none, or it is not for the viewer.
        NotAllowed: the viewer only looks after the exchange.
    """
    access = require_part(access_exchange(session, viewer, exchange_id, visitors=True))
    live = session.get(LiveSession, session_id)
    if live is None or live.exchange_id != exchange_id:
        raise NotFound
    seat = Seat(
        access,
        viewer.person_id,
        live,
        live.state_at(clock.now()),
        session.get(LivePlacement, (session_id, viewer.person_id)),
        frozenset(one.id for one in own_teams(session, access)),
    )
    if not _may_know(session, seat):
        raise NotFound
    return seat


def _may_know(session: Session, seat: Seat) -> bool:
    live, access = seat.live, seat.access
    is_for_own = bool(seat.team_ids) and _team_room(session, live.id, seat.team_ids) is not None
    invited: set[int] = set()
    if access.role == Role.GUEST and live.meeting_id:
        own = meetings_of_guest(session, access.enrolment_id or 0)
        invited = {one.meeting_id for one in own if not one.is_cancelled}
    return may_know(
        access,
        is_placed=seat.placement is not None and not access.seen_as,
        is_for_own_team=is_for_own,
        is_of_team=live.team_id is not None,
        is_invited=live.meeting_id in invited,
    )


def _team_room(session: Session, session_id: int, team_ids: frozenset[int]) -> LiveRoom | None:
    query = select(LiveRoom).where(
        LiveRoom.session_id == session_id, LiveRoom.team_id.in_(team_ids)
    )
    return session.scalars(query.order_by(LiveRoom.number)).first()


def team_room(session: Session, seat: Seat) -> LiveRoom | None:
    """The room of a team that the person is in, or is the client of."""
    return _team_room(session, seat.live.id, seat.team_ids) if seat.team_ids else None


def _locked(query: Select[LiveRoom]) -> Select[LiveRoom]:
    """Lock rooms, and read them as they are then: who waited for a lock has seen older numbers."""
    return query.with_for_update(key_share=True).execution_options(populate_existing=True)


def room_of(session: Session, session_id: int, number: int, *, lock: bool = False) -> LiveRoom:
    """A room by its number.

    Raises:
        NotFound: the session has none with it.
    """
    query = select(LiveRoom).where(LiveRoom.session_id == session_id, LiveRoom.number == number)
    found = session.scalars(_locked(query) if lock else query).one_or_none()
    if found is None:
        raise NotFound
    return found


def rooms_in(session: Session, session_id: int, *, lock: bool = False) -> list[LiveRoom]:
    """All rooms of a session, in their order, so that who locks them all never waits crosswise."""
    query = select(LiveRoom).where(LiveRoom.session_id == session_id).order_by(LiveRoom.number)
    return list(session.scalars(_locked(query) if lock else query))


def access_room(
    session: Session, viewer: Viewer, exchange_id: int, session_id: int, number: int
) -> tuple[Seat, LiveRoom]:
    """A room, to read.

    Raises:
        NotFound: there is none, or it is not for the viewer.
        AnotherRoom: the viewer is in another room of this session now.
    """
    seat = access_session(session, viewer, exchange_id, session_id)
    room = room_of(session, session_id, number)
    if not seat.may_read(room):
        raise AnotherRoom if seat.room_id else NotFound
    return seat, room


def acting_in_room(
    session: Session, viewer: Viewer, exchange_id: int, session_id: int, number: int
) -> tuple[Seat, LiveRoom]:
    """A room in which the viewer does something now, with its row locked.

    Raises:
        NotFound: there is none, or it is not for the viewer.
        AnotherRoom: the viewer is in another room now.
        SessionNotOpen, SessionEnded: it is too early, or too late.
        ExchangeClosed: nothing can be changed in the exchange any more.
    """
    seat, _room = access_room(session, viewer, exchange_id, session_id, number)
    require_open(seat.access)
    room = room_of(session, session_id, number, lock=True)
    # Asked again behind the lock: meanwhile it may have been closed, or the person moved.
    session.refresh(seat.live)
    seat = replace(seat, state=seat.live.state_at(clock.now()))
    require_not_ended(seat.state)
    if seat.placement:
        session.refresh(seat.placement)
    if seat.leads:
        return seat, room
    if not seat.is_running:
        raise SessionNotOpen
    if not (seat.is_own(room) and seat.placement and seat.placement.arrived_at):
        raise AnotherRoom
    return seat, room
