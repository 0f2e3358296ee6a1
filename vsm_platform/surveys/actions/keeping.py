"""A person's own data: what can be taken away and what is erased.

Of an anonymous survey there is nothing but that the person answered: nobody can find the answer.
"""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.core.secrets import Vault
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.surveys.models import (
    InstrumentVersion,
    SurveyDraft,
    SurveyLetter,
    SurveyParticipation,
    SurveyResponse,
    Testimonial,
)
from vsm_platform.surveys.sealing import unseal


def own_answers(session: Session, vault: Vault, person_id: int) -> list[dict[str, Any]]:
    """Everything that a person has answered with a name or in confidence, and not sent yet."""
    own = select(Enrolment.id).where(Enrolment.person_id == person_id)
    responses = (
        select(SurveyResponse, InstrumentVersion.title)
        .join(InstrumentVersion, InstrumentVersion.id == SurveyResponse.version_id)
        .where(SurveyResponse.enrolment_id.in_(own))
        .order_by(SurveyResponse.survey_id)
    )
    sent = [
        {
            "survey": one.survey_id,
            "title": title,
            "answered_on": one.answered_on.isoformat() if one.answered_on else None,
            "answers": one.answers,
        }
        for one, title in session.execute(responses)
    ]
    drafts = select(SurveyDraft).where(SurveyDraft.enrolment_id.in_(own))
    begun = [
        {"survey": one.survey_id, "draft": unseal(vault, one.sealed)}
        for one in session.scalars(drafts.order_by(SurveyDraft.survey_id))
    ]
    return sent + begun


def do_erase_answers(session: Session, person_id: int) -> None:
    """Erase what a person has answered, that the person has, and what the person says in public.

    Figures that were shown stay as they were shown: to make them anew without this person would
    tell, by the difference, what the person answered (docs/decisions/0038).
    """
    own = select(Enrolment.id).where(Enrolment.person_id == person_id)
    models = (SurveyResponse, SurveyDraft, SurveyParticipation, SurveyLetter, Testimonial)
    for model in models:
        session.execute(delete(model).where(model.enrolment_id.in_(own)))
