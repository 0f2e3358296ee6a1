"""Pages of discussion."""

from vsm_platform.discussion.routes import moderating, overview, posts, topics, writing
from vsm_platform.discussion.routes.pages import room

__all__ = ["moderating", "overview", "posts", "room", "topics", "writing"]
