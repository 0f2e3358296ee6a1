"""Pages of discussion."""

from vsm_platform.discussion.routes import (
    attaching,
    exporting,
    facilitating,
    letters,
    moderating,
    opening,
    overview,
    participation,
    posts,
    searching,
    topics,
    translating,
    writing,
)
from vsm_platform.discussion.routes.pages import room

__all__ = [
    "attaching",
    "exporting",
    "facilitating",
    "letters",
    "moderating",
    "opening",
    "overview",
    "participation",
    "posts",
    "room",
    "searching",
    "topics",
    "translating",
    "writing",
]
