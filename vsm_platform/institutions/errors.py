"""What can go wrong with institutions, their LMSs and our keys."""

from typing import ClassVar, NamedTuple

from flask_babel import LazyString, lazy_gettext

from lti.errors import RegistrationError
from vsm_platform.core.errors import AppError, Conflict


class FieldRefused(AppError):
    """A value that no rule of the form alone can refuse; pages show the message at its field."""

    code = "field_refused"
    status = 409
    field: ClassVar[str] = ""
    remedy = lazy_gettext("Go back and enter another value.")


class InstitutionNameTaken(FieldRefused):
    code = "institution_name_taken"
    field = "name"
    title = lazy_gettext("This name is taken")
    message = lazy_gettext(
        "There is an institution of this name already. Open it, or tell the two apart by a word."
    )


class RegistrationTaken(FieldRefused):
    """Another registration has this issuer and client ID."""

    code = "registration_taken"
    field = "client_id"
    title = lazy_gettext("This LMS is registered already")
    message = lazy_gettext(
        "Another LMS here has this issuer and this client ID. Change that one, or look at the "
        "client ID again."
    )


class DeploymentNeeded(FieldRefused):
    """The issuer and client ID are known here, so only the deployment names the institution."""

    code = "deployment_needed"
    field = "deployment_id"
    title = lazy_gettext("The deployment ID is needed")
    message = lazy_gettext(
        "“{registration}” is registered here with this issuer and client ID. Enter the deployment "
        "ID: it alone tells this institution from the others that share them."
    )


class AddressesDiffer(FieldRefused):
    """The LMS is known here by other addresses; changing them would touch other institutions."""

    code = "addresses_differ"
    field = "client_id"
    title = lazy_gettext("This LMS is registered with other addresses")
    message = lazy_gettext(
        "“{registration}” is registered here with this issuer and client ID, but with other "
        "addresses. Correct the addresses or the client ID, or change that registration first."
    )


class DeploymentTaken(FieldRefused):
    """The deployment belongs to an institution already."""

    code = "deployment_taken"
    field = "deployment_id"
    title = lazy_gettext("This deployment is in use")
    message = lazy_gettext("This deployment ID belongs to {institution} already.")


class DeploymentDecided(Conflict):
    """Approving a deployment that no longer waits: moving it would mix two institutions' people."""

    code = "deployment_decided"
    message = lazy_gettext("This deployment was approved in the meantime.")


class NextKeyTooYoung(Conflict):
    """The next key was published so recently that LMSs may not have fetched it yet."""

    code = "next_key_too_young"
    title = lazy_gettext("The next key is too new")
    message = lazy_gettext(
        "Learning platforms keep a copy of our keys for a while. The next key was published less "
        "than {minutes} minutes ago, so some of them do not know it yet."
    )
    remedy = lazy_gettext("Rotate the keys later. Until then everything works as it is.")


class RegistrationDecided(Conflict):
    """Another administrator approved or refused what the LMS registered."""

    code = "registration_decided"
    message = lazy_gettext("What this LMS registered was approved or refused in the meantime.")


_NEW_LINK = lazy_gettext(
    "Ask whoever gave you the link for a new one; it is made in a minute. Nothing was changed in "
    "your LMS."
)


class InvitationUnknown(AppError):
    code = "invitation_unknown"
    status = 404
    title = lazy_gettext("This registration link is not right")
    message = lazy_gettext("We know no invitation with this address. Perhaps a part is missing.")
    remedy = lazy_gettext("Copy the whole link again, and paste it in your LMS once more.")


class InvitationUsed(AppError):
    code = "invitation_used"
    status = 409
    title = lazy_gettext("This link was used already")
    message = lazy_gettext("An LMS was registered with it, and it works only once.")
    remedy = lazy_gettext(
        "If that was you, there is nothing left to do with the link. To register again, ask "
        "whoever gave it to you for a new one."
    )


class InvitationExpired(AppError):
    code = "invitation_expired"
    status = 410
    title = lazy_gettext("This link is too old")
    message = lazy_gettext("A registration link holds for seven days.")
    remedy = _NEW_LINK


class InvitationRevoked(AppError):
    code = "invitation_revoked"
    status = 410
    title = lazy_gettext("This link was withdrawn")
    message = lazy_gettext("An administrator of the exchange has taken it back.")
    remedy = _NEW_LINK


class InvitationTired(AppError):
    """So many tries failed that the link could be somebody's tool for probing."""

    code = "invitation_tired"
    status = 429
    title = lazy_gettext("Too many tries with this link")
    message = lazy_gettext("The registration failed many times, so the link is closed.")
    remedy = _NEW_LINK


class OtherLmsInvited(AppError):
    """An invitation to renew one registration was used by another LMS."""

    code = "other_lms_invited"
    status = 409
    title = lazy_gettext("This link is for another LMS")
    message = lazy_gettext(
        "It was made to renew the registration of an LMS that is connected here, and yours is "
        "another one."
    )
    remedy = lazy_gettext(
        "Ask whoever gave you the link for an invitation to connect a new LMS. In your LMS, remove "
        "the tool that was just registered: it will not work."
    )


class _Advice(NamedTuple):
    """What happened and what to do, for one of the library's codes."""

    title: LazyString
    message: LazyString
    remedy: LazyString


_AGAIN = lazy_gettext(
    "Begin again in your LMS with the same link: it is still good. If it fails again, tell whoever "
    "gave it to you the code below."
)
_NOT_REACHED = lazy_gettext("We could not ask your LMS")
_NOT_UNDERSTOOD = lazy_gettext("Your LMS gave an answer that we cannot use")
_BY_HAND = lazy_gettext(
    "Tell whoever gave you the link the code below. The LMS can also be connected by hand."
)
REGISTRATION_ADVICE = {
    "registration_address_missing": _Advice(
        lazy_gettext("Your LMS did not say where it is"),
        lazy_gettext("It opened this page without the address of its configuration."),
        lazy_gettext(
            "Paste the link where your LMS registers tools by itself (dynamic registration), and "
            "not into a browser or the form for manual registration."
        ),
    ),
    "registration_address_refused": _Advice(
        lazy_gettext("We cannot ask this address"),
        lazy_gettext(
            "We ask only addresses on the public internet that begin with https://, and your LMS "
            "names one that is not."
        ),
        lazy_gettext(
            "Look at the address under which your LMS knows itself. An LMS that cannot be reached "
            "from outside can be connected by hand, but its rosters and gradebook cannot be used."
        ),
    ),
    "registration_platform_unreachable": _Advice(
        _NOT_REACHED,
        lazy_gettext("Its host could not be found, or did not accept our connection."),
        _AGAIN,
    ),
    "registration_platform_too_slow": _Advice(
        _NOT_REACHED, lazy_gettext("It did not answer within a few seconds."), _AGAIN
    ),
    "registration_platform_redirects": _Advice(
        _NOT_REACHED,
        lazy_gettext("It sent us on to another address, and for safety we follow none."),
        lazy_gettext(
            "Open your LMS under its main address, the one without a redirect, and begin again. "
            "The same link is still good."
        ),
    ),
    "registration_answer_too_large": _Advice(
        _NOT_UNDERSTOOD, lazy_gettext("It is far larger than such an answer can be."), _BY_HAND
    ),
    "registration_answer_no_json": _Advice(
        _NOT_UNDERSTOOD,
        lazy_gettext(
            "It is a web page and not data. Perhaps a login page or a firewall stands in between."
        ),
        _BY_HAND,
    ),
    "registration_platform_failed": _Advice(
        _NOT_REACHED, lazy_gettext("It answered that it has a problem of its own."), _AGAIN
    ),
    "registration_token_refused": _Advice(
        lazy_gettext("Your LMS no longer accepts this registration"),
        lazy_gettext(
            "Each time you begin, your LMS makes a token that works once and for a short time. "
            "This one was used, is too old, or belongs to another LMS."
        ),
        _AGAIN,
    ),
    "registration_refused": _Advice(
        lazy_gettext("Your LMS refused the registration"),
        lazy_gettext("It did not accept what we asked to be registered with."),
        _BY_HAND,
    ),
    "registration_configuration_malformed": _Advice(
        _NOT_UNDERSTOOD,
        lazy_gettext("What it says of itself lacks something, or has it in a wrong form."),
        _BY_HAND,
    ),
    "registration_issuer_foreign": _Advice(
        lazy_gettext("Your LMS speaks for another site"),
        lazy_gettext(
            "The issuer that it names is not at the address where we asked, so we cannot be sure "
            "which LMS this is."
        ),
        lazy_gettext(
            "Open your LMS under the address that it has in its own settings, and begin again. The "
            "same link is still good."
        ),
    ),
    "registration_not_offered": _Advice(
        lazy_gettext("Your LMS does not register tools by itself"),
        lazy_gettext("It names no address for it."),
        _BY_HAND,
    ),
    "registration_answer_malformed": _Advice(
        _NOT_UNDERSTOOD, lazy_gettext("It gave us no usable client ID."), _BY_HAND
    ),
}
"""What an LMS's administrator reads, for each code of the library."""


class RegistrationFailed(AppError):
    """The library's refusal of a registration as one of ours, with its code and status."""

    code: ClassVar[str] = "registration_failed"

    def __init__(self, error: RegistrationError) -> None:
        super().__init__()
        advice = REGISTRATION_ADVICE[error.code]
        # Instance values in place of the class's: this one class stands for all the codes.
        self.__dict__.update(
            code=error.code,
            status=error.status,
            title=advice.title,
            message=advice.message,
            remedy=advice.remedy,
            data=error.data,
        )
