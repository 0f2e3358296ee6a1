"""Who is meant to come, with their hours: of one team, of many teams, of the whole course."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.availability.api import Weeks, weeks_of
from vsm_platform.content.meetings.api import Place
from vsm_platform.content.scheduling.slots import Attendee, Company, Term
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Partner,
    Role,
    present_partners,
)
from vsm_platform.teams.api import Member, members_of

ANCHORS = 8
"""So many clocks are tried beside the reader's own."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which meetings somebody looks for."""

    zone: str
    """On whose clock they stay."""
    minutes: int
    every_weeks: int
    """0 where there is only one."""
    first_on: date
    until: date
    title: str

    @property
    def weeks(self) -> tuple[date, ...]:
        """The first day of each week in which there is a meeting; each lies before ``until``."""
        if not self.every_weeks:
            return (self.first_on,)
        step = timedelta(weeks=self.every_weeks)
        room = (self.until - self.first_on).days - 6
        number = max(room // step.days + 1, 1)
        return tuple(self.first_on + step * week for week in range(number))

    @property
    def term(self) -> tuple[date, date]:
        """The days in question, with one more for those who are a day ahead or behind."""
        return self.weeks[0] - timedelta(1), self.weeks[-1] + timedelta(7)


@dataclass(frozen=True, slots=True)
class Group:
    """Those who shall meet."""

    company: Company
    places: Sequence[Place]
    """On whose clocks a time is shown: each member of a team, each partner of the course."""

    @property
    def size(self) -> int:
        return len(self.company.attendees)

    @property
    def zone(self) -> str:
        """The anchor: on whose clock the meetings stay."""
        return self.company.term.zone

    def anchored(self, zone: str) -> "Group":
        """The same people, with meetings that stay on another clock."""
        term = replace(self.company.term, zone=zone)
        return Group(Company(self.company.attendees, term), self.places)


def best_anchored(group: Group) -> Group:
    """The group with the anchor that is kindest to it; as it is where no other is kinder.

    Where clocks are changed on different days, or only here and not there, a time that stays on one
    clock wanders on the others, and may leave somebody's hours. So it matters whose clock it is.
    """
    if not group.size:
        return group
    zones = [zone for zone in {place.zone: None for place in group.places} if zone != group.zone]
    others = (group.anchored(zone) for zone in zones[:ANCHORS])
    return min((group, *others), key=lambda one: one.company.proposals[0].key)


def team_groups(
    session: Session, exchange_id: int, team_ids: Collection[int], question: Question
) -> dict[int, Group]:
    """The teams with those who have not left; by four selects, however many they are."""
    members = {
        team_id: [one for one in inside if not one.has_left]
        for team_id, inside in members_of(session, team_ids).items()
    }
    everybody = [one.enrolment_id for inside in members.values() for one in inside]
    weeks = weeks_of(session, exchange_id, everybody, term=question.term)
    term = Term(question.zone, question.minutes, question.weeks, weeks.regimes)
    return {
        team_id: Group(
            _company(weeks, [one.enrolment_id for one in inside], term),
            [_place(one, weeks) for one in inside],
        )
        for team_id, inside in members.items()
    }


def course_group(
    session: Session, exchange_id: int, partners: Sequence[Partner], question: Question
) -> Group:
    """All students who take part."""
    query = select(Enrolment.id).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.state == EnrolmentState.ENROLLED,
        Enrolment.is_test.is_(False),
    )
    students = list(session.scalars(query.order_by(Enrolment.id)))
    weeks = weeks_of(session, exchange_id, students, term=question.term)
    places = [
        Place(one.partnership_id, one.name, one.place, one.timezone, one.colour, one.students)
        for one in present_partners(partners)
        if one.students
    ]
    term = Term(question.zone, question.minutes, question.weeks, weeks.regimes)
    return Group(_company(weeks, students, term), places)


def _company(weeks: Weeks, enrolment_ids: Sequence[int], term: Term) -> Company:
    attendees = [
        Attendee(weeks.zones[key], weeks.masks[key], weeks.rather_not.get(key, ()))
        for key in enrolment_ids
        if key in weeks.masks
    ]
    return Company(attendees, term)


def _place(member: Member, weeks: Weeks) -> Place:
    zone = weeks.zones.get(member.enrolment_id, "UTC")
    return Place(member.enrolment_id, member.display_name, "", zone, member.colour)
