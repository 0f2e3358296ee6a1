"""What can go wrong with teams."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import Conflict


class TeamInUse(Conflict):
    """A team whose work is already here cannot be deleted."""

    code = "team_in_use"
    title = lazy_gettext("This team’s work is already here")
    message = lazy_gettext(
        "Something was handed in, marked or kept for it, which would be lost with the team."
    )
    remedy = lazy_gettext(
        "Rename it, or move its members to another team and leave it empty: empty teams are shown "
        "to nobody but faculty."
    )


class NobodyInTeams(Conflict):
    code = "nobody_in_teams"
    title = lazy_gettext("These teams are still empty")
    message = lazy_gettext("There is nobody in any of them, so there is nothing to publish.")
    remedy = lazy_gettext("Put people in first.")
