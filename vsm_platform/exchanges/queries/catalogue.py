"""Exchanges as institutions read of them: an alliance's catalogue, and an office's own part.

Both hold institutions and numbers, and no person.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from vsm_platform.alliances.api import Alliance, Credit, ExchangeKind, Publishers, credit_of
from vsm_platform.exchanges.models import (
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Participation,
    Partnership,
    Role,
)
from vsm_platform.institutions.api import Institution

SEATED = (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED)
"""Who holds a place."""


class Registration(StrEnum):
    """Whether an institution's students can register on a day."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What an institution agreed to in an exchange."""

    partnership_id: int
    is_lead: bool
    starts_on: date
    ends_on: date
    registers_from: date | None
    registers_until: date | None
    participation: Participation
    places: int | None
    credit: Credit
    grade_scale: str
    contact: str
    notice: str
    breaks: tuple[tuple[str, date, date], ...]
    left_on: date | None
    taken: int
    """How many of its places are taken."""

    @property
    def places_left(self) -> int | None:
        """None for any number."""
        return None if self.places is None else max(self.places - self.taken, 0)

    def registration_on(self, day: date) -> Registration:
        if self.registers_from and day < self.registers_from:
            return Registration.NOT_YET
        if self.registers_until and day > self.registers_until:
            return Registration.CLOSED
        return Registration.OPEN


@dataclass(frozen=True, slots=True)
class Offer:
    """An exchange as an institution reads of it."""

    exchange_id: int
    title: str
    kind: ExchangeKind
    season: str
    state: ExchangeState
    starts_on: date
    ends_on: date
    languages: tuple[str, ...]
    ects: float | None
    alliance_id: int | None
    lead: str
    partners: int
    own: OwnPart | None
    """None where the institution is no partner."""


def catalogue(
    session: Session, alliance_id: int, institution_id: int | None, today: date
) -> list[Offer]:
    """What of an alliance's exchanges can be joined now, by season and first day; in one query.

    Those that are open for registration; and those that run already, where registration of the
    reader's own institution has not ended.

    Args:
        session: the unit of work.
        alliance_id: the alliance.
        institution_id: the reader's institution.
        today: the date on the reader's calendar.
    """
    is_late = and_(Exchange.state == ExchangeState.RUNNING, Partnership.registers_until >= today)
    wanted = (
        Exchange.alliance_id == alliance_id,
        Exchange.ends_on >= today,
        or_(Exchange.state == ExchangeState.OPEN, is_late),
    )
    offers = _offers(session, institution_id, wanted)
    return sorted(offers, key=lambda offer: (offer.starts_on, offer.title.casefold()))


def exchanges_of_office(
    session: Session, institution_id: int, exchange_id: int | None = None
) -> list[Offer]:
    """The exchanges in which an institution is a partner, or one of them, in one query.

    The latest come first.
    """
    wanted: list[ColumnElement[bool]] = [Partnership.id.is_not(None)]
    if exchange_id is not None:
        wanted.append(Exchange.id == exchange_id)
    return _offers(session, institution_id, wanted)


def drafts_to_publish(session: Session, alliance_ids: Collection[int]) -> list[tuple[int, str]]:
    """Drafts, id and title, of those among the alliances whose chair publishes."""
    query = (
        select(Exchange.id, Exchange.title)
        .join(Alliance, Alliance.id == Exchange.alliance_id)
        .where(
            Alliance.id.in_(alliance_ids),
            Alliance.publishers == Publishers.CHAIR,
            Exchange.state == ExchangeState.DRAFT,
        )
        .order_by(Exchange.starts_on, Exchange.id)
    )
    return [(exchange_id, title) for exchange_id, title in session.execute(query)]


def own_numbers(session: Session, partnership_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Students by partnership and state of enrolment, test users not among them."""
    query = (
        select(Enrolment.partnership_id, Enrolment.state, func.count())
        .where(
            Enrolment.partnership_id.in_(partnership_ids),
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
        )
        .group_by(Enrolment.partnership_id, Enrolment.state)
    )
    numbers: dict[int, dict[str, int]] = {}
    for partnership_id, state, count in session.execute(query):
        numbers.setdefault(partnership_id, {})[EnrolmentState(state).value] = count
    return numbers


_lead, _lead_institution = aliased(Partnership), aliased(Institution)
_PARTNERS = (
    select(func.count())
    .where(Partnership.exchange_id == Exchange.id, Partnership.left_on.is_(None))
    .correlate(Exchange)
    .scalar_subquery()
)
_LEAD = (
    select(_lead_institution.name)
    .join(_lead, _lead.institution_id == _lead_institution.id)
    .where(_lead.exchange_id == Exchange.id, _lead.is_lead)
    .correlate(Exchange)
    .limit(1)
    .scalar_subquery()
)
_TAKEN = (
    select(func.count())
    .where(
        Enrolment.partnership_id == Partnership.id,
        Enrolment.role == Role.STUDENT,
        Enrolment.state.in_(SEATED),
        Enrolment.is_test.is_(False),
    )
    .correlate(Partnership)
    .scalar_subquery()
)


def _offers(
    session: Session, institution_id: int | None, wanted: Sequence[ColumnElement[bool]]
) -> list[Offer]:
    query = (
        select(Exchange, Partnership, _LEAD, _PARTNERS, _TAKEN)
        .outerjoin(
            Partnership,
            and_(
                Partnership.exchange_id == Exchange.id,
                Partnership.institution_id == institution_id,
            ),
        )
        .where(*wanted)
        .order_by(Exchange.starts_on.desc(), Exchange.id)
    )
    return [_offer(*row) for row in session.execute(query)]


def _offer(
    exchange: Exchange, part: Partnership | None, lead: str | None, partners: int, taken: int
) -> Offer:
    return Offer(
        exchange_id=exchange.id,
        title=exchange.title,
        kind=ExchangeKind(exchange.kind),
        season=exchange.season,
        state=ExchangeState(exchange.state),
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        languages=tuple(exchange.languages),
        ects=exchange.ects,
        alliance_id=exchange.alliance_id,
        lead=lead or "",
        partners=partners,
        own=_own_part(exchange, part, taken) if part else None,
    )


def _own_part(exchange: Exchange, part: Partnership, taken: int) -> OwnPart:
    breaks = [
        (one["label"], date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"]))
        for one in part.breaks
    ]
    return OwnPart(
        partnership_id=part.id,
        is_lead=part.is_lead,
        starts_on=part.starts_on or exchange.starts_on,
        ends_on=part.ends_on or exchange.ends_on,
        registers_from=part.registers_from,
        registers_until=part.registers_until,
        participation=Participation(part.participation),
        places=part.places,
        credit=credit_of(part.credit_scheme, part.credit_amount, exchange.ects),
        grade_scale=part.grade_scale,
        contact=part.contact,
        notice=part.notice,
        breaks=tuple(breaks),
        left_on=part.left_on,
        taken=taken,
    )
