"""Pages of credentials."""

from vsm_platform.credentials.routes import (
    administering,
    describing,
    figures,
    grading_tables,
    held,
    issuing,
    lists,
    overview,
    own,
    papers,
    passport,
    passport_shared,
    public,
    publishing,
    recognising,
    recognition_runs,
    verifying,
)
from vsm_platform.credentials.routes.pages import room

__all__ = [
    "administering",
    "describing",
    "figures",
    "grading_tables",
    "held",
    "issuing",
    "lists",
    "overview",
    "own",
    "papers",
    "passport",
    "passport_shared",
    "public",
    "publishing",
    "recognising",
    "recognition_runs",
    "room",
    "verifying",
]
