"""What a person reads when a launch does not lead into the course.

The library's many codes come down to a few situations, each with its own advice; the code
itself stands on the page, so that support can tell them apart.
"""

from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lti.errors import LtiError
from vsm_platform.core.errors import AppError


class DeploymentPending(AppError):
    """The LMS is registered, but this use of it is new here."""

    code = "deployment_pending"
    status = 403
    title = _l("Your university is not connected yet")
    message = _l(
        "Your learning platform is known here, but this part of it is new. We have told the "
        "administrators of the exchange; they must approve it once."
    )
    remedy = _l("Tell your teacher. Once it is approved, the same link works.")


class DeploymentUnknown(DeploymentPending):
    """A pending deployment that has not even been noted yet."""


class DeploymentSuspended(AppError):
    code = "deployment_suspended"
    status = 403
    title = _l("This connection is switched off")
    message = _l("The administrators of the exchange have switched it off for your platform.")
    remedy = _l("Ask your teacher or your International Office when it opens again.")


class InstitutionSuspended(AppError):
    code = "institution_suspended"
    status = 403
    title = _l("{institution} does not take part at present")
    message = _l("The administrators of the exchange have switched its access off.")
    remedy = _l("Ask your teacher or your International Office when it opens again.")


class CourseNotLinked(AppError):
    """A student's launch from a course that no teacher has linked yet."""

    code = "course_not_linked"
    status = 404
    title = _l("This course is not part of an exchange yet")
    message = _l(
        "You came from “{course}” at {institution}. Its teacher has not yet chosen the exchange "
        "that it belongs to."
    )
    remedy = _l(
        "Ask the teacher of this course to open the same link once and choose the exchange. Then "
        "click it again."
    )


class _Advice:
    """Title, what happened and what to do, for several codes of the library."""

    def __init__(self, title: LazyString, message: LazyString, remedy: LazyString) -> None:
        self.title, self.message, self.remedy = title, message, remedy


_AGAIN = _l(
    "Close this page, go back to your course in the learning platform, and click the link again."
)
_TELL = _l(
    "Tell your teacher or the administrator of your learning platform, and give them the code below."
)
_STALE = _Advice(
    _l("This launch is no longer fresh"),
    _l(
        "Each click on the link opens the course once and for a few minutes. This one was used or is too old."
    ),
    _AGAIN,
)
_OTHER_BROWSER = _Advice(
    _l("This launch began somewhere else"),
    _l("It was begun in another window or browser, so we cannot be sure that it is yours."),
    _AGAIN,
)
_UNKNOWN = _Advice(
    _l("We do not know this learning platform"),
    _l("It is not connected with the exchange, or it was connected under another name."),
    _TELL,
)
_DISABLED = _Advice(
    _l("This connection is switched off"),
    _l("The administrators of the exchange have switched off the connection with your platform."),
    _TELL,
)
_WAITING = _Advice(
    _l("Your learning platform is not connected yet"),
    _l(
        "It has registered itself with the exchange, and the administrators of the exchange still "
        "have to approve it."
    ),
    _l("Tell your teacher. Once it is approved, the same link works."),
)
_MALFORMED = _Advice(
    _l("Your learning platform sent something that we cannot accept"),
    _l("The message was incomplete or contradicted itself, so we did not let it in."),
    _TELL,
)
_UNTRUSTED = _Advice(
    _l("We cannot be sure that this comes from your learning platform"),
    _l("The message's signature or addressee does not fit the platform that we know."),
    _TELL,
)
_CLOCK = _Advice(
    _l("The clocks do not agree"),
    _l("By our clock, the message of your learning platform is too old or from the future."),
    _l(
        "Click the link again. If it happens again, the clock of your learning platform needs "
        "setting: tell its administrator the code below."
    ),
)
_REFUSED_THERE = _Advice(
    _l("Your learning platform did not let you through"),
    _l("It ended the launch itself, perhaps because your session there has expired."),
    _l("Sign in to your learning platform again, then click the link in your course."),
)
_SILENT = _Advice(
    _l("Your learning platform does not answer"),
    _l(
        "To be sure that it is you, we ask your platform for its keys. It was too slow or is down just now."
    ),
    _l("Wait a minute, then click the link in your course again. You need do nothing else."),
)

_BY_CODE: dict[str, _Advice] = {
    "login_parameter_missing": _MALFORMED,
    "login_parameter_malformed": _MALFORMED,
    "login_registration_ambiguous": _UNKNOWN,
    "registration_unknown": _UNKNOWN,
    "registration_disabled": _DISABLED,
    "registration_pending": _WAITING,
    "platform_refused": _REFUSED_THERE,
    "state_missing": _STALE,
    "state_unknown": _STALE,
    "state_expired": _STALE,
    "state_mismatch": _OTHER_BROWSER,
    "issuer_mismatch": _UNTRUSTED,
    "audience_mismatch": _UNTRUSTED,
    "authorized_party_mismatch": _UNTRUSTED,
    "algorithm_refused": _UNTRUSTED,
    "key_id_missing": _UNTRUSTED,
    "key_unknown": _UNTRUSTED,
    "signature_wrong": _UNTRUSTED,
    "nonce_missing": _UNTRUSTED,
    "nonce_mismatch": _UNTRUSTED,
    "token_expired": _CLOCK,
    "token_from_the_future": _CLOCK,
    "token_too_old": _CLOCK,
    "platform_keys_unavailable": _SILENT,
}


class LaunchRefused(AppError):
    """The library's error as one of ours, with its code, status and the fitting advice."""

    code: ClassVar[str] = "launch_refused"

    def __init__(self, error: LtiError) -> None:
        super().__init__()
        advice = _BY_CODE.get(error.code, _MALFORMED)
        # Instance values in place of the class's: this one class stands for all the codes.
        self.__dict__.update(
            code=error.code,
            status=error.status,
            title=advice.title,
            message=advice.message,
            remedy=advice.remedy,
            data=error.data,
        )
