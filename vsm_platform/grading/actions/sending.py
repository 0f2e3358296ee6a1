"""Scores on their way to the gradebooks: deliveries of the kind ``grading.score``.

A delivery holds the number and the moment, which are fixed when it is queued; the comment, which
may be personal, is read when it is sent. One lane is one student's scores in one column.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock, outbox
from vsm_platform.core.outbox import Delivery, DeliveryState
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.grading.actions.common import locked_measure
from vsm_platform.grading.errors import ColumnNotActive
from vsm_platform.grading.models import (
    SCORE,
    ColumnEntry,
    ColumnState,
    GradeColumn,
    Measure,
    Score,
)
from vsm_platform.grading.scale import next_timestamp, on_scale
from vsm_platform.institutions.api import Deployment, LmsCourse

_AT_ONCE = 500
"""Lanes in one statement."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where the deliveries of one column go, and whose business they are."""

    channel: str
    institution_id: int | None
    exchange_id: int


def post_of(session: Session, measure: Measure, lms_course_id: int) -> Post:
    """Where the deliveries of a measure's column in this LMS course go."""
    query = select(Deployment.registration_id, Deployment.institution_id).join(
        LmsCourse, LmsCourse.deployment_id == Deployment.id
    )
    registration_id, institution_id = session.execute(
        query.where(LmsCourse.id == lms_course_id)
    ).one()
    return Post(f"registration:{registration_id}", institution_id, measure.exchange_id)


def score_lane(column_id: int, enrolment_id: int) -> str:
    return f"score:{column_id}:{enrolment_id}"


def do_queue_scores(
    session: Session,
    measure: Measure,
    column: GradeColumn,
    enrolment_ids: Collection[int] | None = None,
    *,
    all_of_them: bool = False,
) -> int:
    """Queue the scores of a locked measure that an active column does not have yet.

    Args:
        session: of the change that this belongs to.
        measure: locked, see ``locked_measure``.
        column: one of its columns; nothing is queued for one that takes no scores.
        enrolment_ids: only those of these people.
        all_of_them: also what was queued before as it stands.

    Returns:
        How many were queued.
    """
    if column.state != ColumnState.ACTIVE:
        return 0
    rows = _scores_for(session, column, enrolment_ids)
    wanted = [row for row in rows if all_of_them or _is_news(*row, measure, column)]
    if not wanted:
        return 0
    post = post_of(session, measure, column.lms_course_id)
    _drop_superseded(
        session, [score_lane(column.id, score.enrolment_id) for score, _entry in wanted]
    )
    for score, entry in wanted:
        _queue(session, post, measure, column, score, entry)
    session.flush()
    return len(wanted)


def _scores_for(
    session: Session, column: GradeColumn, enrolment_ids: Collection[int] | None
) -> list[tuple[Score, ColumnEntry | None]]:
    query = (
        select(Score, ColumnEntry)
        .join(Enrolment, Enrolment.id == Score.enrolment_id)
        .outerjoin(
            ColumnEntry,
            and_(
                ColumnEntry.column_id == column.id,
                ColumnEntry.enrolment_id == Score.enrolment_id,
            ),
        )
        .where(
            Score.measure_id == column.measure_id,
            Enrolment.lms_course_id == column.lms_course_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
        )
        .order_by(Score.enrolment_id)
    )
    if enrolment_ids is not None:
        query = query.where(Score.enrolment_id.in_(enrolment_ids))
    return [(score, entry) for score, entry in session.execute(query)]


def _is_news(
    score: Score, entry: ColumnEntry | None, measure: Measure, column: GradeColumn
) -> bool:
    if entry is None:
        return score.value is not None
    value = on_scale(score.value, measure.maximum, column.maximum, column.step)
    return (entry.value, entry.maximum) != (value, column.maximum)


def _drop_superseded(session: Session, lanes: Sequence[str]) -> None:
    """What was refused before is settled by what is queued now."""
    for start in range(0, len(lanes), _AT_ONCE):
        session.execute(
            delete(Delivery).where(
                Delivery.lane.in_(lanes[start : start + _AT_ONCE]),
                Delivery.state.in_((DeliveryState.REFUSED, DeliveryState.GIVEN_UP)),
            )
        )


def _queue(
    session: Session,
    post: Post,
    measure: Measure,
    column: GradeColumn,
    score: Score,
    entry: ColumnEntry | None,
) -> None:
    if entry is None:
        entry = ColumnEntry(column_id=column.id, enrolment_id=score.enrolment_id)
        session.add(entry)
    outbox.enqueue(
        session,
        SCORE,
        _payload(measure, column, score, entry),
        lane=score_lane(column.id, score.enrolment_id),
        channel=post.channel,
        institution_id=post.institution_id,
        exchange_id=post.exchange_id,
    )


def _payload(
    measure: Measure, column: GradeColumn, score: Score, entry: ColumnEntry
) -> dict[str, Any]:
    """What a delivery holds; the entry is brought up to it."""
    entry.timestamp = next_timestamp(clock.now(), entry.timestamp)
    entry.value = on_scale(score.value, measure.maximum, column.maximum, column.step)
    entry.maximum, entry.is_refused = column.maximum, False
    return {
        "column": column.id,
        "enrolment": score.enrolment_id,
        "timestamp": entry.timestamp.isoformat(),
        "value": entry.value,
        "maximum": entry.maximum,
        "activity": score.activity,
        "grading": score.grading,
        "submitted_at": score.submitted_at.isoformat() if score.submitted_at else None,
    }


def do_renew(session: Session, delivery_id: int) -> None:
    """Give a delivery a fresh timestamp, once, for the gradebook holds one that is as new."""
    delivery = session.get_one(Delivery, delivery_id)
    key = delivery.payload["column"], delivery.payload["enrolment"]
    entry = session.get_one(ColumnEntry, key, with_for_update=True)
    entry.timestamp = next_timestamp(clock.now(), entry.timestamp)
    fresh = {"timestamp": entry.timestamp.isoformat(), "is_renewed": True}
    delivery.payload = {**delivery.payload, **fresh}


def do_send_score_again(session: Session, delivery: Delivery) -> None:
    """Send what the person has now, whatever the delivery once held.

    Raises:
        ColumnNotActive: the column takes no scores.
    """
    column = session.get_one(GradeColumn, delivery.payload["column"])
    if column.state != ColumnState.ACTIVE:
        raise ColumnNotActive
    measure = locked_measure(session, column.measure_id)
    enrolment_id = delivery.payload["enrolment"]
    of_person = select(Score).where(
        Score.measure_id == measure.id, Score.enrolment_id == enrolment_id
    )
    score = session.scalars(of_person).one()
    entry = session.get_one(ColumnEntry, (column.id, enrolment_id))
    delivery.payload = _payload(measure, column, score, entry)
    outbox.do_send_again(session, delivery)


def do_note_delivered(session: Session, column_id: int, enrolment_id: int, at: datetime) -> None:
    """The gradebook has taken the score of this moment."""
    entry = session.get(ColumnEntry, (column_id, enrolment_id))
    if entry:
        entry.delivered_at, entry.is_refused = at, False


def do_note_refused(session: Session, column_id: int, enrolment_id: int) -> None:
    """The gradebook will not take the person's last score."""
    entry = session.get(ColumnEntry, (column_id, enrolment_id))
    if entry:
        entry.is_refused = True
