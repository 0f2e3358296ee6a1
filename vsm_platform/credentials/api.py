"""What other rooms may use of credentials."""

from vsm_platform.core.courier import Handler

HANDLERS: dict[str, Handler] = {}

__all__ = ["HANDLERS"]
