"""How browsers of a small room find each other, to talk without a server between them."""

from collections.abc import Sequence

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.live import calling
from vsm_platform.live.errors import AnotherRoom
from vsm_platform.live.queries.access import access_room
from vsm_platform.live.queries.people import Somebody
from vsm_platform.live.routes.pages import ROOM, room
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{ROOM}/ways", policy=SIGNED_IN)
def ways(
    session: Session, exchange_id: int, session_id: int, room_number: int
) -> ResponseReturnValue:
    """By which servers they find a way; good for some hours."""
    seat, own = access_room(session, signed_in_viewer(), exchange_id, session_id, room_number)
    if not (seat.leads or seat.is_own(own)):
        raise AnotherRoom
    settings = current_app.config["SETTINGS"]
    return jsonify(ways=calling.ways(settings.call_servers, settings.turn_secret, clock.now()))


def may_call(members: Sequence[Somebody]) -> bool:
    """Whether the room is small enough for it, and the operator has named servers."""
    settings = current_app.config["SETTINGS"]
    students = [one for one in members if not one.teaches]
    has_way = bool(settings.call_servers) or settings.environment != "production"
    return has_way and len(students) <= calling.MOST
