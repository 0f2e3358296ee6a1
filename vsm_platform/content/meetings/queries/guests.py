"""Guests of meetings, and the meetings of a guest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.content.meetings.models import Meeting, MeetingGuest
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import INSIDE, Enrolment, EnrolmentState, Role


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who comes for what they were invited to."""

    enrolment_id: int
    name: str
    is_here: bool
    """Has come in at least once."""


def guests_of_exchange(session: Session, exchange_id: int) -> list[Guest]:
    """Everybody who was invited to the exchange as a guest, by name."""
    query = (
        select(Enrolment.id, Person.display_name, Enrolment.state)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.GUEST,
            Enrolment.state.in_([EnrolmentState.EXPECTED, *INSIDE]),
            Enrolment.state != EnrolmentState.LEFT,
        )
        .order_by(Person.display_name, Enrolment.id)
    )
    return [Guest(key, name, state in INSIDE) for key, name, state in session.execute(query)]


def guests_of_meeting(session: Session, meeting_id: int) -> set[int]:
    """The enrolments of those who were invited to a meeting."""
    query = select(MeetingGuest.enrolment_id).where(MeetingGuest.meeting_id == meeting_id)
    return set(session.scalars(query))


def guest_of_exchange(session: Session, exchange_id: int, enrolment_id: int) -> Enrolment:
    """A guest's enrolment.

    Raises:
        NotFound: the exchange has no such guest.
    """
    found = session.get(Enrolment, enrolment_id)
    if found is None or found.exchange_id != exchange_id or found.role != Role.GUEST:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class GuestMeeting:
    """A meeting that a guest was invited to."""

    meeting_id: int
    title: str
    path: str
    """Its page, below our own address."""
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool


def meetings_of_guest(session: Session, enrolment_id: int) -> list[GuestMeeting]:
    """The meetings that a guest was invited to, in time's order."""
    query = (
        select(Meeting)
        .join(MeetingGuest, MeetingGuest.meeting_id == Meeting.id)
        .where(MeetingGuest.enrolment_id == enrolment_id)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [
        GuestMeeting(
            one.id,
            one.title,
            meeting_path(one.exchange_id, one.id),
            one.starts_at,
            one.ends_at,
            one.cancelled_at is not None,
        )
        for one in session.scalars(query)
    ]


def meeting_path(exchange_id: int, meeting_id: int) -> str:
    """Where a meeting's page is, below our own address."""
    return f"/exchanges/{exchange_id}/meetings/{meeting_id}"
