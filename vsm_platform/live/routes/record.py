"""What was made in the rooms: to read, to print, and to take away as JSON or CSV."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.live.models import LiveRoom, State
from vsm_platform.live.queries.access import Seat, access_session, room_of
from vsm_platform.live.queries.record import as_json, as_rows, record_of
from vsm_platform.live.routes.pages import ROOM, SESSION, live_page, room
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.room import signed_in_viewer

HEADER = ("room", "number", "kind", "name", "text", "group", "votes", "at")


@room.page(f"{SESSION}/made", policy=SIGNED_IN)
def made(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """What was made in the session: in all rooms for those who teach, else in one's own."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    return _page(session, seat, None)


@room.page(f"{ROOM}/made", policy=SIGNED_IN)
def room_made(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """What was made in one room."""
    seat, own = _readable(session, exchange_id, session_id, room_number)
    return _page(session, seat, own)


def _readable(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> tuple[Seat, LiveRoom]:
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    own = room_of(session, session_id, room_number)
    if not seat.may_read(own):
        raise NotFound
    return seat, own


def _page(session: Session, seat: Seat, own: LiveRoom | None) -> str:
    return live_page(
        session,
        "made",
        seat,
        record=record_of(session, seat, own),
        own=own,
        is_over=seat.state == State.ENDED,
    )


@room.page(f"{SESSION}/made.json", policy=SIGNED_IN)
def made_json(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """The same as JSON."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    answer = jsonify(as_json(seat.live, record_of(session, seat)))
    answer.headers["Content-Disposition"] = f"attachment; filename=live-{session_id}.json"
    return answer


@room.page(f"{SESSION}/made.csv", policy=SIGNED_IN)
def made_csv(session: Session, exchange_id: int, session_id: int) -> ResponseReturnValue:
    """The same as a table."""
    seat = access_session(session, signed_in_viewer(), exchange_id, session_id)
    return csv_response(f"live-{session_id}", HEADER, as_rows(record_of(session, seat)))
