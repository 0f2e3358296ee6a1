"""Pages of surveys."""

from vsm_platform.surveys.routes import (
    actions_taken,
    answering,
    building,
    instruments,
    named,
    results,
    results_texts,
    standing,
    testimonials,
)
from vsm_platform.surveys.routes.pages import room

__all__ = [
    "actions_taken",
    "answering",
    "building",
    "instruments",
    "named",
    "results",
    "results_texts",
    "room",
    "standing",
    "testimonials",
]
