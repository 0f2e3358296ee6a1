"""Pages of surveys."""

from vsm_platform.surveys.routes import answering, results, standing
from vsm_platform.surveys.routes.pages import room

__all__ = ["answering", "results", "room", "standing"]
