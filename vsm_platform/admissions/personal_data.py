"""A person's applications: taken along, and gone with everything that was noted of them."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.admissions.models import Answer, Application, Criterion
from vsm_platform.exchanges.api import Exchange


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Applications with what was answered, decided and noted."""
    applications = (
        select(
            Exchange.title.label("exchange"),
            Application.state,
            Application.begun_at,
            Application.sent_at,
            Application.decided_at,
            Application.reason_text.label("reason"),
            Application.answer_until,
            Application.rank,
            Application.interview,
            Application.interview_at,
            Application.interview_where,
            Application.interview_note,
        )
        .join(Exchange, Exchange.id == Application.exchange_id)
        .where(Application.person_id == person_id)
        .order_by(Application.id)
    )
    yield Part("applications", _l("Applications"), listed(session, applications))
    answers = (
        select(
            Exchange.title.label("exchange"),
            Criterion.kind,
            Criterion.prompt.label("question"),
            Answer.value.label("answer"),
            Answer.is_confirmed,
            Answer.changed_at,
        )
        .join(Application, Application.id == Answer.application_id)
        .join(Exchange, Exchange.id == Application.exchange_id)
        .join(Criterion, Criterion.id == Answer.criterion_id)
        .where(Application.person_id == person_id)
        .order_by(Answer.id)
    )
    yield Part("answers", _l("Answers in applications"), listed(session, answers))


def do_forget(session: Session, gone: Gone) -> None:
    """Applications go with their answers; a place that was held is free."""
    own = select(Application.id).where(Application.person_id == gone.person_id)
    session.execute(delete(Answer).where(Answer.application_id.in_(own)))
    session.execute(delete(Application).where(Application.person_id == gone.person_id))


offer_personal_data("admissions", own_data)
offer_erasure("admissions", do_forget)
