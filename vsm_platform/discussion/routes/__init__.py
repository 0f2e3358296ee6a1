"""Pages of discussion."""

from vsm_platform.discussion.routes import (
    facilitating,
    letters,
    moderating,
    overview,
    participation,
    posts,
    topics,
    translating,
    writing,
)
from vsm_platform.discussion.routes.pages import room

__all__ = [
    "facilitating",
    "letters",
    "moderating",
    "overview",
    "participation",
    "posts",
    "room",
    "topics",
    "translating",
    "writing",
]
