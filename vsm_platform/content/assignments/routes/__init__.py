"""Pages of assignments."""

from vsm_platform.content.assignments.routes import marking, setting, working
from vsm_platform.content.assignments.routes.pages import room

__all__ = ["marking", "room", "setting", "working"]
