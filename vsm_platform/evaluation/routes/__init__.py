"""Pages of evaluation."""

from vsm_platform.evaluation.routes import answering, asking, results
from vsm_platform.evaluation.routes.pages import room

__all__ = ["answering", "asking", "results", "room"]
