"""Who is looking, and the rules that routes name.

A ``Policy`` is a named question about the viewer alone and is asked before a view's body
begins. Whether this viewer may see this object is asked by the room's ``access_…`` queries.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, NotAllowed, SignInNeeded


class WelcomeNeeded(AppError):
    """The person has not yet read the notice or said how to be called."""

    code = "welcome_needed"
    status = 403


class OnlyLooking(AppError):
    """Whoever looks with a student's eyes changes nothing."""

    code = "only_looking"
    status = 403
    title = lazy_gettext("You are only looking")
    message = lazy_gettext("You see the exchange as a student sees it, so nothing can be changed.")
    remedy = lazy_gettext("Go back to your own view first: the button stands on top of the page.")


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind a request, as one sign-in knows them."""

    sign_in_id: int
    person_id: int
    display_name: str
    institution_id: int | None
    institution_name: str
    registration_id: int | None
    """The LMS that the sign-in came from; none for an administrator's invitation link."""
    timezone: str
    locale: str
    launch_locale: str
    is_administrator: bool
    is_test_user: bool
    is_ready: bool
    """True once the notice is acknowledged and a name is known."""
    sees_as: int | None = None
    """The partnership as whose student the person looks for now, and so changes nothing."""
    office_of: int | None = None
    """The institution for whose International Office the person works."""

    # Flask-Login's protocol.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.sign_in_id)


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule with a name that tests and pages can print."""

    name: str
    check: Callable[[Viewer | None], object]
    asks: bool = True
    """Whether it matters who is looking; finding that out costs a query."""


def _arriving(viewer: Viewer | None) -> Viewer:
    if viewer is None:
        raise SignInNeeded
    return viewer


def _signed_in(viewer: Viewer | None) -> Viewer:
    if not _arriving(viewer).is_ready:
        raise WelcomeNeeded
    return _arriving(viewer)


def _administrator(viewer: Viewer | None) -> None:
    if not _signed_in(viewer).is_administrator:
        raise NotAllowed


def _office(viewer: Viewer | None) -> None:
    if _signed_in(viewer).office_of is None:
        raise NotAllowed


def _caretaker(viewer: Viewer | None) -> None:
    if not _signed_in(viewer).is_administrator and _signed_in(viewer).office_of is None:
        raise NotAllowed


ANYONE = Policy("anyone", lambda _viewer: None, asks=False)
ARRIVING = Policy("arriving", _arriving)
"""Signed in, perhaps without having read the notice: for the welcome page itself."""
SIGNED_IN = Policy("signed in", _signed_in)
ADMINISTRATOR = Policy("administrator", _administrator)
OFFICE = Policy("office", _office)
"""The International Office of one institution; whose, says ``Viewer.office_of``."""
CARETAKER = Policy("answers for people", _caretaker)
"""Answers requests of people about their data: administrators for all, an office for its own."""
