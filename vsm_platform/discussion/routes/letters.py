"""Coming back: which letters one gets and the click that stops them; one's own feed."""

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import ANYONE, SIGNED_IN
from vsm_platform.discussion.actions.feeds import do_drop_feed, do_make_feed, feed_token
from vsm_platform.discussion.actions.letters import (
    Wishes,
    do_choose_letters,
    do_stop_digests,
    do_stop_mentions,
    wishes_of,
)
from vsm_platform.discussion.atom import TYPE, Entry, Head, atom
from vsm_platform.discussion.forms import LettersForm
from vsm_platform.discussion.models import Rhythm
from vsm_platform.discussion.queries.access import Standing, standing_in
from vsm_platform.discussion.queries.feeds import newest_posts, reach_of_feed
from vsm_platform.discussion.queries.readers import Reach
from vsm_platform.discussion.routes.pages import (
    DISCUSSION,
    GET_AND_POST,
    course_page,
    done,
    room,
)
from vsm_platform.discussion.spaces import discussion_path, post_path, space_title
from vsm_platform.discussion.stopping import Letters, meant_by
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import match_language
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{DISCUSSION}/letters", policy=SIGNED_IN, methods=GET_AND_POST)
def letters(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Choose which letters one gets, and see one's own feed."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    wishes = wishes_of(session, standing.person_id, exchange_id)
    form = LettersForm(mentions=wishes.mentions, rhythm=wishes.rhythm.value, here=wishes.here or "")
    if form.validate_on_submit():
        here = Rhythm(form.here.data) if form.here.data else None
        chosen = Wishes(form.mentions.data, Rhythm(form.rhythm.data), here)
        do_choose_letters(session, standing.person_id, exchange_id, chosen)
        return done(gettext("Saved."), discussion_path(exchange_id))
    address = _feed_address(session, standing)
    return course_page(session, "letters", standing, form=form, address=address)


def _feed_address(session: Session, standing: Standing) -> str | None:
    vault = current_app.extensions["vsm_vault"]
    token = feed_token(session, vault, standing.person_id, standing.access.exchange_id)
    return url_for("discussion.feed", token=token, _external=True) if token else None


@room.page(f"{DISCUSSION}/feed", policy=SIGNED_IN, methods=("POST",))
def change_feed(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Make one's own feed, make its address anew, or switch it off."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    back = f"{discussion_path(exchange_id)}/letters"
    if Form().validate() and request.form.get("step") == "off":
        do_drop_feed(session, standing.person_id, exchange_id)
        return done(gettext("The address opens nothing any more."), back)
    vault = current_app.extensions["vsm_vault"]
    do_make_feed(session, vault, standing.person_id, exchange_id)
    return done(gettext("Your feed’s address is ready."), back)


@room.page("/discussion/feed/<token>.atom", policy=ANYONE)
def feed(session: Session, token: str) -> ResponseReturnValue:
    """What a feed reader fetches, without a cookie: the address is the secret."""
    reach, made_at = reach_of_feed(session, token)
    language = match_language(reach.viewer.locale, *reach.access.languages) or "en"
    exchange_id = reach.access.exchange_id
    with force_locale(language):
        head = Head(
            id=f"{_origin()}{discussion_path(exchange_id)}#feed-{reach.viewer.person_id}",
            title=gettext("Discussion of “%(exchange)s”", exchange=reach.access.title),
            language=language.replace("_", "-"),
            address=request.base_url,
            page=url_for("discussion.overview", exchange_id=exchange_id, _external=True),
            base=f"{_origin()}/",
            updated=made_at,
        )
        text = atom(head, _entries(session, reach))
    answer = Response(text, content_type=TYPE)
    answer.add_etag()
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer.make_conditional(request)


def _origin() -> str:
    """Our own address, whatever name the request was sent to: it is part of what stays."""
    return str(current_app.config["SETTINGS"].public_url)


def _entries(session: Session, reach: Reach) -> list[Entry]:
    exchange_id = reach.access.exchange_id
    entries = []
    for row in newest_posts(session, reach.spaces):
        name = gettext("Somebody of the course") if row.is_anonymous else row.display_name
        address = f"{_origin()}{post_path(exchange_id, row.topic_id, row.number)}"
        entries.append(
            Entry(
                id=address,
                title=f"{row.title} ({space_title(*reach.spaces[row.space_id])})",
                author=name or gettext("Somebody who is gone"),
                language=row.language,
                html=row.html,
                address=f"{address}/place",
                published=row.created_at,
                updated=row.changed_at or row.created_at,
            )
        )
    return entries


@room.page("/discussion/stop/<stop_token>", policy=ANYONE, methods=GET_AND_POST)
def stop(session: Session, stop_token: str) -> ResponseReturnValue:
    """What a letter's reader, or the mail program, opens to get no more of them."""
    person_id, kind = meant_by(stop_token)
    if request.method == "POST":
        stopping = do_stop_digests if kind == Letters.DIGESTS else do_stop_mentions
        stopping(session, person_id)
        return redirect(f"{request.path}?done=1", 303)
    is_done = "done" in request.args
    return render_template("discussion/stop.html", is_done=is_done, kind=kind)
