"""Pages of teams."""

from vsm_platform.teams.routes import forming, sets, teams
from vsm_platform.teams.routes.pages import room

__all__ = ["forming", "room", "sets", "teams"]
