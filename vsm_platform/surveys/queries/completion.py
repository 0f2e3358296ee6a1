"""Who has answered a survey, for rooms that reward it: never what was said, nor when."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.surveys.models import Survey, SurveyParticipation
from vsm_platform.surveys.queries.surveys import surveys_of
from vsm_platform.surveys.words import survey_title


def survey_choices(session: Session, exchange_id: int) -> Sequence[tuple[int, str]]:
    """An exchange's surveys to choose from, drafts too: number and name."""
    surveys = surveys_of(session, exchange_id, published_only=False)
    return [(one.id, survey_title(one)) for one in surveys]


def who_answered(session: Session, exchange_id: int, survey_id: int) -> set[int]:
    """The enrolments that have answered one of this exchange's surveys."""
    query = (
        select(SurveyParticipation.enrolment_id)
        .join(Survey, Survey.id == SurveyParticipation.survey_id)
        .where(Survey.id == survey_id, Survey.exchange_id == exchange_id)
    )
    return set(session.scalars(query))
