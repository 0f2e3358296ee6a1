"""Pages of surveys."""

from vsm_platform.surveys.routes import answering, instruments, standing
from vsm_platform.surveys.routes.pages import room

__all__ = ["answering", "instruments", "room", "standing"]
