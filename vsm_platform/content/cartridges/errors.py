"""What can be wrong with a cartridge, and with the moment to take one in."""

from flask_babel import lazy_gettext as _l

from vsm_platform.core.errors import AppError, Conflict


class CartridgeRefused(AppError):
    """A file that cannot be taken in, whatever is done with it here."""


class NotACartridge(CartridgeRefused):
    code = "not_a_cartridge"
    title = _l("This is not a Common Cartridge")
    message = _l("The file cannot be opened as a zip archive, or no imsmanifest.xml is in it.")
    remedy = _l(
        "Export the course once more in your LMS, and choose “Common Cartridge” (.imscc) there. A "
        "backup in the LMS’s own format, such as .mbz, cannot be read here."
    )


class CartridgeTooLarge(CartridgeRefused):
    code = "cartridge_too_large"
    status = 413
    title = _l("This cartridge is too large")
    message = _l("It holds more files, or unpacks to more, than can be taken in at once.")
    remedy = _l("Export the course in parts, or leave out recordings and link them instead.")


class CartridgeDangerous(CartridgeRefused):
    """Made to harm: no LMS writes such a thing."""

    code = "cartridge_dangerous"
    title = _l("This cartridge was not opened")
    message = _l("Something in it is not as any LMS writes it, and could do harm ({what}).")
    remedy = _l("Export the course once more in your LMS. If it stays so, tell us the code.")


class CartridgeLocked(CartridgeRefused):
    code = "cartridge_locked"
    title = _l("This cartridge is locked with a password")
    message = _l("What is in it is encrypted, so it cannot be read.")
    remedy = _l("Export it again without a password, or ask the publisher for one that is open.")


class ImportNotReady(Conflict):
    """The step does not fit what has become of the import meanwhile."""

    code = "import_not_ready"
    title = _l("This import is at another step")
    message = _l("Somebody has gone on with it in another window, or it is still at work.")
    remedy = _l("Load its page again to see where it stands.")
