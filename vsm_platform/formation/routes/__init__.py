"""Pages of formation."""

from vsm_platform.formation.routes import (
    attributes,
    lists,
    moving,
    proposals,
    questions,
    repairs,
    wishes,
)
from vsm_platform.formation.routes.pages import room

__all__ = [
    "attributes",
    "lists",
    "moving",
    "proposals",
    "questions",
    "repairs",
    "room",
    "wishes",
]
