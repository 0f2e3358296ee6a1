"""What other rooms may use of formation."""

from vsm_platform.formation.actions.attributes import do_keep_said
from vsm_platform.formation.jobs import HANDLERS

__all__ = ["HANDLERS", "do_keep_said"]
