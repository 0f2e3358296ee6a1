"""Whom to write to when a meeting changes: those it is for, as far as they have an address."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person, correspondents
from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.models import Audience, MeetingGuest
from vsm_platform.content.meetings.queries.meetings import Planned
from vsm_platform.exchanges.api import (
    TEACHERS,
    Enrolment,
    EnrolmentState,
    Exchange,
    Partnership,
    Role,
)
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to write to."""

    address: str
    languages: tuple[str, ...]
    """In which to write: the person's own choice first, then the institution's, the exchange's."""
    timezone: str


def people_to_tell(session: Session, exchange_id: int, meetings: Sequence[Planned]) -> list[int]:
    """The enrolments of those whom one of the meetings is for and who have an address."""
    query = select(Enrolment.id, Enrolment.person_id).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.state == EnrolmentState.ENROLLED,
        Enrolment.is_test.is_(False),
        or_(*(_is_for(session, one) for one in meetings)),
    )
    meant = session.execute(query.order_by(Enrolment.id)).all()
    known = correspondents(session, [person_id for _key, person_id in meant])
    return [key for key, person_id in meant if known[person_id].address]


def _is_for(session: Session, one: Planned) -> ColumnElement[bool]:
    meeting = one.meeting
    takes_part: ColumnElement[bool] = Enrolment.role.in_([Role.STUDENT, *TEACHERS])
    takes_part &= Enrolment.partnership_id.in_(_present(session, one))
    if meeting.audience == Audience.TEAM:
        takes_part &= Enrolment.id.in_(ports.teams().members(session, meeting.team_id or 0))
    guests = select(MeetingGuest.enrolment_id).where(MeetingGuest.meeting_id == meeting.id)
    takes_part |= Enrolment.id.in_(guests)
    if meeting.leader_id:
        takes_part |= Enrolment.person_id == meeting.leader_id
    return takes_part


def _present(session: Session, one: Planned) -> list[int]:
    """The partnerships whose people a meeting is for and who are part of the exchange that day."""
    query = select(
        Partnership.id, Partnership.starts_on, Partnership.ends_on, Partnership.left_on
    ).where(Partnership.exchange_id == one.meeting.exchange_id)
    day = one.meeting.wall.day
    return [
        key
        for key, first, last, left in session.execute(query)
        if (first is None or day >= first)
        and (last is None or day <= last)
        and (left is None or day < left)
        and (one.meeting.audience != Audience.PARTNERS or key in one.partnerships)
    ]


def recipients(session: Session, enrolment_ids: Collection[int]) -> list[Recipient]:
    """These people, at the address that is known best; whoever has none is left out."""
    query = (
        select(
            Enrolment.person_id,
            Partnership.languages,
            Exchange.languages,
            Person.timezone,
            Institution.timezone,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .join(Exchange, Exchange.id == Enrolment.exchange_id)
        .where(Enrolment.id.in_(enrolment_ids))
        .order_by(Enrolment.id)
    )
    rows = session.execute(query).all()
    known = correspondents(session, [row[0] for row in rows])
    return [
        Recipient(known[person].address, (known[person].language, *own, *taught), zone or home_zone)
        for person, own, taught, zone, home_zone in rows
        if known[person].address
    ]
