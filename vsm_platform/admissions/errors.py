"""What can go wrong when people apply and are chosen."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict


class NoPlaceLeft(Conflict):
    """More people were to get a place than there are."""

    code = "no_place_left"
    title = lazy_gettext("There are not enough places")
    message = lazy_gettext("Places left: {left}. Chosen for a place: {chosen}. Nobody was told.")
    remedy = lazy_gettext(
        "Go back and choose fewer, or put them on the waiting list: whoever stands there gets the "
        "next place that becomes free."
    )


class ApplicationsClosed(Conflict):
    code = "applications_closed"
    title = lazy_gettext("The time to apply is over")
    message = lazy_gettext("Applications can be sent and changed until the deadline.")
    remedy = lazy_gettext("What you had sent by then still counts. Ask the contact on that page.")


class ApplicationIncomplete(Conflict):
    code = "application_incomplete"
    title = lazy_gettext("Something is missing still")
    message = lazy_gettext("Not every question has an answer that can be sent.")
    remedy = lazy_gettext("Go back to your application; it shows what is left to do.")


class OfferGone(Conflict):
    code = "offer_gone"
    title = lazy_gettext("This place is no longer held for you")
    message = lazy_gettext("It was offered until a certain day, and has passed on since.")
    remedy = lazy_gettext("Ask the contact on your application's page whether another is free.")


class CandidateObjected(AppError):
    """Another room's rule keeps the person out, such as so many exchanges a season."""

    code = "candidate_objected"
    status = 409
    title = lazy_gettext("You cannot take part in this exchange now")
    message = lazy_gettext("{reason}")
    remedy = lazy_gettext("If you think that this is wrong, ask the contact on that page.")
