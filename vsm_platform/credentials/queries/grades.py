"""Scores as they stand in credentials."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.grading.api import Measure, Score
from vsm_platform.web.forms import number_text


def grades_of(
    session: Session, measure_id: int | None, enrolment_ids: Collection[int]
) -> dict[int, str]:
    """What each has in a score, such as ``85 / 100``, by enrolment; none where there is none."""
    if measure_id is None:
        return {}
    query = (
        select(Score.enrolment_id, Score.value, Measure.maximum)
        .join(Measure, Measure.id == Score.measure_id)
        .where(Score.measure_id == measure_id, Score.value.is_not(None))
    )
    wanted = set(enrolment_ids)
    return {
        enrolment: f"{number_text(value)} / {number_text(maximum)}"
        for enrolment, value, maximum in session.execute(query)
        if enrolment in wanted
    }
