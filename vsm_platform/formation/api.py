"""What other rooms may use of formation."""

import vsm_platform.formation.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.formation.actions.attributes import do_keep_said
from vsm_platform.formation.jobs import HANDLERS

__all__ = ["HANDLERS", "do_keep_said"]
