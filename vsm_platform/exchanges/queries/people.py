"""Who takes part in an exchange; test users of the LMSs are in no list and no count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.exchanges.life import EARLIEST, has_left
from vsm_platform.exchanges.models import TEACHERS, Enrolment, EnrolmentState, Partnership, Role
from vsm_platform.institutions.api import Institution

PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution's part in an exchange, as pages show it."""

    partnership_id: int
    institution_id: int
    name: str
    place: str
    timezone: str
    country: str
    kind: str
    is_lead: bool
    colour: int
    starts_on: date | None
    students: int
    """Enrolled students: neither those who are only expected, nor who has left, nor test users."""
    ends_on: date | None = None
    left_on: date | None = None
    """When the institution left, or will leave."""
    credit_scheme: str = ""
    credit_amount: float | None = None

    @property
    def has_left(self) -> bool:
        """It takes part no more; what it was part of stays."""
        return has_left(self.left_on)


_PARTNERSHIPS, _ENROLMENTS = table_of(Partnership), table_of(Enrolment)
_INSTITUTIONS, _PEOPLE = table_of(Institution), table_of(Person)
# Built once: these are asked at every page, and to build a select costs more than to run it.
_PARTNERS = Prepared(
    select(
        _PARTNERSHIPS.c.id,
        _INSTITUTIONS.c.id,
        _INSTITUTIONS.c.name,
        _INSTITUTIONS.c.place,
        _INSTITUTIONS.c.timezone,
        _INSTITUTIONS.c.country,
        _INSTITUTIONS.c.kind,
        _PARTNERSHIPS.c.is_lead,
        _PARTNERSHIPS.c.colour,
        _PARTNERSHIPS.c.starts_on,
        func.count(_ENROLMENTS.c.id),
        _PARTNERSHIPS.c.ends_on,
        _PARTNERSHIPS.c.left_on,
        _PARTNERSHIPS.c.credit_scheme,
        _PARTNERSHIPS.c.credit_amount,
    )
    .select_from(_PARTNERSHIPS)
    .join(_INSTITUTIONS, _INSTITUTIONS.c.id == _PARTNERSHIPS.c.institution_id)
    .outerjoin(
        _ENROLMENTS,
        and_(
            _ENROLMENTS.c.partnership_id == _PARTNERSHIPS.c.id,
            _ENROLMENTS.c.role == Role.STUDENT,
            _ENROLMENTS.c.state == EnrolmentState.ENROLLED,
            _ENROLMENTS.c.is_test.is_(False),
        ),
    )
    .where(_PARTNERSHIPS.c.exchange_id == bindparam("exchange"))
    .group_by(_PARTNERSHIPS.c.id, _INSTITUTIONS.c.id)
    .order_by(_PARTNERSHIPS.c.is_lead.desc(), _PARTNERSHIPS.c.id)
)


def partners_of(session: Session, exchange_id: int) -> tuple[Partner, ...]:
    """The partners in the exchange's order (the lead first), with their numbers of students.

    Those that have left are among them, since their people and what they did stay;
    ``present_partners`` are those that take part.
    """
    rows = _PARTNERS.all(session, {"exchange": exchange_id})
    partners = (Partner(*row) for row in rows)
    return tuple(
        one
        if one.timezone == (zone := clock.known_zone(one.timezone))
        else replace(one, timezone=zone)
        for one in partners
    )


def present_partners(partners: Iterable[Partner]) -> tuple[Partner, ...]:
    """Those of an exchange's partners that have not left it."""
    return tuple(partner for partner in partners if not partner.has_left)


def short_names(partners: Iterable[Partner]) -> dict[int, str]:
    """By partnership, what an institution is called where there is little room.

    Its town, where no other partner is in it; else its name.
    """
    partners = list(partners)
    towns = Counter(partner.place for partner in partners)
    return {
        partner.partnership_id: partner.place
        if partner.place and towns[partner.place] == 1
        else partner.name
        for partner in partners
    }


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in an exchange, as lists show people."""

    person_id: int
    display_name: str
    role: str
    institution: str
    colour: int
    groups: tuple[str, ...] = ()
    """In the home LMS; for those alone who teach there."""
    partner_left_on: date | None = None

    @property
    def has_left(self) -> bool:
        """The person's institution takes part no more."""
        return has_left(self.partner_left_on)


_PARTICIPANTS = (
    select(
        _PEOPLE.c.id,
        _PEOPLE.c.display_name,
        _ENROLMENTS.c.role,
        _INSTITUTIONS.c.name,
        _PARTNERSHIPS.c.colour,
    )
    .select_from(_ENROLMENTS)
    .join(_PEOPLE, _PEOPLE.c.id == _ENROLMENTS.c.person_id)
    .join(_PARTNERSHIPS, _PARTNERSHIPS.c.id == _ENROLMENTS.c.partnership_id)
    .join(_INSTITUTIONS, _INSTITUTIONS.c.id == _PARTNERSHIPS.c.institution_id)
    .where(
        _ENROLMENTS.c.exchange_id == bindparam("exchange"),
        _ENROLMENTS.c.is_test.is_(False),
    )
    .order_by(
        _PARTNERSHIPS.c.is_lead.desc(),
        _PARTNERSHIPS.c.id,
        func.lower(_PEOPLE.c.display_name),
        _PEOPLE.c.id,
    )
)
# A name is shown to others only after its bearer has read the notice that says so.
_IS_WELCOMED = _PEOPLE.c.notice_version != ""
_STAFF = Prepared(
    _PARTICIPANTS.add_columns(_PARTNERSHIPS.c.left_on).where(
        _ENROLMENTS.c.role.in_([role.value for role in TEACHERS]), _IS_WELCOMED
    )
)
_STUDENTS = _PARTICIPANTS.add_columns(_ENROLMENTS.c.partnership_id, _ENROLMENTS.c.lms_groups).where(
    _ENROLMENTS.c.role == Role.STUDENT, _ENROLMENTS.c.state == bindparam("state")
)


def staff_of(session: Session, exchange_id: int) -> tuple[Participant, ...]:
    """Coordinators and facilitators, by partner and name."""
    rows = _STAFF.all(session, {"exchange": exchange_id})
    return tuple(
        Participant(row[0], row[1], row[2], row[3], row[4], partner_left_on=row.left_on)
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a long list of people."""

    people: list[Participant]
    page: int
    pages: int
    total: int

    def by_institution(self) -> list[tuple[str, list[Participant]]]:
        """The page's people under their institutions, in the exchange's order."""
        groups = groupby(self.people, key=lambda one: one.institution)
        return [(institution, list(group)) for institution, group in groups]


def students_page(
    session: Session,
    exchange_id: int,
    partnership_id: int | None,
    page: int,
    *,
    state: EnrolmentState = EnrolmentState.ENROLLED,
    taught_at: int | None = None,
) -> Page:
    """Students by partner and name, one page of them.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        partnership_id: the one partner whose students are wanted; None for all that take part.
        page: which page, from 1.
        state: expected, enrolled, or left.
        taught_at: the partnership whose faculty is looking. Theirs alone are the names of people
            who have never been here, and everybody's groups in the LMS.
    """
    values = {"exchange": exchange_id, "state": state}
    query = _STUDENTS.where(_may_be_named(state, taught_at))
    if partnership_id is not None:
        query = query.where(_ENROLMENTS.c.partnership_id == partnership_id)
    else:
        query = query.where(takes_part())
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(counted, values) or 0
    pages = max(-(-total // PEOPLE_ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    limited = query.limit(PEOPLE_ON_A_PAGE).offset((page - 1) * PEOPLE_ON_A_PAGE)
    people = [_student(row, taught_at) for row in session.execute(limited, values)]
    return Page(people, page, pages, total)


def takes_part() -> ColumnElement[bool]:
    """Of a partnership in a select: the institution has not left."""
    return or_(_PARTNERSHIPS.c.left_on.is_(None), _PARTNERSHIPS.c.left_on > clock.today(EARLIEST))


def is_of_present_partner() -> ColumnElement[bool]:
    """Of an enrolment in a select: its institution has not left, so it counts and is planned with."""
    return _ENROLMENTS.c.partnership_id.in_(select(_PARTNERSHIPS.c.id).where(takes_part()))


def _student(row: Any, taught_at: int | None) -> Participant:
    groups = tuple(row.lms_groups) if row.partnership_id == taught_at else ()
    return Participant(row[0], row[1], row[2], row[3], row[4], groups)


def _may_be_named(state: EnrolmentState, taught_at: int | None) -> ColumnElement[bool]:
    if state == EnrolmentState.ENROLLED:
        return _IS_WELCOMED
    is_own = false() if taught_at is None else _ENROLMENTS.c.partnership_id == taught_at
    if state == EnrolmentState.EXPECTED:
        return is_own
    return or_(is_own, and_(_ENROLMENTS.c.arrived_at.is_not(None), _IS_WELCOMED))
