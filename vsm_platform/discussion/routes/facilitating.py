"""Facilitating: where nobody talks and what to do, and what was moderated."""

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotAllowed
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.queries.access import Standing, standing_in
from vsm_platform.discussion.queries.log import moderation_log
from vsm_platform.discussion.queries.silence import (
    NAMES,
    QUIET,
    quiet_teams,
    voices,
    waiting_topics,
)
from vsm_platform.discussion.routes.pages import DISCUSSION, course_page, room
from vsm_platform.web.room import signed_in_viewer


def _teaching(session: Session, exchange_id: int) -> Standing:
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    if not standing.teaches:
        raise NotAllowed
    return standing


@room.page(f"{DISCUSSION}/quiet", policy=SIGNED_IN)
def quiet(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Topics without an answer, teams that do not talk, people who have not been heard."""
    standing = _teaching(session, exchange_id)
    topics, number = waiting_topics(session, exchange_id)
    counts, unheard = voices(session, exchange_id)
    return course_page(
        session,
        "quiet",
        standing,
        topics=topics,
        number=number,
        teams=quiet_teams(session, exchange_id),
        counts=counts,
        unheard=unheard[:NAMES],
        days=QUIET.days,
    )


@room.page(f"{DISCUSSION}/log", policy=SIGNED_IN)
def log(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Who hid what and showed it again, pinned, closed and the like."""
    standing = _teaching(session, exchange_id)
    return course_page(session, "log", standing, lines=moderation_log(session, exchange_id))
