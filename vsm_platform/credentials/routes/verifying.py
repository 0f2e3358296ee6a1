"""The check of a credential, for everybody: nothing is kept, nothing is fetched from elsewhere."""

from datetime import timedelta

from babel import Locale, UnknownLocaleError
from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale

from vsm_platform.core import clock
from vsm_platform.core.permissions import ANYONE
from vsm_platform.core.throttle import Limit, do_count, require_tries_left
from vsm_platform.credentials.forms.verifying import VerifyForm
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.records import record_of
from vsm_platform.credentials.routes.pages import GET_AND_POST, public_url, room, vault
from vsm_platform.credentials.standards import api as standards
from vsm_platform.credentials.standards.proofs import parse_instant
from vsm_platform.web.room import database
from vsm_platform.web.routes import network_place

_ROOM_FOR_FORM = 64 * 1024
CHECKS = Limit("checks of credentials", 120, timedelta(minutes=10))
"""From one place; an office behind one address checks a pile of applications."""


@room.url_value_preprocessor
def _take_larger_files(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """A picture or a passport is larger than other forms; this runs before anything reads it."""
    if endpoint == "credentials.verify":
        request.max_form_memory_size = 4 * standards.LARGEST_TEXT
        request.max_content_length = (
            standards.LARGEST_FILE + 4 * standards.LARGEST_TEXT + _ROOM_FOR_FORM
        )


@room.app_template_global()
def facts_of(check: standards.Check) -> dict[str, str]:
    """What a check found, as its sentence needs it: days as the reader writes them."""
    days = {name: parse_instant(check.facts.get(name)) for name in ("since", "until")}
    spoken = {name: format_date(day, "medium", rebase=False) for name, day in days.items() if day}
    return {name: str(value) for name, value in check.facts.items()} | spoken


@room.app_template_global()
def language_name(tag: str) -> str:
    """A language in the reader's words; a tag that nobody knows as it stands."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(get_locale()) or tag
    except (ValueError, UnknownLocaleError):
        return tag


@room.page("/verify", policy=ANYONE, methods=GET_AND_POST, while_looking=True, transaction=False)
def verify() -> ResponseReturnValue:
    """The form, and what the check of what was given found.

    The count of checks is a short piece of work of its own: checking takes a while, and holds
    nobody up who writes.
    """
    form = VerifyForm()
    found: standards.Verification | None = None
    unread: tuple[standards.Words, dict[str, str | int]] | None = None
    if form.validate_on_submit():
        _count()
        try:
            found = _check(form.content())
            form = VerifyForm(formdata=None)
        except standards.CannotRead as error:
            unread = (standards.words(error.code), error.facts)
    page = render_template(
        "credentials/verify.html", form=form, found=found, unread=unread, record_of=record_of
    )
    return _unkept(page)


def _count() -> None:
    place = network_place()
    with database().unit_of_work(writes=True) as session:
        require_tries_left(session, CHECKS, place)
        do_count(session, CHECKS, place)


def _check(content: bytes | str) -> standards.Verification:
    with database().unit_of_work(writes=False) as session:
        sources = OurSources(session, vault(), public_url())
        return standards.verify(content, sources, clock.now())


def _unkept(page: str) -> Response:
    """Somebody's record is on the page: no copy of it stays anywhere."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
