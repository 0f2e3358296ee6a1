"""The agreement itself: what is written about an exchange, and who its partners are."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.actions.common import locked_exchange, partnerships, record
from vsm_platform.exchanges.alliance_rules import keep_rules
from vsm_platform.exchanges.errors import PartnerInUse
from vsm_platform.exchanges.models import (
    CourseLink,
    Enrolment,
    Exchange,
    ExchangeKind,
    ExchangeState,
    Partnership,
)
from vsm_platform.institutions.api import Institution

COLOURS = 10


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """What people write about an exchange."""

    title: str
    description: str
    starts_on: date
    ends_on: date
    languages: list[str]
    """BCP 47 tags."""
    season: str = ""
    kind: ExchangeKind = ExchangeKind.COURSE
    ects: float | None = None
    """The exchange's own credit, 0.5 to 60 in steps of 0.5; None for none."""


def do_create_exchange(
    session: Session,
    facts: ExchangeFacts,
    *,
    institution_ids: Sequence[int],
    lead_id: int,
    actor_id: int | None,
    state: ExchangeState = ExchangeState.OPEN,
    previous_id: int | None = None,
) -> int:
    """A new exchange of these institutions, one of which leads it.

    Args:
        session: the unit of work.
        facts: what is written about it.
        institution_ids: its partners.
        lead_id: the one of them that leads.
        actor_id: who makes it.
        state: ``DRAFT`` for an exchange that is still to be prepared; as it comes, it is open.
        previous_id: the season that it continues.

    Returns:
        The id of the exchange.
    """
    exchange = Exchange(
        **asdict(facts), state=state, previous_id=previous_id, created_at=clock.now()
    )
    session.add(exchange)
    session.flush()
    record(session, "exchange_created", exchange.id, actor_id)
    do_set_partners(
        session, exchange.id, institution_ids=institution_ids, lead_id=lead_id, actor_id=actor_id
    )
    return exchange.id


def do_update_exchange(
    session: Session, exchange_id: int, facts: ExchangeFacts, *, actor_id: int | None
) -> None:
    """Change what is written about an exchange; the log names what changed."""
    exchange = locked_exchange(session, exchange_id)
    changed = [name for name, value in asdict(facts).items() if getattr(exchange, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(exchange, name, getattr(facts, name))
    record(session, "exchange_changed", exchange_id, actor_id, fields=", ".join(changed))
    keep_rules(session, exchange_id)


def do_set_partner_starts(
    session: Session,
    exchange_id: int,
    starts: Mapping[int, date | None],
    *,
    actor_id: int | None,
) -> None:
    """Set the first day of partners that begin on another day than the exchange.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        starts: by partnership; None, or the exchange's own day, means with everybody else.
        actor_id: who does it.
    """
    exchange = locked_exchange(session, exchange_id)
    for partnership in partnerships(session, exchange_id):
        wished = starts.get(partnership.id, partnership.starts_on)
        starts_on = None if wished == exchange.starts_on else wished
        if starts_on == partnership.starts_on:
            continue
        partnership.starts_on = starts_on
        record(
            session,
            "partner_start_changed",
            exchange_id,
            actor_id,
            institution_id=partnership.institution_id,
            starts_on=str(starts_on or exchange.starts_on),
        )


def do_set_partners(
    session: Session,
    exchange_id: int,
    *,
    institution_ids: Sequence[int],
    lead_id: int,
    actor_id: int | None,
) -> None:
    """Make these institutions, and no others, the partners; ``lead_id`` is one of them.

    Raises:
        PartnerInUse: a partner to be taken out has people or courses in the exchange.
        RulesBroken: the exchange is open, and its alliance asks for more partners.
        NotFound: one of the institutions does not exist.
    """
    locked_exchange(session, exchange_id)
    partners = {partner.institution_id: partner for partner in partnerships(session, exchange_id)}
    for institution_id in set(partners) - set(institution_ids):
        _remove_partner(session, partners.pop(institution_id), actor_id)
    for institution_id in institution_ids:
        if institution_id not in partners:
            added = _add_partner(session, exchange_id, institution_id, partners, actor_id)
            partners[institution_id] = added
    for partner in partners.values():
        is_lead = partner.institution_id == lead_id
        if is_lead and not partner.is_lead:
            record(session, "lead_set", exchange_id, actor_id, institution_id=lead_id)
        partner.is_lead = is_lead
    session.flush()
    keep_rules(session, exchange_id)


def _add_partner(
    session: Session,
    exchange_id: int,
    institution_id: int,
    partners: Mapping[int, Partnership],
    actor_id: int | None,
) -> Partnership:
    if session.get(Institution, institution_id) is None:
        raise NotFound
    used = [partner.colour for partner in partners.values()]
    partner = Partnership(
        exchange_id=exchange_id,
        institution_id=institution_id,
        is_lead=False,
        # The first colour that the fewest partners have: free ones first, then all round again.
        colour=min(range(COLOURS), key=used.count),
    )
    session.add(partner)
    # Each is written by itself, because partners without a lead are listed as they were added.
    session.flush()
    record(session, "partner_added", exchange_id, actor_id, institution_id=institution_id)
    return partner


def _remove_partner(session: Session, partner: Partnership, actor_id: int | None) -> None:
    people = _count(session, Enrolment, partner.id)
    courses = _count(session, CourseLink, partner.id)
    if people or courses:
        institution = session.get_one(Institution, partner.institution_id)
        raise PartnerInUse(institution=institution.name, people=people, courses=courses)
    session.delete(partner)
    session.flush()
    record(
        session,
        "partner_removed",
        partner.exchange_id,
        actor_id,
        institution_id=partner.institution_id,
    )


def _count(session: Session, table: type[Enrolment | CourseLink], partnership_id: int) -> int:
    query = select(func.count()).where(table.partnership_id == partnership_id)
    return session.scalar(query.select_from(table)) or 0
