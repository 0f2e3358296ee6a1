"""The tables of surveys."""

from vsm_platform.surveys.models.results import (
    ActionTaken,
    SurveyRelease,
    SurveyTag,
    SurveyTagging,
    Testimonial,
)
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
    "ActionTaken",
    "Anonymity",
    "Audience",
    "Instrument",
    "InstrumentVersion",
    "Survey",
    "SurveyBox",
    "SurveyDraft",
    "SurveyLetter",
    "SurveyParticipation",
    "SurveyRelease",
    "SurveyResponse",
    "SurveyTag",
    "SurveyTagging",
    "Testimonial",
    "Timing",
]
