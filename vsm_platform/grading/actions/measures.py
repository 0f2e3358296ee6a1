"""What is scored in an exchange."""

import secrets

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.grading.actions.common import record
from vsm_platform.grading.models import PARTICIPATION, Measure

MARK = "mark"


def do_ensure_measure(
    session: Session, exchange_id: int, source: str, *, title: str = "", maximum: float = 1.0
) -> Measure:
    """The measure of this source, made where the exchange has none yet.

    ``source`` is the room's word and number, such as ``survey:5``; ``maximum`` is above 0.
    """
    query = select(Measure).where(Measure.exchange_id == exchange_id, Measure.source == source)
    found = session.scalars(query).one_or_none()
    if found:
        return found
    made = Measure(
        exchange_id=exchange_id,
        source=source,
        title=title,
        maximum=maximum,
        created_at=clock.now(),
    )
    # On PostgreSQL another transaction may be faster; then the measure is there, which is the aim.
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(query).one()
    return made


def do_ensure_participation(session: Session, exchange_id: int) -> Measure:
    """The measure that every exchange has."""
    return do_ensure_measure(session, exchange_id, PARTICIPATION)


def do_copy_marks(session: Session, from_exchange_id: int, to_exchange_id: int, _days: int) -> None:
    """What is marked by hand is marked in the next season too; marks and columns are not copied.

    What other rooms score comes with what they copy (``exchanges.running_again``).
    """
    query = select(Measure).where(
        Measure.exchange_id == from_exchange_id, Measure.source.startswith(f"{MARK}:")
    )
    for old in session.scalars(query.order_by(Measure.id)).all():
        source = f"{MARK}:{secrets.token_hex(4)}"
        do_ensure_measure(session, to_exchange_id, source, title=old.title, maximum=old.maximum)


def do_add_mark(
    session: Session, exchange_id: int, *, title: str, maximum: float, actor_id: int
) -> Measure:
    """A measure that teachers mark by hand."""
    source = f"{MARK}:{secrets.token_hex(4)}"
    measure = do_ensure_measure(session, exchange_id, source, title=title, maximum=maximum)
    session.flush()
    record(session, "mark_added", measure, actor_id, name=title)
    return measure
