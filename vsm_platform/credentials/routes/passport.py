"""The passport: its bearer's page, signed in or by the private link, and what the bearer does with it.

The private link opens it when there is no university any more through which to come in. So every
page here has two addresses and one body.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import ProfileLink, offer_profile_link
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE, SIGNED_IN
from vsm_platform.core.throttle import Limit, do_count, require_tries_left
from vsm_platform.credentials.conditions import condition_kinds
from vsm_platform.credentials.forms.sharing import share_form
from vsm_platform.credentials.passport.actions import (
    do_drop_key,
    do_make_key,
    do_share_passport,
    do_stop_sharing_passport,
    events_of,
    person_of_key,
    settings_of,
)
from vsm_platform.credentials.passport.ahead import ahead_of
from vsm_platform.credentials.passport.collecting import passport_of
from vsm_platform.credentials.recognition.queries import recognitions_for
from vsm_platform.credentials.routes.files import passport_linkedin
from vsm_platform.credentials.routes.pages import GET_AND_POST, public_url, room
from vsm_platform.credentials.routes.passport_files import passport_file
from vsm_platform.credentials.words import KINDS
from vsm_platform.web.forms import Form
from vsm_platform.web.room import database, signed_in_viewer
from vsm_platform.web.routes import network_place

PASSPORT = "/passport"
KEY = "/passport/key/<string(length=32):code>"
FILES = Limit("passport files", 30, timedelta(minutes=10))
"""Of one bearer, or of one place: each file is signed or drawn anew."""
MISSES = Limit("passport links that lead nowhere", 60, timedelta(minutes=10))
"""From one place."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose passport it is, and by which door the person came."""

    person_id: int
    code: str = ""
    """Of the private link; empty for somebody who is signed in."""

    def path(self, page: str) -> str:
        """The address of one of the bearer's pages by the same door."""
        if self.code:
            return url_for(f"credentials.key_{page}", code=self.code)
        return url_for(f"credentials.passport_{page}")


def _signed_in() -> Bearer:
    return Bearer(signed_in_viewer().person_id)


def _by_key(session: Session, code: str) -> Bearer:
    person_id = person_of_key(session, code)
    if person_id is None:
        note_miss()
        raise NotFound
    return Bearer(person_id, code)


def note_miss() -> None:
    """Count a link that leads nowhere, so that nobody tries them for ever.

    A form's unit of work holds the lock for writing already, and is rolled back: only pages count.

    Raises:
        TooManyTries: there were many from this place.
    """
    if request.method == "POST":
        return
    place = network_place()
    with database().unit_of_work(writes=True) as session:
        require_tries_left(session, MISSES, place)
        do_count(session, MISSES, place)


def unkept(page: str, status: int = 200) -> Response:
    """Somebody's life is on the page: no copy stays anywhere, and no address leaks from it."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def link_of(session: Session, person_id: int) -> str:
    """The address of the shared page; empty while it is off."""
    found = settings_of(session, person_id)
    if found is None or found.shared_at is None:
        return ""
    return public_url() + url_for("credentials.shared_passport", code=found.share_code)


@room.page(PASSPORT, policy=SIGNED_IN)
def passport_page(session: Session) -> ResponseReturnValue:
    """Everything that the viewer did and holds."""
    return _page(session, _signed_in())


@room.page(KEY, policy=ANYONE)
def key_page(session: Session, code: str) -> ResponseReturnValue:
    return _page(session, _by_key(session, code))


def _page(session: Session, bearer: Bearer) -> Response:
    passport = passport_of(session, bearer.person_id)
    link = link_of(session, bearer.person_id)
    page = render_template(
        "credentials/passport.html",
        bearer=bearer,
        passport=passport,
        recognitions=recognitions_for(session, bearer.person_id),
        ahead=ahead_of(session, passport),
        conditions=condition_kinds(),
        kinds=KINDS,
        link=link,
        settings=settings_of(session, bearer.person_id),
        events=events_of(session, bearer.person_id),
        linkedin=passport_linkedin(passport, link) if link else None,
    )
    return unkept(page)


@room.page(f"{PASSPORT}/share", policy=SIGNED_IN, methods=GET_AND_POST)
def passport_share(session: Session) -> ResponseReturnValue:
    """Choose what the link shows, and switch it on."""
    return _share(session, _signed_in())


@room.page(f"{KEY}/share", policy=ANYONE, methods=GET_AND_POST)
def key_share(session: Session, code: str) -> ResponseReturnValue:
    return _share(session, _by_key(session, code))


def _share(session: Session, bearer: Bearer) -> ResponseReturnValue:
    passport = passport_of(session, bearer.person_id)
    settings = settings_of(session, bearer.person_id)
    form = share_form(passport, settings)
    if form.validate_on_submit():
        choice, is_new = form.choice(), bool(form.is_new.data)
        do_share_passport(session, bearer.person_id, choice, is_new=is_new)
        flash(gettext("The link is on. Whoever has it sees what you chose."), "success")
        return redirect(bearer.path("page"), 303)
    page = render_template(
        "credentials/passport_share.html",
        bearer=bearer,
        form=form,
        has_address=settings is not None,
        is_on=bool(settings and settings.shared_at),
    )
    return unkept(page)


@room.page(f"{PASSPORT}/off", policy=SIGNED_IN, methods=("POST",))
def passport_off(session: Session) -> ResponseReturnValue:
    return _off(session, _signed_in())


@room.page(f"{KEY}/off", policy=ANYONE, methods=("POST",))
def key_off(session: Session, code: str) -> ResponseReturnValue:
    return _off(session, _by_key(session, code))


def _off(session: Session, bearer: Bearer) -> ResponseReturnValue:
    if Form().validate():
        do_stop_sharing_passport(session, bearer.person_id)
        flash(gettext("The link now leads nowhere."), "success")
    return redirect(bearer.path("page"), 303)


@room.page(f"{PASSPORT}/file", policy=SIGNED_IN, methods=("POST",))
def passport_take(session: Session) -> ResponseReturnValue:
    """The passport as a file: the signed record, PDF, or everything in one ZIP file."""
    return _take(session, _signed_in())


@room.page(f"{KEY}/file", policy=ANYONE, methods=("POST",))
def key_take(session: Session, code: str) -> ResponseReturnValue:
    return _take(session, _by_key(session, code))


def _take(session: Session, bearer: Bearer) -> ResponseReturnValue:
    if not Form().validate():
        raise NotFound
    who = f"person {bearer.person_id}"
    require_tries_left(session, FILES, who)
    do_count(session, FILES, who)
    passport = passport_of(session, bearer.person_id)
    link = link_of(session, bearer.person_id)
    return passport_file(session, passport, request.form.get("form", ""), link)


@room.page(f"{PASSPORT}/key", policy=SIGNED_IN, methods=("POST",))
def passport_key(session: Session) -> ResponseReturnValue:
    """Make the private link; shown in answer to the form: it cannot be shown a second time."""
    if not Form().validate():
        raise NotFound
    code = do_make_key(session, signed_in_viewer().person_id)
    address = public_url() + url_for("credentials.key_page", code=code)
    return unkept(render_template("credentials/passport_key.html", address=address))


@room.page(f"{PASSPORT}/key/off", policy=SIGNED_IN, methods=("POST",))
def passport_key_off(session: Session) -> ResponseReturnValue:
    """The private link opens nothing from now on."""
    if Form().validate():
        do_drop_key(session, signed_in_viewer().person_id)
        flash(gettext("Your private link opens nothing now."), "success")
    return redirect(url_for("credentials.passport_page"), 303)


offer_profile_link(
    ProfileLink(
        PASSPORT,
        _l("Your passport"),
        _l(
            "Everything you did over all exchanges and years, with your credentials: to keep, to "
            "download and to share."
        ),
    )
)
