"""What can go wrong where teams are proposed."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import Conflict


class SearchUnderWay(Conflict):
    code = "search_under_way"
    title = lazy_gettext("Teams are being looked for already")
    message = lazy_gettext("Somebody has begun, and it is not over yet.")
    remedy = lazy_gettext("Look at the proposal that is on its way, or stop it first.")


class CannotBeMet(Conflict):
    """The checks found something that no teams can be."""

    code = "cannot_be_met"
    title = lazy_gettext("These wishes cannot all be met")
    message = lazy_gettext("Something contradicts something else, so no teams were looked for.")
    remedy = lazy_gettext("The page of your wishes says what it is, and what you can change.")


class NotProposed(Conflict):
    code = "not_proposed"
    title = lazy_gettext("There are no teams here yet")
    message = lazy_gettext("This search is not over, or it found nothing.")
    remedy = lazy_gettext("Wait for it, or let teams be proposed again.")


class TeamLocked(Conflict):
    code = "team_locked"
    title = lazy_gettext("This team is locked")
    message = lazy_gettext("Somebody locked it, so that nobody comes in or goes out.")
    remedy = lazy_gettext("Unlock the team first.")


class ProposalChanged(Conflict):
    """Somebody else moved people meanwhile, so the price that was shown no longer holds."""

    code = "proposal_changed"
    title = lazy_gettext("The teams have changed meanwhile")
    message = lazy_gettext("Somebody moved people, so the price that you saw may no longer hold.")
    remedy = lazy_gettext("Look at the teams as they are now, and choose again.")


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    title = lazy_gettext("There is nothing to take back")
    message = lazy_gettext("The teams are as they were found.")


class SituationChanged(Conflict):
    """People came or left between the page and the button."""

    code = "situation_changed"
    title = lazy_gettext("People came or left meanwhile")
    message = lazy_gettext("What you chose was computed for the people who were here before.")
    remedy = lazy_gettext("Look at the ways that there are now, and choose again.")


class AttributeInUse(Conflict):
    code = "attribute_in_use"
    title = lazy_gettext("A wish needs this")
    message = lazy_gettext("Teams are to be formed by it, so it cannot be deleted.")
    remedy = lazy_gettext("Take the wish away first.")


class AttributeExists(Conflict):
    code = "attribute_exists"
    title = lazy_gettext("There is one of this name already")
    message = lazy_gettext("Two of one name could not be told apart.")
    remedy = lazy_gettext("Give it another name.")


class TooManyTeams(Conflict):
    code = "too_many_teams"
    title = lazy_gettext("There are too many teams")
    message = lazy_gettext("A set has 1,000 teams at most.")
    remedy = lazy_gettext("Make the teams larger.")
