"""What other rooms may use of evaluation."""

import vsm_platform.evaluation.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.evaluation.actions.evaluations import (
    EvaluationFacts,
    do_add_evaluation,
    do_copy_evaluations,
    do_publish_evaluation,
)
from vsm_platform.evaluation.jobs import HANDLERS
from vsm_platform.evaluation.queries.evaluations import evaluation_choices
from vsm_platform.evaluation.queries.results import who_answered

__all__ = [
    "HANDLERS",
    "EvaluationFacts",
    "do_add_evaluation",
    "do_copy_evaluations",
    "do_publish_evaluation",
    "evaluation_choices",
    "who_answered",
]
