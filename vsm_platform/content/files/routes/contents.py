"""Contents on their way to a browser: only to those who may see the file, and never as a page.

The address of a file is stable, so that pages can show it; its name is only for people. What a
browser shows in the page (pictures, PDF, sound, video) is shown, everything else is saved.
"""

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.content.files.queries.access import access_content, access_file
from vsm_platform.content.files.routes.pages import FILE, FILES, ROW, room
from vsm_platform.content.files.sending import send_content
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{FILE}/<name>", policy=SIGNED_IN)
def content(
    session: Session,
    exchange_id: int,
    file_id: int,
    name: str,  # noqa: ARG001 (for people: it is how the file is called when it is saved)
) -> ResponseReturnValue:
    """The newest content of a file; ``?save`` lets a browser save what it could show."""
    found = access_file(session, signed_in_viewer(), exchange_id, file_id)
    return send_content(found.file.name, access_content(session, found))


@room.page(f"{FILES}/history/<{ROW}:file_id>/<{ROW}:number>/<name>", policy=SIGNED_IN)
def old_content(
    session: Session,
    exchange_id: int,
    file_id: int,
    number: int,
    name: str,  # noqa: ARG001 (as above)
) -> ResponseReturnValue:
    """The content of one version."""
    found = access_file(session, signed_in_viewer(), exchange_id, file_id)
    return send_content(found.file.name, access_content(session, found, number))
