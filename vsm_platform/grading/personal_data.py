"""A person's marks: taken along, and gone here; what an LMS has taken lies in that LMS."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.core.outbox import Delivery
from vsm_platform.exchanges.api import Exchange, enrolments_of
from vsm_platform.grading.actions.sending import score_lane
from vsm_platform.grading.models import SCORE, ColumnEntry, GradeColumn, Measure, Score


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Marks, and what was sent of them to the gradebook at home."""
    own = enrolments_of(person_id)
    scores = (
        select(
            Exchange.title.label("exchange"),
            Measure.title.label("what"),
            Score.value,
            Measure.maximum,
            Score.comment,
            Score.submitted_at,
            Score.given_at,
        )
        .join(Measure, Measure.id == Score.measure_id)
        .join(Exchange, Exchange.id == Measure.exchange_id)
        .where(Score.enrolment_id.in_(own))
        .order_by(Score.id)
    )
    yield Part("marks", _l("Marks"), listed(session, scores))
    sent = (
        select(
            GradeColumn.label.label("what"),
            ColumnEntry.value,
            ColumnEntry.maximum,
            ColumnEntry.delivered_at,
            ColumnEntry.read_value,
            ColumnEntry.read_at,
        )
        .join(GradeColumn, GradeColumn.id == ColumnEntry.column_id)
        .where(ColumnEntry.enrolment_id.in_(own))
        .order_by(ColumnEntry.column_id)
    )
    yield Part("sent_home", _l("Sent to your university’s gradebook"), listed(session, sent))


def do_forget(session: Session, gone: Gone) -> None:
    """Marks go, and those on their way are not sent any more."""
    own = session.scalars(enrolments_of(gone.person_id)).all()
    entries = select(ColumnEntry.column_id, ColumnEntry.enrolment_id)
    entries = entries.where(ColumnEntry.enrolment_id.in_(own))
    lanes = [score_lane(column, enrolment) for column, enrolment in session.execute(entries)]
    session.execute(delete(Delivery).where(Delivery.kind == SCORE, Delivery.lane.in_(lanes)))
    session.execute(delete(ColumnEntry).where(ColumnEntry.enrolment_id.in_(own)))
    session.execute(delete(Score).where(Score.enrolment_id.in_(own)))


offer_personal_data("grading", own_data)
offer_erasure(
    "grading",
    do_forget,
    kept=(
        _l(
            "Marks that were sent to your university lie in its own gradebook. Only your university "
            "can change them there."
        ),
    ),
)
