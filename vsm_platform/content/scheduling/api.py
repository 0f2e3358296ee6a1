"""What other rooms may use of meeting times."""

from vsm_platform.content.scheduling.jobs import HANDLERS

__all__ = ["HANDLERS"]
