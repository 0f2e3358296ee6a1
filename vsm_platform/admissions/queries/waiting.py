"""The waiting list's order: as faculty ranked it, then as people applied."""

from vsm_platform.admissions.models import Application

WAITING_ORDER = (
    Application.rank.is_(None),
    Application.rank,
    Application.sent_at,
    Application.id,
)
"""The order in which places are offered."""
