"""What the actions share: the lock on measures, and lines in the audit log."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.grading.models import Measure


def locked_measure(session: Session, measure_id: int) -> Measure:
    """A measure, locked until the end of the transaction.

    Whoever gives a score, and whoever finds that a column can take scores, comes through here
    first. So of the two one sees what the other has done, and no score stays behind.

    Raises:
        NotFound: there is none.
    """
    query = select(Measure).where(Measure.id == measure_id).with_for_update(key_share=True)
    measure = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if measure is None:
        raise NotFound
    return measure


def record(
    session: Session, verb: str, measure: Measure, actor_id: int | None, **details: str | int
) -> None:
    """Write a line about a measure into the audit log."""
    audit.record(
        session,
        f"grading.{verb}",
        f"measure:{measure.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=measure.exchange_id,
        **details,
    )
