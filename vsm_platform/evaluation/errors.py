"""What can go wrong with peer evaluation."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict


class EvaluationNotOpen(Conflict):
    """Answers come within the window, on the answering person's own calendar."""

    code = "evaluation_not_open"
    title = lazy_gettext("This peer evaluation is not open")
    message = lazy_gettext(
        "Answers are taken from its first to its last day at your university. What you saved in "
        "that time counts."
    )
    remedy = lazy_gettext("If you could not answer in time, write to those who teach the course.")


class EvaluationInUse(Conflict):
    """Somebody has answered already."""

    code = "evaluation_in_use"
    title = lazy_gettext("Somebody has answered already")
    message = lazy_gettext("The answers would be lost, or would be about other teams.")
    remedy = lazy_gettext("Make another peer evaluation, and change the last day of this one.")


class EvaluationReleased(Conflict):
    code = "evaluation_released"
    title = lazy_gettext("The results are released")
    message = lazy_gettext("Students have seen their results, so this evaluation stays as it is.")
    remedy = lazy_gettext("Make another one for the next phase.")


class TeamsNotPublished(Conflict):
    code = "evaluation_without_teams"
    title = lazy_gettext("These teams are not published yet")
    message = lazy_gettext("Students do not see their team, so nobody could answer.")
    remedy = lazy_gettext("Choose a set of teams and publish it first.")


class StillOpen(Conflict):
    """Results wait until nobody can change an answer."""

    code = "evaluation_still_open"
    title = lazy_gettext("Answers still come in")
    message = lazy_gettext("There are results once the last day is over at every university.")
    remedy = lazy_gettext("Wait until then, or set an earlier last day.")


class RemindedLately(AppError):
    """Reminders are few, or nobody reads them."""

    code = "evaluation_reminded_lately"
    status = 429
    title = lazy_gettext("They were reminded less than a day ago")
    message = lazy_gettext("One reminder a day goes out to those who have not answered.")
    remedy = lazy_gettext("Try again tomorrow.")
