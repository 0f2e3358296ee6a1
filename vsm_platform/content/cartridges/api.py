"""What other rooms may use of cartridges."""

import vsm_platform.content.cartridges.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.content.cartridges.jobs import HANDLERS

__all__ = ["HANDLERS"]
