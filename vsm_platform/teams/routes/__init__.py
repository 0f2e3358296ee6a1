"""Pages of teams."""

from vsm_platform.teams.routes import concerns, forming, sets, teams
from vsm_platform.teams.routes.pages import room

__all__ = ["concerns", "forming", "room", "sets", "teams"]
