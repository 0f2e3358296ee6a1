"""What the actions share: facts of a meeting, times on a wall, and lines in the audit log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.errors import MeetingChanged, NoSuchHour
from vsm_platform.content.meetings.models import Audience, Meeting, MeetingPartner
from vsm_platform.content.meetings.queries.meetings import following
from vsm_platform.content.meetings.wall_clock import WallTime
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Partnership, staff_of


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Whom a meeting is for."""

    partnerships: Collection[int] = ()
    """None for everybody."""
    team_id: int | None = None

    @property
    def audience(self) -> Audience:
        """The kind that this makes."""
        if self.team_id is not None:
            return Audience.TEAM
        return Audience.PARTNERS if self.partnerships else Audience.EVERYBODY


@dataclass(frozen=True, slots=True)
class Facts:
    """What is written about a meeting; the columns of the same names tell more."""

    title: str
    purpose: str = ""
    agenda: str = ""
    link: str = ""
    passcode: str = ""
    dial_in: str = ""
    leader_id: int | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """When a meeting is, and how it repeats."""

    first: WallTime
    minutes: int
    every_weeks: int = 0
    """0 where it does not repeat."""
    until: date | None = None
    """The last day on which it can."""
    second: bool = False
    """The second of two instants, where the clock shows the time twice."""


@dataclass(frozen=True, slots=True)
class Change:
    """A meeting that was changed, and when it was before."""

    meeting: Meeting
    before: datetime


def instant_of(wall: WallTime, *, second: bool) -> datetime:
    """The instant that is meant by a time on a wall.

    Raises:
        NoSuchHour: the clock there skips it.
    """
    found = wall.instants()
    if not found:
        raise NoSuchHour(day=wall.day, time=f"{wall.at:%H:%M}", place=wall.zone)
    return found[-1] if second else found[0]


def locked_meeting(
    session: Session, exchange_id: int, meeting_id: int, *, seen: int | None
) -> Meeting:
    """The meeting, with its row locked until the end of the transaction.

    Args:
        session: the unit of work.
        exchange_id: the exchange that it must belong to.
        meeting_id: the meeting.
        seen: the ``sequence`` that the person who changes it had before them.

    Raises:
        NotFound: the exchange has no such meeting.
        MeetingChanged: it is not what that person saw.
    """
    meeting = session.get(Meeting, meeting_id, with_for_update=True)
    if meeting is None or meeting.exchange_id != exchange_id:
        raise NotFound
    if seen is not None and meeting.sequence != seen:
        raise MeetingChanged
    return meeting


def in_scope(session: Session, meeting: Meeting, *, with_following: bool) -> list[Meeting]:
    """The meeting alone, or with those of its series that follow it."""
    return list(following(session, meeting)) if with_following else [meeting]


def note_change(meeting: Meeting) -> None:
    """Let calendars know that a meeting is not what it was."""
    meeting.sequence += 1
    meeting.changed_at = clock.now()


def set_audience(session: Session, meeting: Meeting, whom: ForWhom) -> None:
    """Say whom a meeting is for, of the exchange's own partners and teams.

    Raises:
        NotFound: one of them is not of this exchange.
    """
    own = set(
        session.scalars(
            select(Partnership.id).where(Partnership.exchange_id == meeting.exchange_id)
        )
    )
    team_ids = {key for key, _name in ports.teams().choices(session, meeting.exchange_id)}
    is_foreign_team = whom.team_id is not None and whom.team_id not in team_ids
    if not own >= set(whom.partnerships) or is_foreign_team:
        raise NotFound
    meeting.audience, meeting.team_id = whom.audience, whom.team_id
    session.execute(delete(MeetingPartner).where(MeetingPartner.meeting_id == meeting.id))
    if whom.audience == Audience.PARTNERS:
        session.add_all(
            MeetingPartner(meeting_id=meeting.id, partnership_id=key)
            for key in sorted(set(whom.partnerships))
        )


def require_leader(session: Session, exchange_id: int, person_id: int | None) -> None:
    """Check that whoever leads a meeting teaches in its exchange.

    Raises:
        NotFound: the person does not.
    """
    if person_id and person_id not in {one.person_id for one in staff_of(session, exchange_id)}:
        raise NotFound


def write_facts(meeting: Meeting, facts: Facts, *, with_agenda: bool = True) -> None:
    """Take over what was written; an agenda and notes belong to one occurrence."""
    meeting.title = facts.title
    meeting.purpose = facts.purpose
    meeting.link, meeting.passcode, meeting.dial_in = facts.link, facts.passcode, facts.dial_in
    meeting.leader_id = facts.leader_id
    if with_agenda:
        meeting.agenda = facts.agenda


def record(
    session: Session, verb: str, meeting: Meeting, actor_id: int | None, **details: str | int
) -> None:
    """Write a line about a meeting into the audit log."""
    audit.record(
        session,
        f"meetings.{verb}",
        f"meeting:{meeting.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=meeting.exchange_id,
        **details,
    )
