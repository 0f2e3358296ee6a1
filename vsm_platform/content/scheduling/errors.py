"""What can go wrong when a time is looked for or decided."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict


class UnknownChoice(AppError):
    """A slot, team or answer that was not offered."""

    code = "unknown_choice"
    title = lazy_gettext("That cannot be chosen")
    message = lazy_gettext("The page got a time or a team that it had not offered.")
    remedy = lazy_gettext("Look for a time again, and choose one of those that are shown.")


class TooFewProposals(AppError):
    code = "too_few_proposals"
    title = lazy_gettext("Choose at least two times")
    message = lazy_gettext(
        "Your team needs something to choose from: two times at least, six at most."
    )
    remedy = lazy_gettext("Go back and tick them.")


class PollClosed(Conflict):
    code = "poll_closed"
    title = lazy_gettext("This is decided")
    message = lazy_gettext("The vote is over, so nothing in it can be changed any more.")
    remedy = lazy_gettext("Look for a time again if what was decided does not suit your team.")


class PollRuns(Conflict):
    code = "poll_runs"
    title = lazy_gettext("Your team is voting already")
    message = lazy_gettext("Somebody has asked the team about other times, and that vote is open.")
    remedy = lazy_gettext("Vote there, or end that vote first.")
