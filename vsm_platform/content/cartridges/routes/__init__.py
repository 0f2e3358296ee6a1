"""Pages of cartridges."""

from vsm_platform.content.cartridges.routes import bringing, deciding
from vsm_platform.content.cartridges.routes.pages import room

__all__ = ["bringing", "deciding", "room"]
