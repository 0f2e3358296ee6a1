"""What a person said in peer evaluations, and was shown: taken along; ratings of others stay."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from vsm_platform.accounts.api import Gone, Part, Person, listed, offer_erasure, offer_personal_data
from vsm_platform.evaluation.models import (
    Evaluation,
    EvaluationJudgement,
    EvaluationOutcome,
    EvaluationSheet,
)
from vsm_platform.exchanges.api import Enrolment, enrolments_of


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """The person's own answers, and what was released; a single answer of others would name them."""
    own, judged, about = enrolments_of(person_id), aliased(Enrolment), aliased(Person)
    answers = (
        select(
            Evaluation.title.label("evaluation"),
            about.display_name.label("about"),
            EvaluationJudgement.ratings,
            EvaluationJudgement.comment,
            EvaluationJudgement.saved_at,
        )
        .join(EvaluationSheet, EvaluationSheet.id == EvaluationJudgement.sheet_id)
        .join(Evaluation, Evaluation.id == EvaluationSheet.evaluation_id)
        .join(judged, judged.id == EvaluationJudgement.enrolment_id)
        .join(about, about.id == judged.person_id)
        .where(EvaluationSheet.enrolment_id.in_(own))
        .order_by(EvaluationSheet.id, judged.id)
    )
    yield Part("answers", _l("What you said in peer evaluations"), listed(session, answers))
    outcomes = (
        select(
            Evaluation.title.label("evaluation"),
            EvaluationOutcome.own,
            EvaluationOutcome.others,
        )
        .join(Evaluation, Evaluation.id == EvaluationOutcome.evaluation_id)
        .where(EvaluationOutcome.enrolment_id.in_(own))
    )
    yield Part("outcomes", _l("What others said of you, on average"), listed(session, outcomes))


def do_forget(session: Session, gone: Gone) -> None:
    """What was said of the person goes, and the person's words; numbers given to others stay."""
    own = session.scalars(enrolments_of(gone.person_id)).all()
    for model in (EvaluationJudgement, EvaluationOutcome):
        session.execute(delete(model).where(model.enrolment_id.in_(own)))
    sheets = select(EvaluationSheet.id).where(EvaluationSheet.enrolment_id.in_(own))
    session.execute(
        update(EvaluationJudgement)
        .where(EvaluationJudgement.sheet_id.in_(sheets))
        .values(comment="")
        .execution_options(synchronize_session=False)
    )


offer_personal_data("evaluation", own_data)
offer_erasure(
    "evaluation",
    do_forget,
    kept=(
        _l(
            "The numbers that you gave your team mates in a peer evaluation, without your words: "
            "they belong to the marks of others."
        ),
    ),
)
