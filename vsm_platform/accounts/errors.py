"""What can go wrong with people and their codes."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict, NotAllowed


class CodeNotUsable(AppError):
    """A one-time code that was used, has expired, or never was one."""

    code = "code_not_usable"
    status = 410
    title = lazy_gettext("This link has done its work")
    message = lazy_gettext("It can be used once and for a short time, and that time is over.")
    remedy = lazy_gettext(
        "Open the course again from your learning platform. An administrator gets a new link with "
        "the command “vsm admin invite”."
    )


class OfficeLinkNotUsable(CodeNotUsable):
    """The same of an International Office's link."""

    code = "office_link_not_usable"
    remedy = lazy_gettext("Ask the administrator of this site for a new link.")


class AddressTaken(Conflict):
    """Two accounts are never made one, whoever reads the address."""

    code = "address_taken"
    title = lazy_gettext("This address belongs to another account here")
    message = lazy_gettext("You have been here before with it, under another invitation.")
    remedy = lazy_gettext("Sign out, and sign in with this address. Or use another address here.")


class ComesFromLms(NotAllowed):
    """Whoever comes by launches needs no other way in, and gets none."""

    code = "comes_from_lms"
    title = lazy_gettext("You come in from your learning platform")
    message = lazy_gettext("Your university’s login is all you need here.")
    remedy = lazy_gettext(
        "Click the exchange’s link in your course whenever you want to come back."
    )


class PasskeyNotAccepted(AppError):
    """No passkey of this place, an old page, or an answer that does not fit."""

    code = "passkey_not_accepted"
    title = lazy_gettext("The passkey did not open the door")
    message = lazy_gettext(
        "Your device did not answer with a passkey that is known here, or the page was open for "
        "too long."
    )
    remedy = lazy_gettext(
        "Go back, load the page again and try once more. You can always come in with a code by "
        "e-mail or with your return code."
    )


class ErasureBegun(Conflict):
    """It can be taken back until it begins."""

    code = "erasure_begun"
    title = lazy_gettext("It is too late to take this back")
    message = lazy_gettext("The waiting time is over, and erasing has begun.")
    remedy = lazy_gettext(
        "You can come in again from your learning platform at any time, as somebody new."
    )
