"""How a partner chooses: its criteria, and what surrounds them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.admissions.actions.common import ensured_admission, record
from vsm_platform.admissions.criteria import Asked
from vsm_platform.admissions.models import Criterion
from vsm_platform.admissions.queries.desks import Desk
from vsm_platform.core import clock
from vsm_platform.core.errors import Conflict, NotFound
from vsm_platform.exchanges.api import Partnership, locked_partnership

MANY = 12
"""Nobody answers more questions than these."""


@dataclass(frozen=True, slots=True)
class AdmissionFacts:
    """What surrounds the criteria."""

    introduction: str
    has_interview: bool
    interview_about: str
    answer_days: int
    moves_until: date | None
    keeps_days: int


def do_set_admission(
    session: Session, desk: Desk, facts: AdmissionFacts, *, seen_version: int, actor_id: int
) -> None:
    """Change how a partner chooses.

    Raises:
        Conflict: somebody else changed it since it was shown.
    """
    partnership = locked_partnership(session, desk.partnership_id)
    admission = ensured_admission(session, desk.partnership_id)
    if admission.version != seen_version:
        raise Conflict
    for name in facts.__dataclass_fields__:
        setattr(admission, name, getattr(facts, name))
    admission.version += 1
    record(session, "settings_changed", partnership, actor_id)


def do_add_criterion(session: Session, desk: Desk, wanted: Asked, *, actor_id: int) -> int:
    """Ask something more of applicants.

    Returns:
        The criterion's id.

    Raises:
        Conflict: it would be too much to ask.
    """
    partnership = locked_partnership(session, desk.partnership_id)
    query = select(func.count(), func.max(Criterion.position)).where(
        Criterion.partnership_id == desk.partnership_id, Criterion.removed_at.is_(None)
    )
    number, last = session.execute(query).one()
    if number >= MANY:
        raise Conflict
    criterion = Criterion(
        partnership_id=desk.partnership_id,
        kind=wanted.kind,
        prompt=wanted.prompt,
        settings=dict(wanted.settings),
        is_rule=wanted.is_rule,
        position=(last or 0) + 1,
        past_exclusions=0,
        version=0,
    )
    session.add(criterion)
    session.flush()
    _record(session, "criterion_added", partnership, criterion, actor_id)
    return criterion.id


def do_change_criterion(session: Session, desk: Desk, wanted: Asked, *, actor_id: int) -> None:
    """Change what is asked; nobody who has applied is refused by it afterwards.

    Raises:
        NotFound: this partner asks no such thing.
        Conflict: somebody else changed it since it was shown.
    """
    partnership = locked_partnership(session, desk.partnership_id)
    criterion = _criterion(session, desk, wanted.id)
    if criterion.version != wanted.version:
        raise Conflict
    criterion.prompt, criterion.settings = wanted.prompt, dict(wanted.settings)
    criterion.is_rule = wanted.is_rule
    criterion.version += 1
    _record(session, "criterion_changed", partnership, criterion, actor_id)


def do_remove_criterion(session: Session, desk: Desk, criterion_id: int, *, actor_id: int) -> None:
    """Ask something no longer; whom it has excluded stays on record.

    Raises:
        NotFound: this partner asks no such thing.
    """
    partnership = locked_partnership(session, desk.partnership_id)
    criterion = _criterion(session, desk, criterion_id)
    criterion.removed_at = clock.now()
    _record(session, "criterion_removed", partnership, criterion, actor_id)


def _criterion(session: Session, desk: Desk, criterion_id: int) -> Criterion:
    criterion = session.get(Criterion, criterion_id, populate_existing=True)
    is_own = criterion is not None and criterion.partnership_id == desk.partnership_id
    if criterion is None or not is_own or criterion.removed_at is not None:
        raise NotFound
    return criterion


def _record(
    session: Session, verb: str, partnership: Partnership, criterion: Criterion, actor_id: int
) -> None:
    rule = "yes" if criterion.is_rule else "no"
    record(
        session,
        verb,
        partnership,
        actor_id,
        criterion=criterion.id,
        kind=criterion.kind,
        rule=rule,
    )
