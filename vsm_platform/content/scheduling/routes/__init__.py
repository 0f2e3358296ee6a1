"""Pages of meeting times."""

from vsm_platform.content.scheduling.routes import finding, votes
from vsm_platform.content.scheduling.routes.pages import room

__all__ = ["finding", "room", "votes"]
