"""What can keep a roster from being read: how long to wait, and what to tell faculty.

One table for all of it. A reading is never given up: the wait doubles with every failure in a row,
up to a day. Names of settings are those of the LMSs' English pages, so that people can search their
screen for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from vsm_platform.institutions.api import roster_setting

CLOSED: Final = "lms_closed"
"""The LMS, or the institution's use of it, was closed here."""
ENDLESS: Final = "service_endless"
LONGEST_WAIT: Final = timedelta(days=1)
_MINUTES, _HOUR = timedelta(minutes=5), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One reason: the wait after its first failure, and the words for it."""

    first_wait: timedelta
    text: LazyString
    is_a_setting: bool = False
    """Somebody must change a setting of the LMS, which ``setting_of`` names."""


_NO_PERMISSION: Final = Trouble(
    _HOUR,
    _l("The learning platform does not let this tool read who is in the course."),
    is_a_setting=True,
)
_MAKES_NO_SENSE: Final = Trouble(
    _HOUR,
    _l(
        "The learning platform’s answer is no roster. It may show a sign-in or maintenance page "
        "there; if this lasts, tell its administrator."
    ),
)
TROUBLES: Final[Mapping[str, Trouble]] = {
    "service_unreachable": Trouble(_MINUTES, _l("The learning platform did not answer in time.")),
    "service_failing": Trouble(
        _MINUTES, _l("The learning platform has an error of its own, or is being maintained.")
    ),
    "service_throttled": Trouble(
        _MINUTES, _l("The learning platform asked us to wait, because it is busy.")
    ),
    "service_unauthorized": Trouble(
        _HOUR,
        _l(
            "The learning platform does not accept our permission to read the roster, though it "
            "gave it itself. Its administrator should look at this tool’s registration there."
        ),
        is_a_setting=True,
    ),
    "service_forbidden": _NO_PERMISSION,
    "scope_missing": _NO_PERMISSION,
    "token_refused": Trouble(
        _HOUR,
        _l(
            "The learning platform gives this tool no permission to read the roster. Either the "
            "service is not allowed for it there, or it cannot fetch our public keys."
        ),
        is_a_setting=True,
    ),
    "service_not_found": Trouble(
        _HOUR,
        _l(
            "The learning platform no longer knows this course’s roster: the course was perhaps "
            "deleted or replaced. Click the exchange’s link in the course once, as a teacher."
        ),
    ),
    "service_conflict": _MAKES_NO_SENSE,
    "service_rejected": _MAKES_NO_SENSE,
    "service_malformed": _MAKES_NO_SENSE,
    "service_address_refused": Trouble(
        LONGEST_WAIT,
        _l(
            "The learning platform names an address for its roster that is not public, and that "
            "the administrators of this site have not approved."
        ),
    ),
    ENDLESS: Trouble(
        _HOUR,
        _l("The learning platform’s roster has no end: its pages lead back to one another."),
    ),
    CLOSED: Trouble(
        LONGEST_WAIT,
        _l("This learning platform was closed here. An administrator of this site can open it."),
    ),
}


def wait_after(code: str, failures: int) -> timedelta:
    """How long to wait after so many failures in a row, the last of which had this code."""
    first = TROUBLES.get(code, _MAKES_NO_SENSE).first_wait
    doublings: int = 2 ** min(failures - 1, 12)
    return min(first * doublings, LONGEST_WAIT)


def trouble_text(code: str) -> LazyString:
    """What is wrong, in plain words."""
    return TROUBLES.get(code, _MAKES_NO_SENSE).text


def setting_of(code: str, platform: str) -> LazyString | None:
    """Which setting of that LMS mends it, where one does."""
    if not TROUBLES.get(code, _MAKES_NO_SENSE).is_a_setting:
        return None
    return setting_for_rosters(platform)


def setting_for_rosters(platform: str) -> LazyString:
    """Where that LMS allows rosters to be read; its labels stand as on its screens."""
    place = roster_setting(platform)
    if not place.where:
        return _l(
            "Ask the learning platform’s administrator to allow this tool the service “Names and "
            "Role Provisioning Services 2.0”."
        )
    return _l(
        "In %(platform)s, its administrator finds it at %(where)s, and chooses “%(choice)s”.",
        platform=place.platform,
        where=place.where,
        choice=place.choice,
    )
