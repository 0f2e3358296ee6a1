"""Pages of discussion."""

from vsm_platform.discussion.routes import (
    letters,
    moderating,
    overview,
    posts,
    topics,
    translating,
    writing,
)
from vsm_platform.discussion.routes.pages import room

__all__ = [
    "letters",
    "moderating",
    "overview",
    "posts",
    "room",
    "topics",
    "translating",
    "writing",
]
