"""Pages of discussion."""

from vsm_platform.discussion.routes import (
    attaching,
    letters,
    moderating,
    overview,
    posts,
    topics,
    writing,
)
from vsm_platform.discussion.routes.pages import room

__all__ = ["attaching", "letters", "moderating", "overview", "posts", "room", "topics", "writing"]
