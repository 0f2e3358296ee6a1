"""Pages of credentials."""

from vsm_platform.credentials.routes import (
    administering,
    describing,
    held,
    issuing,
    lists,
    overview,
    own,
    passport,
    passport_shared,
    public,
    publishing,
    verifying,
)
from vsm_platform.credentials.routes.pages import room

__all__ = [
    "administering",
    "describing",
    "held",
    "issuing",
    "lists",
    "overview",
    "own",
    "passport",
    "passport_shared",
    "public",
    "publishing",
    "room",
    "verifying",
]
