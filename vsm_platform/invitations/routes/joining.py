"""The pages behind the links: what this is, who invites, and coming in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import do_come_back, enter_visit, notice_of
from vsm_platform.core.permissions import ANYONE, Viewer
from vsm_platform.core.throttle import Limit, do_count, require_tries_left
from vsm_platform.exchanges.api import VISITORS, Role, language_list
from vsm_platform.invitations.actions.joining import Joined, do_join, do_join_openly
from vsm_platform.invitations.errors import ConsentLinkUnknown, InvitationUnknown
from vsm_platform.invitations.forms import JoinForm
from vsm_platform.invitations.queries.links import (
    Welcome,
    access_invitation,
    access_open_link,
)
from vsm_platform.invitations.routes.pages import GET_AND_POST, room
from vsm_platform.web.languages import current_language, match_language
from vsm_platform.web.room import current_viewer, database
from vsm_platform.web.routes import network_place

WRONG_LINK = Limit("wrong link from a place", 60, timedelta(hours=1))
JOINED_OPENLY = Limit("open link from a place", 200, timedelta(hours=1))
"""A whole class may sit behind one network address."""


@contextmanager
def opening() -> Iterator[Session]:
    """A unit of work for whoever opens a link; links that are none are counted.

    Raises:
        TooManyTries: there were too many of those from this place.
    """
    place = network_place()
    with database().unit_of_work(writes=False) as session:
        require_tries_left(session, WRONG_LINK, place)
    try:
        with database().unit_of_work(writes=request.method == "POST") as session:
            yield session
    except (InvitationUnknown, ConsentLinkUnknown):
        # Counted by itself, because what the request did is rolled back.
        with database().unit_of_work(writes=True) as session:
            do_count(session, WRONG_LINK, place)
        raise


def _goes_on() -> Viewer | None:
    """Who is signed in and can go on under that name: nobody whom an LMS knows."""
    viewer = current_viewer()
    return viewer if viewer and viewer.registration_id is None and viewer.is_ready else None


@room.page("/join/<code>", policy=ANYONE, methods=GET_AND_POST, transaction=False)
def join(code: str) -> ResponseReturnValue:
    """A single invitation; only the form uses it up, so that previews of links do not."""
    with opening() as session:
        opened = access_invitation(session, code)
        form, viewer = _form(opened.welcome, opened.invitation.name), _goes_on()
        if opened.address_is_known and viewer is None:
            return render_template(
                "invitations/known.html", welcome=opened.welcome, following=request.path
            )
        if form.validate_on_submit():
            joined = do_join(
                session,
                opened.invitation,
                form.newcomer(),
                person_id=viewer.person_id if viewer else None,
                by_letter=opened.by_letter,
            )
            return _let_in(session, joined, form, viewer)
        return _page(session, opened.welcome, form, viewer, opened.invitation.language)


@room.page("/join/open/<code>", policy=ANYONE, methods=GET_AND_POST, transaction=False)
def join_openly(code: str) -> ResponseReturnValue:
    """A link for many, while there are places."""
    with opening() as session:
        link, welcome = access_open_link(session, code)
        form, viewer = _form(welcome, ""), _goes_on()
        if form.validate_on_submit():
            place = network_place()
            require_tries_left(session, JOINED_OPENLY, place)
            do_count(session, JOINED_OPENLY, place)
            person_id = viewer.person_id if viewer else None
            joined = do_join_openly(
                session, link, welcome.title, form.newcomer(), person_id=person_id
            )
            return _let_in(session, joined, form, viewer)
        return _page(session, welcome, form, viewer, "")


def _form(welcome: Welcome, name: str) -> JoinForm:
    form = JoinForm(display_name=name, timezone=welcome.timezone, language=current_language())
    form.ask(who=_goes_on() is None, age=welcome.role is Role.STUDENT)
    return form


def _page(
    session: Session, welcome: Welcome, form: JoinForm, viewer: Viewer | None, language: str
) -> ResponseReturnValue:
    """In the invitation's language, until the reader chooses another."""
    own = current_language()
    chosen = cookie.get("language") or viewer or form.errors
    shown = own if chosen else match_language(language) or own
    if not form.errors and "language" in form:
        form.language.data = shown
    is_home = welcome.role not in VISITORS
    with force_locale(shown.replace("-", "_")):
        return render_template(
            "invitations/join.html",
            welcome=welcome,
            languages_taught=language_list(welcome.languages),
            form=form,
            goes_on=viewer,
            other=current_viewer() if viewer is None else None,
            notice=notice_of(session, welcome.institution_id if is_home else None, from_lms=False),
        )


def _let_in(
    session: Session, joined: Joined, form: JoinForm, viewer: Viewer | None
) -> ResponseReturnValue:
    """Begin a visit, and first of all find a way to come back."""
    path = url_for("home.course", exchange_id=joined.exchange_id)
    if joined.role in VISITORS:
        path = url_for("invitations.visit", exchange_id=joined.exchange_id)
    elif joined.is_minor:
        path = url_for("invitations.consent", exchange_id=joined.exchange_id)
    if viewer is not None:
        return redirect(path, 303)
    stays = bool(form.stays.data)
    enter_visit(do_come_back(session, joined.person_id, stays=stays).id, stays=stays)
    return redirect(url_for("accounts.coming_back", next=path), 303)
