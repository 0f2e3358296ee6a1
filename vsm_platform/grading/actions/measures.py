"""What is scored in an exchange."""

import secrets

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.grading.actions.common import locked_measure, record
from vsm_platform.grading.errors import MeasureInUse
from vsm_platform.grading.models import PARTICIPATION, GradeColumn, Measure, Score

MARK = "mark"


def do_ensure_measure(
    session: Session, exchange_id: int, source: str, *, title: str = "", maximum: float = 1.0
) -> Measure:
    """The measure of this source, made where the exchange has none yet.

    ``source`` is the room's word and number, such as ``survey:5``; ``maximum`` is above 0. A title
    that has changed is taken over; the maximum stays, because scores and columns count by it.
    """
    query = select(Measure).where(Measure.exchange_id == exchange_id, Measure.source == source)
    found = session.scalars(query).one_or_none()
    if found:
        found.title = title or found.title
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


def do_drop_measure(session: Session, exchange_id: int, source: str) -> None:
    """Take a measure away that nobody uses yet; where there is none, nothing happens.

    Raises:
        MeasureInUse: somebody has a score in it, or a gradebook a column for it.
    """
    query = select(Measure).where(Measure.exchange_id == exchange_id, Measure.source == source)
    found = session.scalars(query).one_or_none()
    if found is None:
        return
    measure = locked_measure(session, found.id)
    scores = select(Score.id).where(Score.measure_id == measure.id)
    columns = select(GradeColumn.id).where(GradeColumn.measure_id == measure.id)
    if session.scalar(scores.limit(1)) or session.scalar(columns.limit(1)):
        raise MeasureInUse
    session.delete(measure)
    session.flush()


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
