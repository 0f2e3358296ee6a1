"""What actions of formation share: rows locked for a change, and lines in the audit log."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.formation.models import Formation, Proposal


def locked_formation(session: Session, exchange_id: int, formation_id: int) -> Formation:
    """A formation of this exchange, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such formation.
    """
    query = select(Formation).where(
        Formation.id == formation_id, Formation.exchange_id == exchange_id
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound
    return found


def locked_proposal(session: Session, formation: Formation, proposal_id: int) -> Proposal:
    """A proposal for a locked formation, locked too.

    Raises:
        NotFound: there is no such proposal for it.
    """
    query = select(Proposal).where(
        Proposal.id == proposal_id, Proposal.formation_id == formation.id
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound
    return found


def record(
    session: Session,
    verb: str,
    formation: Formation,
    actor_id: int | None,
    **details: str | int,
) -> None:
    """Write a line about a formation into the audit log."""
    audit.record(
        session,
        f"formation.{verb}",
        f"formation:{formation.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=formation.exchange_id,
        **details,
    )
