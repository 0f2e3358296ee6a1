"""What can go wrong with institutions, their LMSs and our keys."""

from typing import ClassVar

from flask_babel import lazy_gettext

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
