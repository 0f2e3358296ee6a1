"""What can go wrong with surveys."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict


class SurveyNotOpen(Conflict):
    """Answers come within the window, on the answering person's own calendar."""

    code = "survey_not_open"
    title = lazy_gettext("This survey is not open")
    message = lazy_gettext("Answers are taken from its first to its last day at your university.")
    remedy = lazy_gettext("If you could not answer in time, write to those who teach the course.")


class SurveyInUse(Conflict):
    """Somebody has answered, and was promised something."""

    code = "survey_in_use"
    title = lazy_gettext("Somebody has answered already")
    message = lazy_gettext(
        "What was asked, of whom, and what was promised stays as it is. Otherwise nobody could "
        "trust the answers, or the promise."
    )
    remedy = lazy_gettext("Make another survey. You can still change the last day of this one.")


class SurveySettled(Conflict):
    """All answers are in."""

    code = "survey_settled"
    title = lazy_gettext("This survey is over")
    message = lazy_gettext("All answers are in, and the results are final.")
    remedy = lazy_gettext("Ask again with another survey.")


class SurveyIncomplete(Conflict):
    """It cannot be asked yet."""

    code = "survey_incomplete"
    title = lazy_gettext("This survey cannot be asked yet")
    message = lazy_gettext(
        "Its questionnaire asks nothing yet, or it is not known when it opens, or it would have "
        "closed already."
    )
    remedy = lazy_gettext("Look at its questions, and at its days, its week or its meeting.")


class InstrumentChanged(Conflict):
    """Two people change the same questionnaire."""

    code = "instrument_changed"
    title = lazy_gettext("The questions changed in the meantime")
    message = lazy_gettext("Somebody else, or you in another window, changed this questionnaire.")
    remedy = lazy_gettext("Go back to the questionnaire, look at it, and make your change again.")


class RemindedLately(AppError):
    """Reminders are few, or nobody reads them."""

    code = "survey_reminded_lately"
    status = 429
    title = lazy_gettext("They were reminded less than a day ago")
    message = lazy_gettext("One reminder a day goes out to those who have not answered.")
    remedy = lazy_gettext("Try again tomorrow.")


class TooManyTags(Conflict):
    """Tags sort texts while they are few."""

    code = "too_many_tags"
    title = lazy_gettext("There are too many tags")
    message = lazy_gettext("A question has forty tags at most.")
    remedy = lazy_gettext("Use one that is there already, or take one off all texts first.")


class NotWithoutGuardian(Conflict):
    """What a minor says in public, a guardian has to agree to."""

    code = "not_without_guardian"
    title = lazy_gettext("Your guardian has to agree first")
    message = lazy_gettext("What you say here would be public.")
    remedy = lazy_gettext(
        "Open the course’s first page and choose “Your guardian’s consent”, then come back."
    )
