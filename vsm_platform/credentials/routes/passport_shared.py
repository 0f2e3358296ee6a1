"""For everybody who has the link: the part of a passport that its bearer shares, checked just now."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE
from vsm_platform.core.throttle import do_count, require_tries_left
from vsm_platform.credentials.passport.actions import shared_by
from vsm_platform.credentials.passport.collecting import Passport, chosen_part, passport_of
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.recognition.queries import recognitions_for
from vsm_platform.credentials.routes.pages import public_url, room, vault
from vsm_platform.credentials.routes.passport import FILES, link_of, note_miss, unkept
from vsm_platform.credentials.routes.passport_files import passport_file
from vsm_platform.credentials.standards.api import verify
from vsm_platform.credentials.words import KINDS
from vsm_platform.web.forms import Form
from vsm_platform.web.routes import network_place

SHARED = "/p/<string(length=22):code>"
CHECKED = 100
"""Credentials that are checked for one page; nobody holds more."""


def _shared(session: Session, code: str) -> Passport:
    """What the link shows now.

    Raises:
        NotFound: the link is off, or never was one: the two are told apart nowhere.
    """
    found = shared_by(session, code)
    if found is None:
        note_miss()
        raise NotFound
    passport = passport_of(session, found.person_id)
    if found.shows_all:
        return passport
    return chosen_part(passport, exchanges=found.exchanges, credentials=found.credentials)


@room.page(SHARED, policy=ANYONE)
def shared_passport(session: Session, code: str) -> ResponseReturnValue:
    """What its bearer chose, and nothing else; in no search engine, and kept by nobody."""
    try:
        passport = _shared(session, code)
    except NotFound:
        return unkept(render_template("credentials/passport_off.html"), 404)
    forms = {one.credential.uuid: one.revision.valid_from for one in passport.held}
    sources = OurSources(session, vault(), public_url(), newest_forms=forms)
    present = clock.now()
    page = render_template(
        "credentials/passport_shared.html",
        code=code,
        passport=passport,
        recognitions=recognitions_for(session, passport.person_id),
        checks={
            one.credential.id: verify(one.revision.document, sources, present)
            for one in passport.held[:CHECKED]
        },
        kinds=KINDS,
    )
    return unkept(page)


@room.page(f"{SHARED}/file", policy=ANYONE, methods=("POST",))
def shared_passport_file(session: Session, code: str) -> ResponseReturnValue:
    """The shared part as a file, for whoever wants to check it elsewhere."""
    if not Form().validate():
        raise NotFound
    passport, place = _shared(session, code), network_place()
    require_tries_left(session, FILES, place)
    do_count(session, FILES, place)
    return passport_file(
        session, passport, request.form.get("form", ""), link_of(session, passport.person_id)
    )
