"""Where those sit who are meant to come to a meeting, and whether they have a holiday."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.hours import Place
from vsm_platform.content.meetings.models import Audience
from vsm_platform.content.meetings.policies import Invitation
from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Partner,
    Partnership,
    Role,
)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A break in a partner's calendar that a meeting falls into."""

    name: str
    label: str


class _Terms(NamedTuple):
    starts_on: date | None
    ends_on: date | None
    left_on: date | None
    breaks: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Company:
    """The partners of an exchange with what decides who of them comes to which meeting."""

    partners: tuple[Partner, ...]
    terms: dict[int, _Terms]
    zones: dict[int, list[tuple[str, int]]]
    """Of partners whose people live anywhere: how many students in which zone."""
    team_sizes: dict[int, dict[int, int]]
    """By team, its students by partnership."""

    def places(self, invitation: Invitation) -> list[Place]:
        """Where those sit whom a meeting is for."""
        return [
            place
            for partner in self.partners
            if self._comes(partner, invitation)
            for place in self._places_of(partner, invitation)
        ]

    def holidays(self, invitation: Invitation) -> list[Holiday]:
        """Who of them has a holiday on the day."""
        return [
            Holiday(partner.name, pause.get("label", ""))
            for partner in self.partners
            if self._comes(partner, invitation)
            for pause in self.terms[partner.partnership_id].breaks
            if pause["starts_on"] <= _day(partner, invitation).isoformat() <= pause["ends_on"]
        ]

    def _comes(self, partner: Partner, invitation: Invitation) -> bool:
        key, day = partner.partnership_id, _day(partner, invitation)
        first, last, left, _breaks = self.terms[key]
        if (first and day < first) or (last and day > last) or (left and day >= left):
            return False
        if invitation.audience == Audience.PARTNERS:
            return key in invitation.partnerships
        if invitation.audience == Audience.TEAM:
            return key in self.team_sizes.get(invitation.team_id or 0, {})
        return True

    def _places_of(self, partner: Partner, invitation: Invitation) -> list[Place]:
        key = partner.partnership_id
        if invitation.audience == Audience.TEAM:
            students = self.team_sizes[invitation.team_id or 0][key]
            return [_place(partner, partner.place, partner.timezone, students)]
        if key in self.zones:
            return [_place(partner, "", zone, number) for zone, number in self.zones[key]]
        return [_place(partner, partner.place, partner.timezone, partner.students)]


def _day(partner: Partner, invitation: Invitation) -> date:
    return invitation.starts_at.astimezone(ZoneInfo(partner.timezone)).date()


def _place(partner: Partner, town: str, zone: str, students: int) -> Place:
    return Place(partner.partnership_id, partner.name, town, zone, partner.colour, students)


def company_of(
    session: Session, exchange_id: int, partners: tuple[Partner, ...], teams: Collection[int] = ()
) -> Company:
    """Everything that is asked of an exchange's partners, by one to three selects.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        partners: its partners, which every page of it has loaded.
        teams: the teams whose meetings are asked about.
    """
    query = select(
        Partnership.id,
        Partnership.starts_on,
        Partnership.ends_on,
        Partnership.left_on,
        Partnership.breaks,
    ).where(Partnership.exchange_id == exchange_id)
    terms = {
        key: _Terms(first, last, left, breaks)
        for key, first, last, left, breaks in session.execute(query)
    }
    anywhere = [one.partnership_id for one in partners if one.kind == "individuals"]
    zones = _zones_of(session, anywhere) if anywhere else {}
    return Company(partners, terms, zones, {team: _sizes(session, team) for team in set(teams)})


def _is_a_student_here() -> tuple[ColumnElement[bool], ...]:
    return (
        Enrolment.role == Role.STUDENT,
        Enrolment.state == EnrolmentState.ENROLLED,
        Enrolment.is_test.is_(False),
    )


def _zones_of(session: Session, partnerships: list[int]) -> dict[int, list[tuple[str, int]]]:
    query = (
        select(Enrolment.partnership_id, Person.timezone, func.count())
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.partnership_id.in_(partnerships), Person.timezone != "", *_is_a_student_here()
        )
        .group_by(Enrolment.partnership_id, Person.timezone)
        .order_by(func.count().desc(), Person.timezone)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for partnership_id, zone, number in session.execute(query):
        if clock.zone_or_none(zone):
            found.setdefault(partnership_id, []).append((zone, number))
    return found


def _sizes(session: Session, team_id: int) -> dict[int, int]:
    members = ports.teams().members(session, team_id)
    query = select(Enrolment.partnership_id, func.count().label("students")).where(
        Enrolment.id.in_(members)
    )
    rows = session.execute(query.group_by(Enrolment.partnership_id))
    return {row.partnership_id: row.students for row in rows}
