"""What other rooms may use of teams."""

import vsm_platform.teams.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.teams.actions.members import do_attach_client, do_deal_evenly, do_place
from vsm_platform.teams.actions.sets import do_make_set, do_publish_set
from vsm_platform.teams.actions.telling import do_tell_of
from vsm_platform.teams.cards import CardLine, TeamCard, offer_team_card
from vsm_platform.teams.dealing import deal
from vsm_platform.teams.hints import Hint, offer_team_hint
from vsm_platform.teams.jobs import HANDLERS
from vsm_platform.teams.letters import CAME_OR_LEFT, TAKEN_BACK
from vsm_platform.teams.models import Team, TeamClient, TeamMember, TeamSet
from vsm_platform.teams.policies import may_form_teams
from vsm_platform.teams.ports import client_visits, team_folder_rule, team_path
from vsm_platform.teams.queries.access import may_see_team
from vsm_platform.teams.queries.teams import (
    Member,
    SetView,
    TeamView,
    is_in_team,
    members_of,
    own_teams,
    published_sets,
    sets_of,
    team_of,
    team_view,
    teams_of_exchange,
    teams_of_set,
)
from vsm_platform.teams.uses import offer_team_use

__all__ = [
    "CAME_OR_LEFT",
    "HANDLERS",
    "TAKEN_BACK",
    "CardLine",
    "Hint",
    "Member",
    "SetView",
    "Team",
    "TeamCard",
    "TeamClient",
    "TeamMember",
    "TeamSet",
    "TeamView",
    "client_visits",
    "deal",
    "do_attach_client",
    "do_deal_evenly",
    "do_make_set",
    "do_place",
    "do_publish_set",
    "do_tell_of",
    "is_in_team",
    "may_form_teams",
    "may_see_team",
    "members_of",
    "offer_team_card",
    "offer_team_hint",
    "offer_team_use",
    "own_teams",
    "published_sets",
    "sets_of",
    "team_folder_rule",
    "team_of",
    "team_path",
    "team_view",
    "teams_of_exchange",
    "teams_of_set",
]
