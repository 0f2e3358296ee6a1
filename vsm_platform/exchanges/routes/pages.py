"""What the pages of exchanges share: the room, their addresses, and what every view begins with."""

from flask import request
from sqlalchemy.orm import Session

from vsm_platform.alliances.api import kind_label
from vsm_platform.exchanges.life import STATE_WORDS
from vsm_platform.exchanges.policies import Access, require_editor, require_not_archived
from vsm_platform.exchanges.queries.access import access_exchange
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("exchanges", __name__)
room.add_app_template_global(kind_label)
room.add_app_template_global(STATE_WORDS.__getitem__, "state_words")

EXCHANGE = "/exchanges/<int(max=2147483647):exchange_id>"
ADMIN = "/admin/exchanges"
GET_AND_POST = ("GET", "POST")


def editable(session: Session, exchange_id: int) -> Access:
    """The exchange, for a page on which the viewer may change it; in the archive, only look."""
    access = require_editor(access_exchange(session, signed_in_viewer(), exchange_id))
    return require_not_archived(access) if request.method == "POST" else access
