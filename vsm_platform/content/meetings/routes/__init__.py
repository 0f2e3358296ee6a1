"""Pages of meetings: to read, to plan, what comes afterwards, and calendars."""

from vsm_platform.content.meetings.routes import (
    afterwards,
    changing,
    planning,
    reading,
    subscribing,
)
from vsm_platform.content.meetings.routes.pages import room

__all__ = ["afterwards", "changing", "planning", "reading", "room", "subscribing"]
