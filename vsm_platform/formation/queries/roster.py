"""The students of whom teams are formed, and what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Partnership, Role
from vsm_platform.formation.models import Attribute, AttributeValue
from vsm_platform.institutions.api import Institution

PRESENT = (EnrolmentState.ENROLLED, EnrolmentState.EXPECTED)
"""Who is put into teams: whoever takes part, or is on a roster and will."""


@dataclass(frozen=True, slots=True)
class RosterStudent:
    """A student who can be in a team."""

    enrolment_id: int
    person_id: int
    name: str
    """Empty where the reader may not know it: whoever never came in has read no notice yet."""
    partnership_id: int
    institution: str
    colour: int
    country: str
    language: str
    zone: str
    is_present: bool
    """Whether the student has not left."""

    @property
    def display_name(self) -> str:
        return self.name or gettext("Somebody who has not come in yet")


_ROSTER = (
    select(
        Enrolment.id,
        Person.id.label("person_id"),
        Person.display_name,
        Person.notice_version,
        Enrolment.partnership_id,
        Institution.name,
        Partnership.colour,
        Institution.country,
        Person.locale,
        Person.timezone,
        Institution.timezone.label("home_timezone"),
        Enrolment.state,
    )
    .select_from(Enrolment)
    .join(Person, Person.id == Enrolment.person_id)
    .join(Partnership, Partnership.id == Enrolment.partnership_id)
    .join(Institution, Institution.id == Partnership.institution_id)
    .where(Enrolment.role == Role.STUDENT, Enrolment.is_test.is_(False))
    .order_by(Partnership.is_lead.desc(), Partnership.id, func.lower(Person.display_name))
    .order_by(Enrolment.id)
)


def roster(
    session: Session, exchange_id: int, *, taught_at: int | None = None, with_gone: bool = False
) -> dict[int, RosterStudent]:
    """The students of an exchange by enrolment, by partner and name.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        taught_at: the partnership whose faculty is looking, who know their own students' names.
        with_gone: whether those who have left come too, to say who is gone.
    """
    states = (*PRESENT, EnrolmentState.LEFT, EnrolmentState.COMPLETED) if with_gone else PRESENT
    query = _ROSTER.where(Enrolment.exchange_id == exchange_id, Enrolment.state.in_(states))
    return {
        row.id: RosterStudent(
            enrolment_id=row.id,
            person_id=row.person_id,
            name=row.display_name if row.notice_version or row.partnership_id == taught_at else "",
            partnership_id=row.partnership_id,
            institution=row.name,
            colour=row.colour,
            country=row.country,
            language=row.locale.partition("-")[0],
            zone=clock.known_zone(row.timezone, row.home_timezone),
            is_present=row.state in PRESENT,
        )
        for row in session.execute(query)
    }


def attributes_of(session: Session, exchange_id: int) -> list[Attribute]:
    """What is asked or was read from lists, in the order in which it came."""
    query = select(Attribute).where(Attribute.exchange_id == exchange_id).order_by(Attribute.id)
    return list(session.scalars(query))


Values = Mapping[int, Mapping[str, str | float | None]]
"""By enrolment, what is known by the attribute's key; None for whoever prefers not to say."""


def values_of(session: Session, attributes: Sequence[Attribute]) -> Values:
    """What students have said, or lists say of them."""
    keys = {one.id: one.key for one in attributes}
    query = select(AttributeValue).where(AttributeValue.attribute_id.in_(keys))
    found: dict[int, dict[str, str | float | None]] = {}
    for value in session.scalars(query):
        known = found.setdefault(value.enrolment_id, {})
        known[keys[value.attribute_id]] = (
            value.number if value.number is not None else value.text or None
        )
    return found
