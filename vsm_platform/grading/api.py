"""What other rooms may use of grading: surveys and assignments give scores through here."""

import vsm_platform.grading.personal_data  # noqa: F401 (it offers itself)
from lti.services.grades import ActivityProgress, GradingProgress
from vsm_platform.grading.actions.arrivals import do_note_arrival
from vsm_platform.grading.actions.measures import do_drop_measure, do_ensure_measure
from vsm_platform.grading.actions.scores import (
    Given,
    Mark,
    do_give_score,
    do_give_scores,
)
from vsm_platform.grading.jobs import HANDLERS
from vsm_platform.grading.models import Measure, Score, resource_id_of
from vsm_platform.grading.queries.marks import HomeEntry, home_entry

__all__ = [
    "HANDLERS",
    "ActivityProgress",
    "Given",
    "GradingProgress",
    "HomeEntry",
    "Mark",
    "Measure",
    "Score",
    "do_drop_measure",
    "do_ensure_measure",
    "do_give_score",
    "do_give_scores",
    "do_note_arrival",
    "home_entry",
    "resource_id_of",
]
