"""Pages of an exchange: its people, its agreement and its life; and, for administrators, all."""

from vsm_platform.exchanges.routes import exchange, life, terms
from vsm_platform.exchanges.routes.pages import room

__all__ = ["exchange", "life", "room", "terms"]
