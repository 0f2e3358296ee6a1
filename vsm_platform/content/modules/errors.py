"""What can go wrong with modules and what stands in them."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError


class NotOpenYet(AppError):
    """A student asks for what opens for the own university on a later day."""

    code = "not_open_yet"
    status = 403
    title = lazy_gettext("This is not open yet")
    message = lazy_gettext("“{module}” opens for your university on {day}.")
    remedy = lazy_gettext("Come back on that day. Until then, look at what is open already.")
