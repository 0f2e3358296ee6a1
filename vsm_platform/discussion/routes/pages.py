"""The room, and what its pages share: addresses, the page around the content, unchanged pages."""

import hashlib
from typing import Any

from flask import Response, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.discussion.actions.common import html_of
from vsm_platform.discussion.actions.keeping import do_copy_topics
from vsm_platform.discussion.policies import takes_part
from vsm_platform.discussion.queries.access import Standing
from vsm_platform.discussion.queries.attachments import Attached, files_of_draft
from vsm_platform.discussion.queries.offers import (
    placeable_talk,
    talk_ahead,
    team_talk,
    used_by_teams,
)
from vsm_platform.exchanges.api import (
    Partner,
    Section,
    Tab,
    offer_agenda,
    offer_copy,
    offer_pages,
    offer_tab,
    partners_of,
    progress_for,
    short_names,
)
from vsm_platform.teams.api import offer_team_card, offer_team_use
from vsm_platform.web.compression import compress_quickly
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import Room, signed_in_viewer
from vsm_platform.web.templating import asset, is_framed

room = Room("discussion", __name__)
offer_tab(
    Tab(
        Section.COURSE,
        "discussion.overview",
        _l("Discussion"),
        order=5,
        shown=takes_part,
        prefix="discussion.",
    )
)

offer_agenda("discussion", talk_ahead)
offer_pages("discussion", placeable_talk, order=50)
offer_team_card("discussion", team_talk)
offer_team_use("discussion", used_by_teams)
offer_copy("discussion", do_copy_topics)

ROW = "int(max=2147483647)"
DISCUSSION = f"/exchanges/<{ROW}:exchange_id>/discussion"
SPACE = f"{DISCUSSION}/<space_kind>/<{ROW}:space_ref>"
TOPIC = f"{DISCUSSION}/topics/<{ROW}:topic_id>"
POST = f"{TOPIC}/posts/<{ROW}:post_number>"
GET_AND_POST = ("GET", "POST")
FRESH_SECONDS = 3600
"""A page is made anew after so long, whatever has not changed: names, numbers in its head, its
form's token."""


def course_page(
    session: Session,
    template: str,
    standing: Standing,
    *,
    partners: tuple[Partner, ...] | None = None,
    **values: Any,
) -> str:
    """A page of the exchange with everything that its head needs."""
    access = standing.access
    partners = partners_of(session, access.exchange_id) if partners is None else partners
    draft = values.get("draft")
    return render_template(
        f"discussion/{template}.html",
        access=access,
        standing=standing,
        progress=progress_for(access, signed_in_viewer()),
        partners=partners,
        short_names=short_names(partners),
        page_url=page_url,
        draft_files=_files_with(session, standing, draft.place) if draft else [],
        **values,
    )


def _files_with(session: Session, standing: Standing, place: str) -> list[Attached]:
    return files_of_draft(session, standing.access.exchange_id, standing.person_id, place)


@room.app_template_filter("post_html")
def post_html(text: str) -> Markup:
    """A post's old words as a page shows them."""
    return Markup(html_of(text))  # noqa: S704 (cleaned by the room of modules)


def page_url(page: int) -> str:
    """This list's address with another page of it."""
    arguments = {**(request.view_args or {}), **request.args.to_dict(), "page": page}
    return url_for(request.endpoint or "", **arguments)


def done(message: str, address: str) -> ResponseReturnValue:
    """Say what was done, and go on."""
    flash(message, "success")
    return redirect(address, 303)


def bucket() -> int:
    """The present hour, counted."""
    return int(clock.now().timestamp()) // FRESH_SECONDS


def page_tag(*parts: object) -> str:
    """What a page depends on, in a few characters."""
    styles = asset("app.css"), asset("app.js"), asset("discussion.js")
    text = repr((parts, styles, is_framed(), current_language(), bucket()))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def unchanged(tag: str) -> Response | None:
    """The answer to a browser that has this very page, where nothing is to be said on it."""
    # Compressing adds the way of compressing to the tag.
    known = {one.partition(":")[0] for one in request.if_none_match.as_set(include_weak=True)}
    if tag not in known or _has_messages():
        return None
    answer = Response(status=304)
    answer.set_etag(tag, weak=True)
    return answer


def tagged(html: str, tag: str) -> Response:
    """The page, to be asked for again with its tag."""
    answer = Response(html, mimetype="text/html")
    if not _has_messages():
        answer.set_etag(tag, weak=True)
    return compress_quickly(answer)


def _has_messages() -> bool:
    """Whether the page says what the last step had to say, which it says once."""
    return bool(get_flashed_messages())


def wants_json() -> bool:
    """Whether the script asks, and not the browser."""
    return request.accept_mimetypes.best == "application/json"
