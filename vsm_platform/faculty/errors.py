"""What can go wrong when faculty look after an exchange."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError


class NobodyChosen(AppError):
    code = "nobody_chosen"
    title = lazy_gettext("Nobody is chosen")
    message = lazy_gettext("A message needs somebody to read it.")
    remedy = lazy_gettext("Go back, tick the people whom you want to write to, and try again.")


class TooManyMessages(AppError):
    """Letters to whole courses are few, or nobody reads them."""

    code = "too_many_messages"
    status = 429
    title = lazy_gettext("You have written a lot in this hour")
    message = lazy_gettext("At most {limit} messages an hour can go out to people of an exchange.")
    remedy = lazy_gettext("Wait a while, and put what is left into one message.")
