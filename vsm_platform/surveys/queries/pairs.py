"""The survey that the same people answered before with the same questions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.surveys.figures.asked import Answer
from vsm_platform.surveys.figures.documents import asked_of
from vsm_platform.surveys.figures.pairs import Side, paired_sums
from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.models import (
    Anonymity,
    Instrument,
    InstrumentVersion,
    Survey,
    SurveyRelease,
    SurveyResponse,
)


def pairs_of(session: Session, survey: Survey, figures: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of those who answered an earlier survey too; nothing where there is none.

    Each survey is paired once, so that no third one makes a difference of pairs. What anonymous
    people said before and after, nobody can join.
    """
    if survey.anonymity == Anonymity.ANONYMOUS:
        return {}
    earlier = _earlier(session, survey)
    if earlier is None:
        return {}
    found, shown = earlier
    version = session.get_one(InstrumentVersion, survey.version_id)
    asked = asked_of(read_document(version.document))
    before = Side(_by_person(session, found.id, None), shown)
    # Answers that this release counts first have no batch yet.
    after = Side(_by_person(session, survey.id, figures["seen"]["at"][-1]), figures)
    return {"paired_with": found.id, "pairs": paired_sums(asked, before, after)}


def _earlier(session: Session, survey: Survey) -> tuple[Survey, Mapping[str, Any]] | None:
    lineage = (
        select(Instrument.lineage).where(Instrument.id == survey.instrument_id).scalar_subquery()
    )
    query = (
        select(Survey, SurveyRelease.figures)
        .join(Instrument, Instrument.id == Survey.instrument_id)
        .join(SurveyRelease, SurveyRelease.survey_id == Survey.id)
        .where(
            Survey.exchange_id == survey.exchange_id,
            Survey.id != survey.id,
            Survey.audience == survey.audience,
            Instrument.lineage == lineage,
            SurveyRelease.is_last,
        )
        .order_by(Survey.settled_at.desc(), Survey.id.desc())
    )
    rows = session.execute(query).all()
    taken = {figures.get("paired_with") for _survey, figures in rows}
    for found, figures in rows:
        is_free = "paired_with" not in figures and found.id not in taken
        if is_free and found.anonymity != Anonymity.ANONYMOUS:
            return found, figures
    return None


def _by_person(session: Session, survey_id: int, new: int | None) -> dict[int, Answer]:
    query = select(
        SurveyResponse.enrolment_id,
        SurveyResponse.answers,
        SurveyResponse.partnership_id,
        SurveyResponse.batch,
    ).where(SurveyResponse.survey_id == survey_id, SurveyResponse.enrolment_id.is_not(None))
    return {
        person: Answer(answers, str(partner or ""), batch or new or 0)
        for person, answers, partner, batch in session.execute(query)
        if batch or new
    }
