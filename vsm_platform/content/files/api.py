"""What other rooms may use of files."""

import vsm_platform.content.files.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.content.files.actions.copying import do_copy_files
from vsm_platform.content.files.actions.editing import (
    do_delete_files,
    do_forget_files,
    do_forget_files_of,
    do_make_folder,
)
from vsm_platform.content.files.actions.room import require_room, require_size
from vsm_platform.content.files.actions.storing import (
    Destination,
    Kept,
    do_add_file,
    do_add_kept,
    do_store,
    keep,
    keep_sent,
)
from vsm_platform.content.files.actions.uploads import do_ensure_tidying
from vsm_platform.content.files.errors import ContentUnavailable, NoFileChosen, StoreUnavailable
from vsm_platform.content.files.intake import Looked, offer_intake
from vsm_platform.content.files.jobs import HANDLERS
from vsm_platform.content.files.kinds import HEAD, media_type
from vsm_platform.content.files.limits import PIECE, ROOM_FOR_FORM, Limits, limits, size_words
from vsm_platform.content.files.models import OPEN_STATES, Blob, File, FileVersion, ScanState
from vsm_platform.content.files.names import safe_name
from vsm_platform.content.files.owners import (
    EXCHANGE,
    FolderRights,
    Owner,
    offer_folder_owner,
)
from vsm_platform.content.files.places import init_files
from vsm_platform.content.files.queries.access import exchange_owner
from vsm_platform.content.files.queries.lists import (
    FileLine,
    content_path,
    exchange_file_choices,
    file_lines,
    unfinished_of,
)
from vsm_platform.content.files.queries.opening import OpenedFile, open_file
from vsm_platform.content.files.sending import send_file_to
from vsm_platform.content.files.uses import FileUse, offer_file_uses

__all__ = [
    "EXCHANGE",
    "HANDLERS",
    "HEAD",
    "OPEN_STATES",
    "PIECE",
    "ROOM_FOR_FORM",
    "Blob",
    "ContentUnavailable",
    "Destination",
    "File",
    "FileLine",
    "FileUse",
    "FileVersion",
    "FolderRights",
    "Kept",
    "Limits",
    "Looked",
    "NoFileChosen",
    "OpenedFile",
    "Owner",
    "ScanState",
    "StoreUnavailable",
    "content_path",
    "do_add_file",
    "do_add_kept",
    "do_copy_files",
    "do_delete_files",
    "do_ensure_tidying",
    "do_forget_files",
    "do_forget_files_of",
    "do_make_folder",
    "do_store",
    "exchange_file_choices",
    "exchange_owner",
    "file_lines",
    "init_files",
    "keep",
    "keep_sent",
    "limits",
    "media_type",
    "offer_file_uses",
    "offer_folder_owner",
    "offer_intake",
    "open_file",
    "require_room",
    "require_size",
    "safe_name",
    "send_file_to",
    "size_words",
    "unfinished_of",
]
