"""What other rooms may use of evaluation."""

from vsm_platform.evaluation.actions.evaluations import (
    EvaluationFacts,
    do_add_evaluation,
    do_copy_evaluations,
    do_publish_evaluation,
)
from vsm_platform.evaluation.jobs import HANDLERS

__all__ = [
    "HANDLERS",
    "EvaluationFacts",
    "do_add_evaluation",
    "do_copy_evaluations",
    "do_publish_evaluation",
]
