"""What other rooms may use of faculty."""

import vsm_platform.faculty.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.faculty.progress import Done, offer_progress

__all__ = ["Done", "offer_progress"]
