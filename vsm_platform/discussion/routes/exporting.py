"""A thread as one page that can be read, printed and kept: nothing in it comes from elsewhere."""

from base64 import b64encode
from functools import cache
from pathlib import Path

from flask import current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from vsm_platform.content.files.api import safe_name
from vsm_platform.core import clock
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.models import FileKind
from vsm_platform.discussion.queries.access import access_topic
from vsm_platform.discussion.queries.attachments import files_of_posts, previews_of
from vsm_platform.discussion.queries.posts import all_posts
from vsm_platform.discussion.routes.pages import TOPIC, room
from vsm_platform.exchanges.api import partners_of, short_names
from vsm_platform.web.headers import allow_style
from vsm_platform.web.room import signed_in_viewer

PICTURES = 200
"""Small pictures that one page holds; of further ones it holds the words."""
KINDS = {
    FileKind.PICTURE: _l("Picture:"),
    FileKind.AUDIO: _l("Recording:"),
    FileKind.VIDEO: _l("Video:"),
}


@cache
def _style(folder: str) -> str:
    return (Path(folder) / "thread.css").read_text(encoding="utf-8")


@room.page(f"{TOPIC}/export", policy=SIGNED_IN)
def export(session: Session, exchange_id: int, topic_id: int) -> ResponseReturnValue:
    """All that the viewer may read of a topic; ``?save`` lets a browser save it."""
    viewer = signed_in_viewer()
    standing, view = access_topic(session, viewer, exchange_id, topic_id)
    is_kept = "save" in request.args
    rows, style = all_posts(session, topic_id), _style(str(current_app.static_folder))
    files = files_of_posts(session, [one.id for one in rows if one.files and not one.deleted_at])
    pictures = [one.file_id for some in files.values() for one in some if one.is_open]
    html = render_template(
        "discussion/thread.html",
        style=Markup("<style>{}</style>").format(Markup(style)),  # noqa: S704 (our own file)
        topic=view,
        access=standing.access,
        rows=rows,
        files=files,
        kinds=KINDS,
        pictures=_as_data(previews_of(session, pictures[:PICTURES])),
        names=short_names(partners_of(session, exchange_id)),
        zone=viewer.timezone or "UTC",
        saved_at=clock.now(),
        teaches=standing.teaches,
        is_kept=is_kept,
    )
    allow_style(style)
    answer = make_response(html)
    if is_kept:
        name = safe_name(f"{view.row.title}.html")
        answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _as_data(previews: dict[int, bytes]) -> dict[int, str]:
    return {
        file_id: f"data:image/webp;base64,{b64encode(content).decode()}"
        for file_id, content in previews.items()
    }
