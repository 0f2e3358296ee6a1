"""What other rooms may use of files."""

import vsm_platform.content.files.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.content.files.actions.copying import do_copy_files
from vsm_platform.content.files.actions.editing import (
    do_delete_files,
    do_forget_files_of,
    do_make_folder,
)
from vsm_platform.content.files.actions.room import require_room, require_size
from vsm_platform.content.files.actions.storing import Destination, do_add_file, do_store, keep
from vsm_platform.content.files.jobs import HANDLERS
from vsm_platform.content.files.limits import Limits, limits, size_words
from vsm_platform.content.files.models import Blob, File, FileVersion
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
)
from vsm_platform.content.files.queries.opening import OpenedFile, open_file
from vsm_platform.content.files.uses import FileUse, offer_file_uses

__all__ = [
    "EXCHANGE",
    "HANDLERS",
    "Blob",
    "Destination",
    "File",
    "FileLine",
    "FileUse",
    "FileVersion",
    "FolderRights",
    "Limits",
    "OpenedFile",
    "Owner",
    "content_path",
    "do_add_file",
    "do_copy_files",
    "do_delete_files",
    "do_forget_files_of",
    "do_make_folder",
    "do_store",
    "exchange_file_choices",
    "exchange_owner",
    "file_lines",
    "init_files",
    "keep",
    "limits",
    "offer_file_uses",
    "offer_folder_owner",
    "open_file",
    "require_room",
    "require_size",
    "safe_name",
    "size_words",
]
