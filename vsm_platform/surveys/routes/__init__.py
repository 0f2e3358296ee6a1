"""Pages of surveys."""

from vsm_platform.surveys.routes.pages import room

__all__ = ["room"]
