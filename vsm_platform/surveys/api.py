"""What other rooms may use of surveys."""

import vsm_platform.surveys.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.surveys.actions.copying import do_copy_surveys
from vsm_platform.surveys.actions.instruments import do_add_instrument
from vsm_platform.surveys.actions.keeping import do_erase_answers, own_answers
from vsm_platform.surveys.actions.surveys import (
    ITEM,
    SurveyFacts,
    do_add_survey,
    do_publish_survey,
)
from vsm_platform.surveys.jobs import HANDLERS
from vsm_platform.surveys.models import Anonymity, Audience, Timing
from vsm_platform.surveys.queries.completion import survey_choices, who_answered
from vsm_platform.surveys.queries.testimonials import public_programmes

__all__ = [
    "HANDLERS",
    "ITEM",
    "Anonymity",
    "Audience",
    "SurveyFacts",
    "Timing",
    "do_add_instrument",
    "do_add_survey",
    "do_copy_surveys",
    "do_erase_answers",
    "do_publish_survey",
    "own_answers",
    "public_programmes",
    "survey_choices",
    "who_answered",
]
