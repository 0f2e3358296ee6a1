"""What can go wrong with exchanges, their partners, courses and roles."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict, NotAllowed


class PartnerInUse(Conflict):
    """A partner whose people or courses are already part of the exchange cannot be taken out."""

    code = "partner_in_use"
    title = lazy_gettext("{institution} already takes part")
    message = lazy_gettext(
        "People or courses of {institution} belong to this exchange (people: {people}, linked "
        "courses: {courses}), so it cannot be removed."
    )
    remedy = lazy_gettext(
        "Leave it among the partners. To keep its people out from now on, suspend the institution."
    )


class CourseAlreadyLinked(Conflict):
    code = "course_already_linked"
    title = lazy_gettext("This course already belongs to an exchange")
    message = lazy_gettext("It was linked to “{exchange}”.")
    remedy = lazy_gettext(
        "Click the link in your course again to get there. If it is the wrong exchange, its "
        "coordinator can undo the link in the exchange's settings."
    )


class LastCoordinator(Conflict):
    code = "last_coordinator"
    title = lazy_gettext("An exchange needs a coordinator")
    message = lazy_gettext("This is the only one, and without one nobody could look after it.")
    remedy = lazy_gettext("Make somebody else coordinator first.")


class RosterAskedTooSoon(AppError):
    """A roster is read at most once a minute on demand."""

    code = "roster_asked_too_soon"
    status = 429
    title = lazy_gettext("The roster is being read")
    message = lazy_gettext("Somebody asked for it less than a minute ago.")
    remedy = lazy_gettext("Go back, and load the page again in a minute.")


class ConsentAwaited(NotAllowed):
    """A minor reads along until a guardian has agreed."""

    code = "consent_awaited"
    title = lazy_gettext("Your guardian has to agree first")
    message = lazy_gettext("Until then you can read everything, and not yet take part yourself.")
    remedy = lazy_gettext(
        "Open the course’s first page and choose “Your guardian’s consent”: there is a link for "
        "your mother, father or guardian."
    )


class AlreadyTakesPart(Conflict):
    code = "already_takes_part"
    title = lazy_gettext("You take part already")
    message = lazy_gettext("You are in this exchange, so the link is still good for somebody else.")
    remedy = lazy_gettext("Open our front page: it leads to your course.")
