"""What the actions share: the lock on an exchange, and its lines in the audit log."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.models import Exchange, Partnership


def locked_exchange(session: Session, exchange_id: int) -> Exchange:
    """The exchange, with its row locked until the end of the transaction.

    Raises:
        NotFound: there is none.
    """
    # The row's lock lets changes of one exchange happen one after the other on PostgreSQL too.
    exchange = session.get(Exchange, exchange_id, with_for_update=True)
    if exchange is None:
        raise NotFound
    return exchange


def partnerships(session: Session, exchange_id: int) -> Sequence[Partnership]:
    """The institutions' parts in an exchange."""
    return session.scalars(select(Partnership).where(Partnership.exchange_id == exchange_id)).all()


def record(
    session: Session,
    verb: str,
    exchange_id: int,
    actor_id: int | None,
    *,
    institution_id: int | None = None,
    **details: str | int,
) -> None:
    """Write a line about an exchange into the audit log."""
    audit.record(
        session,
        f"exchanges.{verb}",
        f"exchange:{exchange_id}",
        actor_id=actor_id,
        institution_id=institution_id,
        **details,
    )
