"""Pages of discussion."""

from vsm_platform.discussion.routes import (
    attaching,
    letters,
    moderating,
    overview,
    posts,
    searching,
    topics,
    writing,
)
from vsm_platform.discussion.routes.pages import room

__all__ = [
    "attaching",
    "letters",
    "moderating",
    "overview",
    "posts",
    "room",
    "searching",
    "topics",
    "writing",
]
