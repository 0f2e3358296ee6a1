"""Pages of credentials."""

from vsm_platform.credentials.routes.pages import room

__all__ = ["room"]
