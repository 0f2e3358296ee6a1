"""The meetings of a new season: the same weekdays and times as the last one's."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.actions.common import ForWhom, set_audience
from vsm_platform.content.meetings.actions.planning import new_meeting
from vsm_platform.content.meetings.models import Audience, Meeting
from vsm_platform.content.meetings.queries.meetings import Planned, meetings_of
from vsm_platform.content.meetings.wall_clock import WallTime
from vsm_platform.exchanges.api import Partnership


class Copied(NamedTuple):
    """What became of the meetings of a season."""

    meetings: dict[int, int]
    """The new meetings' ids by the old ones'."""
    left_out: list[str]
    """Titles of those that could not be copied: the clock skips their new time, or nobody whom
    they were for takes part again."""


def do_copy_meetings(
    session: Session, from_exchange_id: int, to_exchange_id: int, days: int
) -> Copied:
    """Plan the meetings of one exchange in another, so many days later, with no one's recordings.

    They stay on their weekday and at their time on the planner's wall, so ``days`` counts in whole
    weeks, to the nearest. Links, passcodes and leaders belong to a season and are not copied; nor
    are cancelled meetings and those of single teams.
    """
    weeks = round(days / 7)
    partners = _same_partners(session, from_exchange_id, to_exchange_id)
    series: dict[str, str] = {"": ""}
    copied: dict[int, int] = {}
    left_out: list[str] = []
    for one in meetings_of(session, from_exchange_id):
        meeting = one.meeting
        if meeting.cancelled_at or meeting.audience == Audience.TEAM:
            continue
        wall = meeting.wall.later(weeks=weeks)
        whom = _whom(one, partners)
        if whom is None or not wall.instants():
            left_out.append(meeting.title)
            continue
        new = _copy(to_exchange_id, meeting, wall)
        new.series = series.setdefault(meeting.series, str(uuid4()))
        session.add(new)
        session.flush()
        set_audience(session, new, whom)
        copied[meeting.id] = new.id
    return Copied(copied, left_out)


def do_rewrite_meeting_texts(
    session: Session, exchange_id: int, rewrite: Callable[[str], str]
) -> None:
    """Change what the texts of an exchange's meetings lead to; of a season that was just made."""
    for one in session.scalars(select(Meeting).where(Meeting.exchange_id == exchange_id)):
        one.purpose, one.agenda = rewrite(one.purpose), rewrite(one.agenda)


def _copy(exchange_id: int, meeting: Meeting, wall: WallTime) -> Meeting:
    new = new_meeting(exchange_id, wall, meeting.minutes, second=False)
    new.title, new.purpose, new.agenda = meeting.title, meeting.purpose, meeting.agenda
    return new


def _whom(one: Planned, partners: dict[int, int]) -> ForWhom | None:
    """Whom the copy is for; None where none of them is there again."""
    if one.meeting.audience == Audience.EVERYBODY:
        return ForWhom()
    again = [partners[key] for key in one.partnerships if key in partners]
    return ForWhom(again) if again else None


def _same_partners(session: Session, old: int, new: int) -> dict[int, int]:
    """The partnerships of the old exchange with those of the same institutions in the new one."""
    query = select(Partnership.exchange_id, Partnership.institution_id, Partnership.id)
    rows = session.execute(query.where(Partnership.exchange_id.in_([old, new]))).all()
    fresh = {institution: key for exchange, institution, key in rows if exchange == new}
    return {
        key: fresh[institution]
        for exchange, institution, key in rows
        if exchange == old and institution in fresh
    }
