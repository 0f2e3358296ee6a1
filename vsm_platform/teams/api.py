"""What other rooms may use of teams."""

from vsm_platform.teams.models import Team, TeamClient, TeamMember, TeamSet

__all__ = [
    "Team",
    "TeamClient",
    "TeamMember",
    "TeamSet",
]
