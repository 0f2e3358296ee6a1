"""What can go wrong with files: too large, no room, cut off, taken by a scanner."""

from flask_babel import lazy_gettext as _l

from vsm_platform.core.errors import AppError, Conflict, NotAllowed


class FileTooLarge(AppError):
    code = "file_too_large"
    status = 413
    title = _l("This file is too large")
    message = _l("It has {size}, and a file here can have at most {largest}.")
    remedy = _l("Make it smaller, for example with a lower resolution, or put in a link to it.")


class ExchangeFull(AppError):
    code = "exchange_full"
    status = 413
    title = _l("There is no room left for this file")
    message = _l(
        "All files of this exchange together can take {whole}; {free} are free, and this file "
        "needs {size}."
    )
    remedy = _l(
        "Ask your teachers to remove what is no longer needed. What is deleted still counts until "
        "it is removed for good."
    )


class PersonFull(AppError):
    code = "person_full"
    status = 413
    title = _l("Your own files take up all your room")
    message = _l(
        "In this exchange you can have {whole}; {free} are free, and this file needs {size}."
    )
    remedy = _l(
        "Remove what you no longer need. What is deleted still counts until it is removed for good."
    )


class NoFileChosen(AppError):
    code = "no_file_chosen"
    title = _l("No file was chosen")
    message = _l("The form came without a file.")
    remedy = _l("Go back, choose a file, and send it again.")


class UploadMalformed(AppError):
    """A program that uploads does not keep to the protocol."""

    code = "upload_malformed"
    title = _l("This upload makes no sense")
    message = _l("What the uploading program said does not fit the protocol tus 1.0.0 ({what}).")
    remedy = _l("Load the page again and choose the file once more.")


class UploadNotUnderstood(UploadMalformed):
    """Another version of the protocol, or none."""

    code = "upload_version"
    status = 412


class PieceOfWrongType(UploadMalformed):
    code = "piece_type"
    status = 415


class OffsetWrong(Conflict):
    """The piece does not begin where the last one ended."""

    code = "offset_wrong"
    title = _l("This piece does not fit")
    message = _l("Another window sends the same file, or an answer was lost on the way.")
    remedy = _l("The upload goes on by itself from the right place.")


class PieceTooLarge(UploadMalformed):
    code = "piece_too_large"
    status = 413


class ChecksumWrong(AppError):
    """The piece arrived damaged; 460 is tus's own status (Checksum extension)."""

    code = "checksum_wrong"
    status = 460
    title = _l("This piece was damaged on the way")
    message = _l("It does not have the checksum that came with it.")
    remedy = _l("It is sent again.")


class UploadGone(AppError):
    code = "upload_gone"
    status = 410
    title = _l("This upload was given up")
    message = _l("Nothing of it came for a week, so what had arrived was removed.")
    remedy = _l("Choose the file again; it then starts anew.")


class FileNotScanned(Conflict):
    code = "file_not_scanned"
    title = _l("This file is still being checked")
    message = _l("A virus scanner looks at it before anybody else can open it.")
    remedy = _l("Try again in a few minutes.")


class FileInfected(NotAllowed):
    code = "file_infected"
    title = _l("This file is locked away")
    message = _l("The virus scanner found something in it, so nobody can open it.")
    remedy = _l("Whoever put it here should check their own computer, and put in a clean file.")


class FolderNotEmpty(Conflict):
    code = "folder_not_empty"
    title = _l("This folder is not empty")
    message = _l("There are still files or folders in it.")
    remedy = _l("Move or delete them first.")


class StoreUnavailable(Exception):
    """The place where contents lie does not answer, or a content is missing there."""


class ContentUnavailable(AppError):
    """What a person reads when the store does not answer."""

    code = "content_unavailable"
    status = 503
    title = _l("This file cannot be fetched right now")
    message = _l("The place where files are kept does not answer.")
    remedy = _l("Try again in a few minutes. If it stays so, tell us the code.")
