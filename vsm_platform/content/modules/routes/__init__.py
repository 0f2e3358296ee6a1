"""Pages of modules."""

from vsm_platform.content.modules.routes import (
    activities,
    dates,
    items,
    reading,
    versions,
    writing,
)
from vsm_platform.content.modules.routes.pages import room

__all__ = ["activities", "dates", "items", "reading", "room", "versions", "writing"]
