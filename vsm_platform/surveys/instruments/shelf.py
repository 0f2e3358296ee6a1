"""The questionnaires that the product brings along, in its own words (``library/*.toml``)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.instruments.document import Document

NAMES = (
    "start",
    "pulse",
    "midcourse",
    "intercultural",
    "end",
    "student_experience",
    "partner_debrief",
    "faculty_debrief",
)
"""In the order of a course."""
FOR_TEACHERS = ("partner_debrief", "faculty_debrief")
"""Asked of those who teach; the others of students."""
_FOLDER = Path(__file__).parent / "library"


@cache
def ready(name: str) -> Document:
    """One of them.

    Raises:
        KeyError: there is none of this name.
    """
    if name not in NAMES:
        raise KeyError(name)
    data = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
    scales = tomllib.loads((_FOLDER / "scales.toml").read_text("utf-8"))
    for section in data["sections"]:
        for question in section["questions"]:
            _name_scale(question, scales)
    return read_document(data)


def _name_scale(question: dict[str, Any], scales: dict[str, Any]) -> None:
    """Labels that several questionnaires share stand there by the name of their scale."""
    if isinstance(question.get("labels"), str):
        question["labels"] = scales[question["labels"]]


def lineage_of(name: str) -> str:
    """What all copies of a questionnaire of the product share, in whichever programme."""
    return f"template:{name}"


def is_for_teachers(lineage: str) -> bool:
    """Whether a questionnaire is a copy of one that those who teach are asked."""
    return lineage in {lineage_of(name) for name in FOR_TEACHERS}
