"""Contents on their way to a browser: only to those who may see the file, and never as a page.

The address of a file is stable, so that pages can show it; its name is only for people. What a
browser shows in the page (pictures, PDF, sound, video) is shown, everything else is saved.
"""

from flask import request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from vsm_platform.content.files.errors import ContentUnavailable, StoreUnavailable
from vsm_platform.content.files.kinds import may_be_shown, sent_as
from vsm_platform.content.files.names import safe_name
from vsm_platform.content.files.places import store
from vsm_platform.content.files.queries.access import (
    Content,
    FileAccess,
    access_content,
    access_file,
)
from vsm_platform.content.files.routes.pages import FILE, FILES, ROW, room
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.web.room import signed_in_viewer

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"
"""Whatever it holds, it runs nothing and asks for nothing."""


@room.page(f"{FILE}/<name>", policy=SIGNED_IN)
def content(
    session: Session,
    exchange_id: int,
    file_id: int,
    name: str,  # noqa: ARG001 (for people: it is how the file is called when it is saved)
) -> ResponseReturnValue:
    """The newest content of a file; ``?save`` lets a browser save what it could show."""
    found = access_file(session, signed_in_viewer(), exchange_id, file_id)
    return _send(found, access_content(session, found))


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
    return _send(found, access_content(session, found, number))


def _send(found: FileAccess, wanted: Content) -> ResponseReturnValue:
    shown = may_be_shown(wanted.media_type) and "save" not in request.args
    try:
        stream = store().open(wanted.digest, wanted.size)
    except StoreUnavailable:
        raise ContentUnavailable from None
    answer = send_file(
        stream,
        mimetype=sent_as(wanted.media_type),
        as_attachment=not shown,
        download_name=safe_name(found.file.name),
        conditional=False,
        etag=wanted.digest,
        max_age=0,
    )
    answer.content_length = wanted.size
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    try:
        return answer.make_conditional(
            request.environ, accept_ranges=True, complete_length=wanted.size
        )
    except RequestedRangeNotSatisfiable:
        stream.close()
        raise
