"""What a gradebook showed when it was read, kept beside what was sent."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.grading.models import ColumnEntry
from vsm_platform.grading.queries.parcels import enrolments_by_subject


def do_note_results(
    session: Session, column_id: int, shown: Mapping[str, tuple[float | None, float]]
) -> None:
    """Note each person's score and maximum there; ``shown`` is by how the LMS knows people."""
    subjects = enrolments_by_subject(session.connection(), column_id)
    by_enrolment = {subjects[name]: result for name, result in shown.items() if name in subjects}
    present = clock.now()
    entries = session.scalars(select(ColumnEntry).where(ColumnEntry.column_id == column_id))
    for entry in entries:
        entry.read_at = present
        entry.read_value, entry.read_maximum = by_enrolment.get(entry.enrolment_id, (None, None))
