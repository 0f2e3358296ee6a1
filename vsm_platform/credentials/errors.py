"""What can go wrong with credentials."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict


class NoIssuer(Conflict):
    """Somebody must sign."""

    code = "credentials_without_issuer"
    title = lazy_gettext("Nobody signs these credentials yet")
    message = lazy_gettext("A credential is signed in the name of a university or an alliance.")
    remedy = lazy_gettext(
        "Choose who signs on the page of the credential. If there is nobody to choose, ask an "
        "administrator to set up your university as an issuer."
    )


class SigningKeyMissing(AppError):
    """The private key is gone, or cannot be opened with the secret key of this server."""

    code = "credentials_key_missing"
    status = 503
    title = lazy_gettext("The signing key cannot be used")
    message = lazy_gettext(
        "It is missing, or this server cannot open it. Nothing is lost: what is issued stays, and "
        "the rest waits."
    )
    remedy = lazy_gettext(
        "Ask an administrator to look at the issuer’s keys. After that, let the issuing go on."
    )


class AlreadyIssued(Conflict):
    """What was issued stays as it is."""

    code = "credentials_already_issued"
    title = lazy_gettext("Somebody has this credential already")
    message = lazy_gettext("What was issued stays, so this cannot be deleted.")
    remedy = lazy_gettext(
        "Change it: a new version is made, and what was issued keeps the old one."
    )


class RunNotThere(Conflict):
    """Somebody else was faster."""

    code = "credentials_run_moved_on"
    title = lazy_gettext("This list has moved on")
    message = lazy_gettext("It was confirmed, decided or undone in the meantime.")
    remedy = lazy_gettext("Load the page again and look at where it stands.")


class NothingToIssue(AppError):
    code = "credentials_nothing_to_issue"
    title = lazy_gettext("There is nobody to issue to")
    message = lazy_gettext("Nobody in this list can get the credential now.")
    remedy = lazy_gettext("Go back and choose other people, or look at why each row was left out.")


class SecondPersonNeeded(AppError):
    """Whoever made the list is not the second person."""

    code = "credentials_second_person_needed"
    status = 403
    title = lazy_gettext("A second person decides")
    message = lazy_gettext("You made this list, so somebody else looks at it before it is signed.")
    remedy = lazy_gettext(
        "Ask another coordinator of the exchange, or the International Office of the university "
        "that signs."
    )


class NotCurrent(Conflict):
    """Revoked, or erased."""

    code = "credentials_not_current"
    title = lazy_gettext("This credential can no longer be changed")
    message = lazy_gettext("It is revoked, or the person has erased their data.")
    remedy = lazy_gettext("Load the page again and look at its present state.")


class IssuerExists(Conflict):
    code = "credentials_issuer_exists"
    title = lazy_gettext("This issuer is set up already")
    message = lazy_gettext("An institution or alliance has one identity as issuer.")
    remedy = lazy_gettext("Open its page in the list of issuers.")


class CannotDraw(AppError):
    """A library of the system that draws PDFs is missing (Pango, HarfBuzz)."""

    code = "credentials_cannot_draw"
    status = 503
    title = lazy_gettext("This server cannot make PDFs yet")
    message = lazy_gettext(
        "A library that draws letters is missing on it. The same is there in other forms: as a "
        "signed file, as a badge, or as data."
    )
    remedy = lazy_gettext("Tell whoever runs this server: “vsm check” says what to install.")


class NothingToTake(AppError):
    """A passport without credentials has nothing to sign."""

    code = "credentials_passport_empty"
    status = 409
    title = lazy_gettext("There is nothing to sign yet")
    message = lazy_gettext(
        "This passport holds no credential, and the signed file is made of them."
    )
    remedy = lazy_gettext("Come back when a credential has been issued.")


class NoHomeIssuer(Conflict):
    """A decision is signed by the university that makes it."""

    code = "credentials_without_home_issuer"
    title = lazy_gettext("Your university does not sign yet")
    message = lazy_gettext(
        "A decision about recognition is signed in your university’s own name, so that anybody can "
        "check it."
    )
    remedy = lazy_gettext(
        "Ask an administrator to set up your university as an issuer: it takes a minute. What "
        "waits here goes on waiting."
    )


class RecognitionMovedOn(Conflict):
    """A colleague was faster."""

    code = "credentials_recognition_moved_on"
    title = lazy_gettext("A colleague has decided in the meantime")
    message = lazy_gettext(
        "What you saw is no longer the newest decision, so yours was not signed."
    )
    remedy = lazy_gettext(
        "Open the credential again and look at the decision that stands there now."
    )


class TableExists(Conflict):
    code = "credentials_table_exists"
    title = lazy_gettext("There is a grading table of this name already")
    message = lazy_gettext("Each scale of your university has one table.")
    remedy = lazy_gettext("Open that table and change it, or choose another name.")
