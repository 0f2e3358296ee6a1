"""People answer: what is filled in is kept for them, and is final once it is sent."""

from datetime import UTC

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.formation.api import do_keep_said
from vsm_platform.grading.api import Mark, do_ensure_measure, do_give_score
from vsm_platform.surveys.actions.laying import drop_in_box, lay
from vsm_platform.surveys.errors import SurveyNotOpen
from vsm_platform.surveys.instruments.answers import Answers
from vsm_platform.surveys.instruments.document import Document, Question
from vsm_platform.surveys.models import (
    Anonymity,
    InstrumentVersion,
    Survey,
    SurveyDraft,
    SurveyParticipation,
    SurveyResponse,
)
from vsm_platform.surveys.models.surveys import random_id
from vsm_platform.surveys.queries.answering import Desk
from vsm_platform.surveys.queries.surveys import document_of
from vsm_platform.surveys.sealing import seal


def do_begin(session: Session, desk: Desk) -> Document:
    """What is asked, which does not change from now on: somebody answers.

    Raises:
        SurveyNotOpen: the viewer cannot answer now.
    """
    if not desk.may_answer:
        raise SurveyNotOpen
    # The version cannot be exchanged for another one between this and the end of the transaction.
    survey = session.get_one(
        Survey, desk.survey.id, with_for_update={"read": True}, populate_existing=True
    )
    frozen = update(InstrumentVersion).where(
        InstrumentVersion.id == survey.version_id, InstrumentVersion.is_frozen.is_(False)
    )
    session.execute(frozen.values(is_frozen=True))
    return document_of(session, survey.version_id)


def do_save_draft(session: Session, vault: Vault, desk: Desk, answers: Answers) -> bool:
    """Keep what is filled in so far, on the server, so that any device can go on with it.

    Returns:
        False where it was sent meanwhile, as from another window.
    """
    if _has_answered(session, desk):
        return False
    draft = session.get(SurveyDraft, (desk.survey.id, desk.me))
    if draft is None:
        draft = SurveyDraft(survey_id=desk.survey.id, enrolment_id=desk.me)
        session.add(draft)
    draft.sealed, draft.saved_at = seal(vault, answers), clock.now()
    session.flush()
    return True


def do_submit(
    session: Session, vault: Vault, desk: Desk, document: Document, answers: Answers, role: Role
) -> bool:
    """Take complete answers, once.

    Returns:
        False where the person had sent answers before, which stay as they are.
    """
    if _has_answered(session, desk):
        return False
    survey = session.get_one(Survey, desk.survey.id)
    session.add(
        SurveyParticipation(
            survey_id=survey.id, enrolment_id=desk.me, partnership_id=desk.partnership_id
        )
    )
    session.execute(
        delete(SurveyDraft).where(
            SurveyDraft.survey_id == survey.id, SurveyDraft.enrolment_id == desk.me
        )
    )
    session.flush()
    if survey.anonymity == Anonymity.ANONYMOUS:
        drop_in_box(session, vault, survey, desk.partnership_id, answers)
    else:
        lay(session, [_response(survey, desk, answers)])
    if survey.anonymity == Anonymity.NAMED:
        # Those who form teams read what each student said: only where that was promised.
        _feed_criteria(session, survey, desk, document, answers)
    if survey.is_scored and role == Role.STUDENT:
        do_score(session, survey, desk.me)
    return True


def _has_answered(session: Session, desk: Desk) -> bool:
    # What one person sends comes one after another, from however many windows.
    session.get_one(Enrolment, desk.me, with_for_update=True)
    query = exists().where(
        SurveyParticipation.survey_id == desk.survey.id,
        SurveyParticipation.enrolment_id == desk.me,
    )
    return bool(session.scalar(select(query)))


def _response(survey: Survey, desk: Desk, answers: Answers) -> SurveyResponse:
    return SurveyResponse(
        id=random_id(),
        survey_id=survey.id,
        version_id=survey.version_id,
        partnership_id=desk.partnership_id,
        enrolment_id=desk.me,
        answered_on=clock.today(UTC),
        answers=answers,
    )


def do_score(session: Session, survey: Survey, enrolment_id: int) -> None:
    """That somebody has answered goes to the gradebook at home; what was answered never does."""
    measure = score_of(session, survey)
    do_give_score(session, measure, Mark(enrolment_id, 1.0))


def score_of(session: Session, survey: Survey) -> int:
    """The measure of a survey."""
    version = session.get_one(InstrumentVersion, survey.version_id)
    document = document_of(session, version.id)
    title = document.say(document.title, document.languages[0])
    title = f"{title}: {survey.label}" if survey.label else title
    measure = do_ensure_measure(session, survey.exchange_id, f"survey:{survey.id}", title=title)
    session.flush()
    return measure.id


def _feed_criteria(
    session: Session, survey: Survey, desk: Desk, document: Document, answers: Answers
) -> None:
    """What the questionnaire says that it asks for the sake of mixed teams goes there."""
    for question in document.questions():
        value = answers.get(question.key)
        if not question.feeds or value is None or isinstance(value, bool | list):
            continue
        text, number = _said(question, document, value)
        labels = [document.say(one.text, document.languages[0]) for one in question.options]
        do_keep_said(
            session,
            survey.exchange_id,
            question.feeds,
            labels,
            desk.me,
            text=text,
            number=number,
        )


def _said(
    question: Question, document: Document, value: int | float | str
) -> tuple[str, float | None]:
    if isinstance(value, int | float):
        return "", float(value)
    known = {one.key: document.say(one.text, document.languages[0]) for one in question.options}
    return known.get(value, ""), None
