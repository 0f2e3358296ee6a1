"""Who was at which meeting, and who could have been."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.models import Audience, Meeting, MeetingAttendance
from vsm_platform.content.meetings.policies import is_theirs
from vsm_platform.content.meetings.queries.meetings import Planned, standings
from vsm_platform.exchanges.api import INSIDE, Enrolment, Partnership, Role
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class Attendant:
    """A student whom a meeting was for."""

    enrolment_id: int
    name: str
    institution: str


def noted_at(session: Session, meeting_id: int) -> set[int]:
    """The enrolments of those who were at a meeting."""
    query = select(MeetingAttendance.enrolment_id).where(MeetingAttendance.meeting_id == meeting_id)
    return set(session.scalars(query))


def attendants(session: Session, planned: Planned) -> list[Attendant]:
    """The students whom a meeting was for, and whoever is noted already; by university and name."""
    meeting = planned.meeting
    students = Enrolment.role == Role.STUDENT, Enrolment.state.in_(INSIDE)
    here = (Enrolment.exchange_id == meeting.exchange_id, Enrolment.is_test.is_(False), *students)
    is_teams = meeting.audience == Audience.TEAM
    team = set(ports.teams().members(session, meeting.team_id or 0) if is_teams else ())
    ids = {
        one.enrolment_id
        for one in standings(session, *here)
        if is_theirs(
            one,
            planned.invitation,
            teams={meeting.team_id or 0} if one.enrolment_id in team else (),
        )
    }
    noted = select(MeetingAttendance.enrolment_id).where(MeetingAttendance.meeting_id == meeting.id)
    query = (
        select(Enrolment.id, Person.display_name, Institution.name)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(or_(Enrolment.id.in_(ids), Enrolment.id.in_(noted)))
        .order_by(Institution.name, func.lower(Person.display_name), Enrolment.id)
    )
    return [Attendant(*row) for row in session.execute(query)]


def meetings_attended(
    session: Session, exchange_id: int, enrolment_ids: Collection[int]
) -> dict[int, int]:
    """At how many of an exchange's meetings each of these people was; nobody who was at none."""
    query = (
        select(MeetingAttendance.enrolment_id, func.count())
        .join(Meeting, Meeting.id == MeetingAttendance.meeting_id)
        .where(
            Meeting.exchange_id == exchange_id,
            Meeting.cancelled_at.is_(None),
            MeetingAttendance.enrolment_id.in_(enrolment_ids),
        )
        .group_by(MeetingAttendance.enrolment_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
