"""What a person reads when a deep linking request cannot be answered."""

from flask_babel import lazy_gettext as _l

from vsm_platform.core.errors import AppError, Conflict


class ReturnAddressForeign(AppError):
    """The request wants its answer at an address that is not known to be this LMS's."""

    code = "deep_linking_return_foreign"
    status = 403
    title = _l("We do not know the address that asks")
    message = _l(
        "Your learning platform wants the chosen links sent to {origin}, which is not among its "
        "addresses here."
    )
    remedy = _l(
        "Tell the administrators of the exchange: it must be added to the platform’s settings, "
        "under “Where its pages may show us”."
    )


class RequestAnswered(Conflict):
    """The request had its answer; a platform takes one only."""

    code = "deep_linking_answered"
    title = _l("This choice has been sent already")
    message = _l("Your learning platform got its answer, and takes only one each time it asks.")
    remedy = _l(
        "Look in your course whether the links are there. To place more, choose content there again."
    )


class RequestExpired(AppError):
    code = "deep_linking_expired"
    status = 410
    title = _l("This choice came too late")
    message = _l("Your learning platform asked some hours ago and does not wait any more.")
    remedy = _l("Go back to your course there and choose content again.")
