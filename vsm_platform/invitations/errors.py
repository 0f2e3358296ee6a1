"""What people read whose invitation opens nothing."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict

_ASK = lazy_gettext(
    "Ask the person who invited you for a new link. If you were in before, you need no link: open "
    "our front page and choose “Sign in”."
)


class InvitationUnknown(AppError):
    """No link of ours, or one that was replaced by a newer one."""

    code = "invitation_unknown"
    status = 404
    title = lazy_gettext("This link does not open anything")
    message = lazy_gettext(
        "It is not complete, or a newer one has taken its place. Letters sometimes break a long "
        "link into two lines."
    )
    remedy = lazy_gettext(
        "Open the link from the newest message, or copy all of it. If that does not help, ask the "
        "person who sent it to you."
    )


class InvitationUsed(AppError):
    code = "invitation_used"
    status = 410
    title = lazy_gettext("This invitation was used already")
    message = lazy_gettext("Each link lets one person in, once.")
    remedy = lazy_gettext(
        "If it was you, open our front page and choose “Sign in” to come back. If it was not, tell "
        "the person who invited you."
    )


class InvitationExpired(AppError):
    code = "invitation_expired"
    status = 410
    title = lazy_gettext("This invitation is too old")
    message = lazy_gettext("Its time is over.")
    remedy = _ASK


class InvitationRevoked(AppError):
    code = "invitation_revoked"
    status = 410
    title = lazy_gettext("This invitation was taken back")
    message = lazy_gettext("The link opens nothing any more.")
    remedy = _ASK


class NoPlacesLeft(Conflict):
    code = "no_places_left"
    title = lazy_gettext("All places are taken")
    message = lazy_gettext(
        "There were {places} places for “{exchange}”, and so many people have come in."
    )
    remedy = lazy_gettext(
        "Ask the people who gave you the link whether there will be more places, or when the "
        "exchange runs again. If you were in before, choose “Sign in” on our front page."
    )


class PlacesPromised(Conflict):
    """Somebody is to be invited for whom no place is left."""

    code = "places_promised"
    title = lazy_gettext("There are not enough places")
    message = lazy_gettext(
        "Places of {institution}: {places}. Taken: {taken}. Promised to people who were invited: "
        "{promised}. Nobody was invited now."
    )
    remedy = lazy_gettext(
        "Take back invitations that nobody will use, or let a coordinator of the exchange give "
        "{institution} more places under “Manage”, “Partners”."
    )


class RegistrationOver(AppError):
    code = "registration_over"
    status = 410
    title = lazy_gettext("The registration is over")
    message = lazy_gettext("The last day of this link was {day}.")
    remedy = _ASK


class NotToBeSentAgain(Conflict):
    code = "invitation_not_to_be_sent_again"
    title = lazy_gettext("This invitation is done with")
    message = lazy_gettext("It was used or taken back, so it is not sent again.")
    remedy = lazy_gettext("Make a new invitation, if somebody is still to come.")


class NoReturnCode(Conflict):
    """A return code would hand over more than one person's seat in one exchange."""

    code = "no_return_code"
    title = lazy_gettext("You cannot make this return code")
    message = lazy_gettext(
        "This person has another way to come back, or is also part of something else here."
    )
    remedy = lazy_gettext(
        "Tell the person to choose “Sign in” on our front page, and to use the e-mail code or the "
        "device’s lock."
    )


class ConsentLinkUnknown(AppError):
    code = "consent_link_unknown"
    status = 404
    title = lazy_gettext("This link does not open anything")
    message = lazy_gettext("It is not complete, or a newer one has taken its place.")
    remedy = lazy_gettext("Ask your child to open the course and to make the link again.")


class SheetNotReadable(AppError):
    """A file that is no list at all, such as a picture or a workbook."""

    code = "sheet_not_readable"
    title = lazy_gettext("This is not a list that we can read")
    message = lazy_gettext("It looks like a workbook, a picture or another kind of file.")
    remedy = lazy_gettext(
        "In your spreadsheet program choose “Save as” and then CSV, or copy the cells and paste "
        "them into the field."
    )
