"""The check of a credential, for everybody: nothing is kept, nothing is fetched from elsewhere."""

from babel import Locale, UnknownLocaleError
from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.permissions import ANYONE
from vsm_platform.credentials.forms.verifying import VerifyForm
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.records import record_of
from vsm_platform.credentials.routes.pages import GET_AND_POST, public_url, room, vault
from vsm_platform.credentials.standards import api as standards
from vsm_platform.credentials.standards.proofs import parse_instant

_ROOM_FOR_FORM = 64 * 1024


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


@room.page("/verify", policy=ANYONE, methods=GET_AND_POST, writes=False, while_looking=True)
def verify(session: Session) -> ResponseReturnValue:
    """The form, and what the check of what was given found."""
    form = VerifyForm()
    found: standards.Verification | None = None
    unread: tuple[standards.Words, dict[str, str | int]] | None = None
    if form.validate_on_submit():
        try:
            sources = OurSources(session, vault(), public_url())
            found = standards.verify(form.content(), sources, clock.now())
            form = VerifyForm(formdata=None)
        except standards.CannotRead as error:
            unread = (standards.words(error.code), error.facts)
    page = render_template(
        "credentials/verify.html", form=form, found=found, unread=unread, record_of=record_of
    )
    return _unkept(page)


def _unkept(page: str) -> Response:
    """Somebody's record is on the page: no copy of it stays anywhere."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
