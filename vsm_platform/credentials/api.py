"""What other rooms may use of credentials."""

from vsm_platform.credentials.jobs import HANDLERS

__all__ = ["HANDLERS"]
