"""Pages of live sessions."""

from vsm_platform.live import sockets
from vsm_platform.live.routes import calls, leading, record, rooms, sessions, together
from vsm_platform.live.routes.pages import room

__all__ = ["calls", "leading", "record", "room", "rooms", "sessions", "sockets", "together"]
