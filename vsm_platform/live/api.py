"""What other rooms may use of live sessions."""

import vsm_platform.live.personal_data
import vsm_platform.live.wonders_data  # noqa: F401 (it offers itself)
from vsm_platform.live.actions.course import do_copy_sessions, do_rewrite_session_texts
from vsm_platform.live.icebreakers import Icebreaker, use_icebreakers
from vsm_platform.live.jobs import HANDLERS
from vsm_platform.live.models import LiveRoom, LiveSession
from vsm_platform.live.ports import Talk, use_talk_keeper
from vsm_platform.live.queries.rooms import sessions_of_team

__all__ = [
    "HANDLERS",
    "Icebreaker",
    "LiveRoom",
    "LiveSession",
    "Talk",
    "do_copy_sessions",
    "do_rewrite_session_texts",
    "sessions_of_team",
    "use_icebreakers",
    "use_talk_keeper",
]
