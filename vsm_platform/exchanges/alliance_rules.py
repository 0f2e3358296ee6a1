"""An exchange held against the rules of its alliance, whether it exists already or is only wished."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.alliances.api import (
    Alliance,
    ExchangeKind,
    ExchangePlan,
    Finding,
    PartnerPlan,
    check_plan,
    member_ids,
)
from vsm_platform.exchanges.errors import RulesBroken
from vsm_platform.exchanges.life_checks import offer_opening_check
from vsm_platform.exchanges.models import Exchange, ExchangeState, Partnership
from vsm_platform.institutions.api import Institution

OPENED = (ExchangeState.OPEN, ExchangeState.RUNNING)


@dataclass(frozen=True, slots=True)
class AllianceTerms:
    """What an exchange says of itself as far as an alliance asks."""

    alliance_id: int | None
    kind: ExchangeKind
    season: str
    ects: float | None


def check_rules(session: Session, exchange_id: int) -> tuple[Finding, ...]:
    """What of an exchange breaks the rules of its alliance; nothing where it belongs to none.

    Partners that have left the exchange do not count.
    """
    exchange = session.get(Exchange, exchange_id)
    if exchange is None or exchange.alliance_id is None:
        return ()
    query = (
        select(
            Partnership.institution_id,
            Institution.name,
            Partnership.credit_scheme,
            Partnership.credit_amount,
        )
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Partnership.exchange_id == exchange_id, Partnership.left_on.is_(None))
        .order_by(Partnership.is_lead.desc(), Partnership.id)
    )
    members = member_ids(session, exchange.alliance_id)
    partners = [
        PartnerPlan(name, institution_id in members, scheme, amount)
        for institution_id, name, scheme, amount in session.execute(query)
    ]
    plan = ExchangePlan(ExchangeKind(exchange.kind), exchange.ects, tuple(partners))
    return _check(session, exchange.alliance_id, plan)


def check_wish(
    session: Session, terms: AllianceTerms, institution_ids: Collection[int]
) -> tuple[Finding, ...]:
    """The same of an exchange that does not exist yet, whose partners say nothing of credit."""
    if terms.alliance_id is None:
        return ()
    members = member_ids(session, terms.alliance_id)
    partners = [PartnerPlan("", institution_id in members) for institution_id in institution_ids]
    return _check(session, terms.alliance_id, ExchangePlan(terms.kind, terms.ects, tuple(partners)))


def _check(session: Session, alliance_id: int, plan: ExchangePlan) -> tuple[Finding, ...]:
    alliance = session.get_one(Alliance, alliance_id)
    return check_plan(alliance.name, alliance.rules, plan)


def keep_rules(session: Session, exchange_id: int) -> None:
    """Refuse a change after which an exchange that is open breaks a rule; drafts may.

    Raises:
        RulesBroken: with the reasons.
    """
    exchange = session.get_one(Exchange, exchange_id)
    if exchange.alliance_id is None or exchange.state not in OPENED:
        return
    session.flush()
    findings = check_rules(session, exchange_id)
    if findings:
        raise RulesBroken(reasons=" ".join(finding.text for finding in findings))


def _reasons(session: Session, exchange_id: int) -> list[str]:
    return [finding.text for finding in check_rules(session, exchange_id)]


offer_opening_check("alliances", _reasons)
