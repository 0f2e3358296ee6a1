"""Letters about meetings that were changed: asked for with the change, written afterwards."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy.orm import Session

from vsm_platform.content.meetings.actions.common import Change
from vsm_platform.content.meetings.queries.meetings import planned
from vsm_platform.content.meetings.queries.recipients import people_to_tell
from vsm_platform.core.outbox import enqueue

NEWS = "meetings.news"
"""The kind of the deliveries that write these letters (``core.outbox``)."""
AT_ONCE = 50
"""Letters that one delivery writes: more would keep other writers waiting."""


class News(StrEnum):
    """What there is to tell."""

    CHANGED = "changed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    RESTORED = "restored"


def do_tell(session: Session, exchange_id: int, changes: Sequence[Change], news: News) -> int:
    """Write to everybody whom the changed meetings are for and who has an address.

    Returns:
        How many people that is.
    """
    meetings = [change.meeting for change in changes]
    people = people_to_tell(session, exchange_id, planned(session, meetings))
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        payload = {
            "news": news.value,
            "before": {str(one.meeting.id): one.before.isoformat() for one in changes},
            "people": some,
        }
        lane = f"meetings:{meetings[0].id}:{some[0]}"
        enqueue(session, NEWS, payload, lane=lane, channel="meetings", exchange_id=exchange_id)
    return len(people)
