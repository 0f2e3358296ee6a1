"""What other rooms may use of meeting times."""

import vsm_platform.content.scheduling.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.content.scheduling.jobs import HANDLERS

__all__ = ["HANDLERS"]
