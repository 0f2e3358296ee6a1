"""The tables of surveys."""

from vsm_platform.surveys.models.surveys import (
    Anonymity,
    Audience,
    Instrument,
    InstrumentVersion,
    Survey,
    SurveyBox,
    SurveyDraft,
    SurveyLetter,
    SurveyParticipation,
    SurveyResponse,
    Timing,
)

__all__ = [
    "Anonymity",
    "Audience",
    "Instrument",
    "InstrumentVersion",
    "Survey",
    "SurveyBox",
    "SurveyDraft",
    "SurveyLetter",
    "SurveyParticipation",
    "SurveyResponse",
    "Timing",
]
