"""Partners agree on their terms, leave the exchange, and come back."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.actions.common import locked_exchange, partnerships, record
from vsm_platform.exchanges.actions.roster_plans import do_resume_rosters
from vsm_platform.exchanges.alliance_rules import keep_rules
from vsm_platform.exchanges.errors import CoordinatorsLeave, LeadLeaves, TermsContradict
from vsm_platform.exchanges.life import has_left
from vsm_platform.exchanges.models import Enrolment, Partnership, Role
from vsm_platform.exchanges.terms import Terms, contradictions
from vsm_platform.institutions.api import Institution


def do_set_terms(
    session: Session,
    exchange_id: int,
    partnership_id: int,
    terms: Terms,
    *,
    actor_id: int | None,
) -> bool:
    """Write down one partner's terms; the log names what changed.

    Returns:
        Whether anything changed.

    Raises:
        NotFound: the exchange has no such partner.
        TermsContradict: they cannot be, with the exchange's dates as they now are.
        RulesBroken: the exchange is open, and its alliance asks for the same credit everywhere.
    """
    exchange = locked_exchange(session, exchange_id)
    partnership = _partnership(session, exchange_id, partnership_id)
    found = next(contradictions(terms, exchange.starts_on, exchange.ends_on), None)
    if found:
        raise TermsContradict(reason=str(found.text))
    wanted = terms.columns()
    # A partner that begins and ends with everybody else goes on doing so when the dates change.
    for name in ("starts_on", "ends_on"):
        if wanted[name] == getattr(exchange, name):
            wanted[name] = None
    changed = [name for name, value in wanted.items() if getattr(partnership, name) != value]
    for name in changed:
        setattr(partnership, name, wanted[name])
    if changed:
        session.flush()
        _record(session, "terms_changed", partnership, actor_id, fields=", ".join(changed))
        keep_rules(session, exchange_id)
    return bool(changed)


def do_leave(
    session: Session, exchange_id: int, partnership_id: int, left_on: date, *, actor_id: int | None
) -> None:
    """A partner leaves on a day; its people and everything of theirs stay, to be read.

    Raises:
        NotFound: the exchange has no such partner.
        LeadLeaves: it leads the exchange.
        CoordinatorsLeave: nobody else would coordinate it.
    """
    locked_exchange(session, exchange_id)
    partnership = _partnership(session, exchange_id, partnership_id)
    name = session.get_one(Institution, partnership.institution_id).name
    if partnership.is_lead:
        raise LeadLeaves(institution=name)
    if _coordinators_all_belong_to(session, partnership):
        raise CoordinatorsLeave(institution=name)
    partnership.left_on = left_on
    session.flush()
    _record(session, "partner_left", partnership, actor_id, day=str(left_on))


def do_come_back(
    session: Session, exchange_id: int, partnership_id: int, *, actor_id: int | None
) -> None:
    """A partner that left, or was to leave, takes part again.

    Raises:
        NotFound: the exchange has no such partner.
    """
    locked_exchange(session, exchange_id)
    partnership = _partnership(session, exchange_id, partnership_id)
    if partnership.left_on is None:
        return
    partnership.left_on = None
    session.flush()
    do_resume_rosters(session, exchange_id)
    _record(session, "partner_came_back", partnership, actor_id)


def _partnership(session: Session, exchange_id: int, partnership_id: int) -> Partnership:
    found = session.get(Partnership, partnership_id)
    if found is None or found.exchange_id != exchange_id:
        raise NotFound
    return found


def _coordinators_all_belong_to(session: Session, leaving: Partnership) -> bool:
    present = [
        each.id for each in partnerships(session, leaving.exchange_id) if not has_left(each.left_on)
    ]
    query = (
        select(Enrolment.partnership_id, func.count())
        .where(
            Enrolment.exchange_id == leaving.exchange_id,
            Enrolment.role == Role.COORDINATOR,
            Enrolment.partnership_id.in_(present),
        )
        .group_by(Enrolment.partnership_id)
    )
    return [partnership_id for partnership_id, _ in session.execute(query)] == [leaving.id]


def _record(
    session: Session, verb: str, partnership: Partnership, actor_id: int | None, **details: str
) -> None:
    record(
        session,
        verb,
        partnership.exchange_id,
        actor_id,
        institution_id=partnership.institution_id,
        partner=partnership.id,
        **details,
    )
