"""Pages of ways in: for those who invite, for those who come, and for minors and guardians."""

from vsm_platform.invitations.routes import inviting, joining, many, minors, visiting
from vsm_platform.invitations.routes.pages import room

__all__ = ["inviting", "joining", "many", "minors", "room", "visiting"]
