"""What other rooms may use of live sessions."""

import vsm_platform.live.wonders_data  # noqa: F401 (it offers itself)
from vsm_platform.live.icebreakers import Icebreaker, use_icebreakers
from vsm_platform.live.models import LiveRoom, LiveSession
from vsm_platform.live.queries.rooms import sessions_of_team

__all__ = ["Icebreaker", "LiveRoom", "LiveSession", "sessions_of_team", "use_icebreakers"]
