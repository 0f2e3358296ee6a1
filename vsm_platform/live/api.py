"""What other rooms may use of live sessions."""

from vsm_platform.live.models import LiveRoom, LiveSession
from vsm_platform.live.queries.rooms import sessions_of_team

__all__ = ["LiveRoom", "LiveSession", "sessions_of_team"]
