"""What other rooms may use of cartridges."""

from vsm_platform.content.cartridges.jobs import HANDLERS

__all__ = ["HANDLERS"]
