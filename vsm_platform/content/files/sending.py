"""A content on its way to a browser: shown where that is harmless, and never as a page of ours."""

from flask import request, send_file
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response

from vsm_platform.content.files.errors import ContentUnavailable, StoreUnavailable
from vsm_platform.content.files.kinds import may_be_shown, sent_as
from vsm_platform.content.files.models import File
from vsm_platform.content.files.names import safe_name
from vsm_platform.content.files.places import store
from vsm_platform.content.files.queries.access import Content, content_of
from vsm_platform.core.errors import NotFound

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"
"""Whatever it holds, it runs nothing and asks for nothing."""


def send_file_to(session: Session, file_id: int, person_id: int) -> Response:
    """The newest content of a file, for rooms that know for themselves who may have it.

    Raises:
        NotFound: there is none, or it is deleted.
        FileNotScanned, FileInfected: it cannot be had now.
        ContentUnavailable: the store does not answer.
    """
    file = session.get(File, file_id)
    if file is None or file.deleted_at is not None:
        raise NotFound
    return send_content(file.name, content_of(session, file, person_id))


def send_content(name: str, wanted: Content) -> Response:
    """A content under a name; ``?save`` lets a browser save what it could show."""
    shown = may_be_shown(wanted.media_type) and "save" not in request.args
    try:
        stream = store().open(wanted.digest, wanted.size)
    except StoreUnavailable:
        raise ContentUnavailable from None
    answer = send_file(
        stream,
        mimetype=sent_as(wanted.media_type),
        as_attachment=not shown,
        download_name=safe_name(name),
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
