"""Errors that reach a person: a stable code, an HTTP status, and what to say.

Rooms subclass these in their own ``errors``; ``web.error_pages`` turns them into pages.
"""

from datetime import date
from typing import ClassVar

from flask_babel import LazyString, format_date, lazy_gettext


class AppError(Exception):
    """Something that the product refuses, in words that say what to do next.

    ``data`` fills the placeholders of the texts, dates as the reader writes them; never personal
    data or secrets, because it is logged.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    title: ClassVar[LazyString] = lazy_gettext("That did not work")
    message: ClassVar[LazyString] = lazy_gettext("The page got something that it cannot use.")
    remedy: ClassVar[LazyString] = lazy_gettext("Go back, look at what you entered, and try again.")

    def __init__(self, **data: str | int | date) -> None:
        super().__init__(self.code)
        self.data = data

    @property
    def texts(self) -> tuple[str, str, str]:
        """Title, message and remedy in the reader's language."""
        data = self.words()
        title, message, remedy = (
            str(text).format(**data) for text in (self.title, self.message, self.remedy)
        )
        return title, message, remedy

    def words(self) -> dict[str, str | int]:
        """What fills the placeholders, as the reader writes it."""
        return {
            name: format_date(value, "medium") if isinstance(value, date) else value
            for name, value in self.data.items()
        }


class NotFound(AppError):
    """No such thing, or none that this person may know of: the two are told apart nowhere."""

    code = "not_found"
    status = 404
    title = lazy_gettext("We cannot find this page")
    message = lazy_gettext("It does not exist, or it belongs to a course that you are not in.")
    remedy = lazy_gettext("Open the course again from your university's learning platform.")


class SignInNeeded(AppError):
    """The page is for people whom a launch or an invitation has brought here."""

    code = "sign_in_needed"
    status = 401
    title = lazy_gettext("Please come in from your course")
    message = lazy_gettext("We do not know who you are yet, or your visit has ended.")
    remedy = lazy_gettext(
        "Open your course in your university's learning platform and click the link to the "
        "exchange there. You need no other login."
    )


class NotAllowed(AppError):
    """The person may know of the thing, but not do this with it."""

    code = "not_allowed"
    status = 403
    title = lazy_gettext("This is not open to you")
    message = lazy_gettext("Your role in this course does not allow it.")
    remedy = lazy_gettext("Ask the person who coordinates the exchange at your university.")


class Conflict(AppError):
    """Somebody else was faster, or the state no longer allows it."""

    code = "conflict"
    status = 409
    title = lazy_gettext("Something changed in the meantime")
    message = lazy_gettext("Somebody else changed this, or it was already done.")
    remedy = lazy_gettext("Load the page again and look at its present state.")
