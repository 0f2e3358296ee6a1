"""What other rooms may use of faculty."""

from vsm_platform.faculty.progress import Done, offer_progress

__all__ = ["Done", "offer_progress"]
