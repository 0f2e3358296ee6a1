"""Who takes part, as those who teach need to know it: here lately, how far, and nothing finer.

A visit counts by its day. What somebody looked at, how often and how long is not recorded at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person, SignIn
from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
    is_of_present_partner,
)
from vsm_platform.faculty.progress import Done, progress_of
from vsm_platform.institutions.api import Institution

ON_A_PAGE = 50
LATELY = timedelta(days=7)


class Seen(StrEnum):
    """When people were here last."""

    ANY = "any"
    LATELY = "lately"
    NOT_LATELY = "not-lately"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which students are meant."""

    partnership_id: int | None = None
    seen: Seen = Seen.ANY


@dataclass(frozen=True, slots=True)
class Student:
    """One student of the exchange."""

    enrolment_id: int
    person_id: int
    display_name: str
    state: EnrolmentState
    institution: str
    colour: int
    last_seen_at: datetime | None
    done: Done


@dataclass(frozen=True, slots=True)
class StudentPage:
    students: list[Student]
    page: int
    pages: int
    total: int


_LAST_SEEN = (
    select(func.max(SignIn.started_at))
    .where(SignIn.person_id == Enrolment.person_id)
    .correlate(Enrolment)
    .scalar_subquery()
)


def _students(exchange_id: int, selection: Selection) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Enrolment.id,
            Person.id.label("person_id"),
            Person.display_name,
            Person.notice_version,
            Enrolment.state,
            Institution.name.label("institution"),
            Partnership.colour,
            _LAST_SEEN.label("last_seen_at"),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            Enrolment.state.in_((EnrolmentState.ENROLLED, EnrolmentState.COMPLETED)),
        )
        .order_by(
            Partnership.is_lead.desc(),
            Partnership.id,
            func.lower(Person.display_name),
            Person.id,
        )
    )
    if selection.partnership_id is not None:
        query = query.where(Enrolment.partnership_id == selection.partnership_id)
    else:
        query = query.where(is_of_present_partner())
    return _by_visit(query, selection.seen)


def _by_visit(query: Select[*tuple[Any, ...]], seen: Seen) -> Select[Any]:
    limit = clock.now() - LATELY
    if seen == Seen.LATELY:
        return query.where(limit <= _LAST_SEEN)
    if seen == Seen.NOT_LATELY:
        return query.where(or_(limit > _LAST_SEEN, _LAST_SEEN.is_(None)))
    return query.where(_LAST_SEEN.is_(None)) if seen == Seen.NEVER else query


def student_page(
    session: Session, exchange_id: int, selection: Selection, page: int
) -> StudentPage:
    """One page of the students who are meant, with what each has done; four statements."""
    query = _students(exchange_id, selection)
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(counted) or 0
    pages = max(-(-total // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    rows = session.execute(query.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)).all()
    done = progress_of(session, exchange_id, [row.id for row in rows])
    students = [_student(row, done.get(row.id, Done(0, 0))) for row in rows]
    return StudentPage(students, page, pages, total)


def _student(row: Any, done: Done) -> Student:
    return Student(
        enrolment_id=row.id,
        person_id=row.person_id,
        # A name is shown to others only after its bearer has read the notice that says so.
        display_name=row.display_name if row.notice_version else "",
        state=EnrolmentState(row.state),
        institution=row.institution,
        colour=row.colour,
        last_seen_at=row.last_seen_at,
        done=done,
    )


def everybody_meant(session: Session, exchange_id: int, selection: Selection) -> list[int]:
    """The enrolments of all who are meant, for a message to all of them."""
    return [row.id for row in session.execute(_students(exchange_id, selection))]


def chosen_of(session: Session, exchange_id: int, wished: Sequence[int]) -> list[int]:
    """Those of the wished enrolments that are students of this exchange, in the list's order."""
    wanted = set(wished)
    return [one for one in everybody_meant(session, exchange_id, Selection()) if one in wanted]
