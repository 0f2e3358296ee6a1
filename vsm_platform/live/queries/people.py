"""The people of a live session: who can be placed, where each is, and who is here now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    INSIDE,
    TEACHERS,
    VISITORS,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
    is_of_present_partner,
)
from vsm_platform.live.models import LivePlacement


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of a session, as the others see them."""

    person_id: int
    name: str
    """Empty for whoever never came in to the exchange, and so has read no notice yet."""
    role: Role
    partnership_id: int
    colour: int
    room_id: int | None = None
    arrived_at: datetime | None = None
    is_here: bool = False
    """Has the session open now, as far as the leases say."""
    hand_at: datetime | None = None

    @property
    def display_name(self) -> str:
        return self.name or gettext("Somebody who has not come in yet")

    @property
    def teaches(self) -> bool:
        return self.role in TEACHERS

    @property
    def is_visitor(self) -> bool:
        return self.role in VISITORS


_NAME = (Person.display_name, Person.notice_version)


def people_of(
    session: Session, exchange_id: int, session_id: int, *, room_id: int | None = None
) -> list[Somebody]:
    """Everybody who has a place in a session, or in one of its rooms, by name; one select."""
    query = (
        select(
            LivePlacement.person_id,
            *_NAME,
            Enrolment.role,
            Enrolment.partnership_id,
            Partnership.colour,
            LivePlacement.room_id,
            LivePlacement.arrived_at,
            LivePlacement.here_until,
            LivePlacement.hand_at,
        )
        .join(Person, Person.id == LivePlacement.person_id)
        .join(
            Enrolment,
            and_(Enrolment.person_id == Person.id, Enrolment.exchange_id == exchange_id),
        )
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .where(
            LivePlacement.session_id == session_id,
            Enrolment.state.in_([EnrolmentState.EXPECTED, *INSIDE]),
        )
        .order_by(func.lower(Person.display_name), Person.id)
    )
    if room_id is not None:
        query = query.where(LivePlacement.room_id == room_id)
    present = clock.now()
    return [_somebody(row, present) for row in session.execute(query)]


def _somebody(row: Any, present: datetime) -> Somebody:
    return Somebody(
        person_id=row.person_id,
        name=row.display_name if row.notice_version else "",
        role=Role(row.role),
        partnership_id=row.partnership_id,
        colour=row.colour,
        room_id=row.room_id,
        arrived_at=row.arrived_at,
        is_here=row.here_until is not None and row.here_until > present,
        hand_at=row.hand_at,
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A student who can be put into a room."""

    person_id: int
    enrolment_id: int
    partnership_id: int


def students_of(session: Session, exchange_id: int) -> list[Candidate]:
    """The students who take part now, in the order of their enrolment."""
    query = (
        select(Enrolment.person_id, Enrolment.id, Enrolment.partnership_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            Enrolment.state.in_([EnrolmentState.ENROLLED, EnrolmentState.EXPECTED]),
            is_of_present_partner(),
        )
        .order_by(Enrolment.id)
    )
    return [Candidate(*row) for row in session.execute(query)]


def inside(session: Session, exchange_id: int, person_ids: Collection[int]) -> set[int]:
    """Of these people, those who have a part in the exchange now."""
    query = select(Enrolment.person_id).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.person_id.in_(person_ids),
        Enrolment.state.in_([EnrolmentState.EXPECTED, *INSIDE]),
        Enrolment.state != EnrolmentState.LEFT,
    )
    return set(session.scalars(query))


def visitors_of(session: Session, exchange_id: int) -> list[tuple[int, str]]:
    """Guests and clients who can be asked in: person and name."""
    query = (
        select(Person.id, Person.display_name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role.in_(list(VISITORS)),
            Enrolment.state.in_([EnrolmentState.EXPECTED, *INSIDE]),
            Enrolment.state != EnrolmentState.LEFT,
        )
        .order_by(func.lower(Person.display_name), Person.id)
    )
    return [(key, name) for key, name in session.execute(query)]
