"""A passport as it is read: activities over all exchanges and years, and what was issued for each.

The number of statements is the same however long a life of exchanges is, but for the certificates
that are still ahead.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.credentials.counting import counted
from vsm_platform.credentials.models import Achievement, Credential
from vsm_platform.credentials.queries.holders import Held, own_credentials
from vsm_platform.exchanges.api import (
    INSIDE,
    TEACHERS,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Partnership,
    Role,
)
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class PartnerUniversity:
    """A university that took part in an exchange."""

    institution_id: int
    name: str
    country: str
    """ISO 3166 code; empty where nobody has said it."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One exchange in a person's life, with what was issued there."""

    exchange_id: int
    title: str
    season: str
    starts_on: date
    ends_on: date
    languages: tuple[str, ...]
    role: Role | None
    """None where the person is no longer on its list, and only credentials tell of it."""
    state: str
    """``done``, ``left`` or ``under_way``."""
    home: str
    partners: tuple[PartnerUniversity, ...]
    held: tuple[Held, ...]

    @property
    def teaches(self) -> bool:
        return self.role in TEACHERS

    @property
    def good(self) -> list[Held]:
        return [one for one in self.held if one.is_good]

    @property
    def ects(self) -> float:
        return counted((one.view.kind, one.credential.ects) for one in self.good)

    @property
    def hours(self) -> float:
        return counted((one.view.kind, one.view.version.hours) for one in self.good)


@dataclass(frozen=True, slots=True)
class Passport:
    """What stands in it."""

    person_id: int
    name: str
    home: str
    activities: tuple[Activity, ...]
    is_partial: bool = False
    """Its bearer left something out."""

    @property
    def held(self) -> list[Held]:
        return [one for activity in self.activities for one in activity.held]

    @property
    def ects(self) -> float:
        return sum(one.ects for one in self.activities)

    @property
    def hours(self) -> float:
        return sum(one.hours for one in self.activities)

    @property
    def partners(self) -> list[PartnerUniversity]:
        """Each once, in the order of the alphabet."""
        found = {one.institution_id: one for act in self.activities for one in act.partners}
        return sorted(found.values(), key=lambda one: one.name.casefold())

    @property
    def countries(self) -> list[str]:
        return sorted({one.country for one in self.partners if one.country})

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys(tag for one in self.activities for tag in one.languages))

    @property
    def exchange_ids(self) -> list[int]:
        return [one.exchange_id for one in self.activities]


def passport_of(session: Session, person_id: int) -> Passport:
    """Everything of a person, the newest first."""
    query = (
        select(Person.display_name, Institution.name)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(Person.id == person_id)
    )
    name, home = session.execute(query).one()
    held = defaultdict[int, list[Held]](list)
    for one in own_credentials(session, person_id):
        if one.revision.document:
            held[one.view.exchange_id].append(one)
    rows = session.execute(_activities(person_id)).all()
    partners = _partners(session, [row[0].id for row in rows])
    found = (_activity(row, partners[row[0].id], held[row[0].id]) for row in rows)
    return Passport(person_id, name, home or "", tuple(found))


def _activities(person_id: int) -> Any:
    """Exchanges in which the person took part, or for which the person holds something."""
    with_credentials = (
        select(Achievement.exchange_id)
        .join(Credential, Credential.achievement_id == Achievement.id)
        .where(Credential.person_id == person_id)
    )
    return (
        select(Exchange, Enrolment.role, Enrolment.state, Institution.name)
        .outerjoin(
            Enrolment,
            (Enrolment.exchange_id == Exchange.id)
            & (Enrolment.person_id == person_id)
            & Enrolment.state.in_(INSIDE)
            & Enrolment.role.in_((Role.STUDENT, *TEACHERS))
            & Enrolment.is_test.is_(False),
        )
        .outerjoin(Partnership, Partnership.id == Enrolment.partnership_id)
        .outerjoin(Institution, Institution.id == Partnership.institution_id)
        .where(
            or_(
                Enrolment.id.is_not(None) & (Exchange.state != ExchangeState.DRAFT),
                Exchange.id.in_(with_credentials),
            )
        )
        .order_by(Exchange.starts_on.desc(), Exchange.id.desc())
    )


def _partners(
    session: Session, exchange_ids: Collection[int]
) -> dict[int, list[PartnerUniversity]]:
    """The universities of each exchange, the lead first; those too that have left it since."""
    query = (
        select(Partnership.exchange_id, Institution.id, Institution.name, Institution.country)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Partnership.exchange_id.in_(exchange_ids))
        .order_by(Partnership.is_lead.desc(), Partnership.id)
    )
    found = defaultdict[int, list[PartnerUniversity]](list)
    for exchange_id, institution_id, name, country in session.execute(query):
        found[exchange_id].append(PartnerUniversity(institution_id, name, country))
    return found


def _activity(row: Any, partners: Sequence[PartnerUniversity], held: Sequence[Held]) -> Activity:
    exchange, role, state, home = row
    return Activity(
        exchange_id=exchange.id,
        title=exchange.title,
        season=exchange.season,
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        languages=tuple(exchange.languages),
        role=role and Role(role),
        state=_state(exchange, state),
        home=home or "",
        partners=tuple(partners),
        held=tuple(held),
    )


def _state(exchange: Exchange, state: str | None) -> str:
    if state == EnrolmentState.LEFT:
        return "left"
    over = exchange.state in {ExchangeState.FINISHED, ExchangeState.ARCHIVED}
    if state == EnrolmentState.COMPLETED or over or exchange.ends_on < clock.today(UTC):
        return "done"
    return "under_way"


def chosen_part(
    passport: Passport, *, exchanges: Collection[int], credentials: Collection[int]
) -> Passport:
    """The passport with nothing but what was chosen; a credential brings its exchange along."""
    kept = []
    for one in passport.activities:
        held = tuple(it for it in one.held if it.credential.id in credentials)
        if held or one.exchange_id in exchanges:
            kept.append(replace(one, held=held))
    is_partial = tuple(kept) != passport.activities
    return replace(passport, activities=tuple(kept), is_partial=is_partial)
