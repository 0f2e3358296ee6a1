"""Who takes part in an exchange; test users of the LMSs are in no list and no count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.exchanges.models import Enrolment, Partnership, Role
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
    """Enrolled students, test users left out."""


# Built once: these are asked at every page, and to build a select costs more than to run it.
_PARTNERS = (
    select(
        Partnership.id,
        Institution.id,
        Institution.name,
        Institution.place,
        Institution.timezone,
        Institution.country,
        Institution.kind,
        Partnership.is_lead,
        Partnership.colour,
        Partnership.starts_on,
        func.count(Enrolment.id),
    )
    .join(Institution, Institution.id == Partnership.institution_id)
    .outerjoin(
        Enrolment,
        and_(
            Enrolment.partnership_id == Partnership.id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
        ),
    )
    .where(Partnership.exchange_id == bindparam("exchange"))
    .group_by(Partnership.id, Institution.id)
    .order_by(Partnership.is_lead.desc(), Partnership.id)
)


def partners_of(session: Session, exchange_id: int) -> list[Partner]:
    """The partners in the exchange's order (the lead first), with their numbers of students."""
    rows: Iterable[Any] = session.execute(_PARTNERS, {"exchange": exchange_id})
    return [Partner(*row) for row in rows]


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


_PARTICIPANTS = (
    select(Person.id, Person.display_name, Enrolment.role, Institution.name, Partnership.colour)
    .select_from(Enrolment)
    .join(Person, Person.id == Enrolment.person_id)
    .join(Partnership, Partnership.id == Enrolment.partnership_id)
    .join(Institution, Institution.id == Partnership.institution_id)
    .where(
        Enrolment.exchange_id == bindparam("exchange"),
        Enrolment.is_test.is_(False),
        # A name is shown to others only after its bearer has read the notice that says so.
        Person.notice_version != "",
    )
    .order_by(
        Partnership.is_lead.desc(), Partnership.id, func.lower(Person.display_name), Person.id
    )
)
_STAFF = _PARTICIPANTS.where(Enrolment.role != Role.STUDENT)
_STUDENTS = _PARTICIPANTS.where(Enrolment.role == Role.STUDENT)


def staff_of(session: Session, exchange_id: int) -> list[Participant]:
    """Coordinators and facilitators, by partner and name."""
    return [Participant(*row) for row in session.execute(_STAFF, {"exchange": exchange_id})]


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
    session: Session, exchange_id: int, partnership_id: int | None, page: int
) -> Page:
    """Students by partner and name, one page of them; ``page`` counts from 1."""
    query, values = _STUDENTS, {"exchange": exchange_id}
    if partnership_id is not None:
        query = query.where(Enrolment.partnership_id == partnership_id)
    counted = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = session.scalar(counted, values) or 0
    pages = max(-(-total // PEOPLE_ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    limited = query.limit(PEOPLE_ON_A_PAGE).offset((page - 1) * PEOPLE_ON_A_PAGE)
    people = [Participant(*row) for row in session.execute(limited, values)]
    return Page(people, page, pages, total)
