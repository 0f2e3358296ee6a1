"""What other rooms may use of formation."""

from vsm_platform.formation.jobs import HANDLERS

__all__ = ["HANDLERS"]
