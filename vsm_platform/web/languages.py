"""Which language and time zone a page is in.

Language: the choice made in this visit, else the person's saved one, else what the LMS said at
launch, else what the browser accepts. Zone: the person's, else UTC.
"""

from functools import cache

from babel import Locale, UnknownLocaleError, negotiate_locale
from flask import Flask, current_app, has_request_context, request, session
from flask_babel import Babel, get_locale

from vsm_platform.web.room import current_viewer

COMPLETE = ("en", "es")
"""Languages whose translation is complete, the source language first."""


def init_languages(app: Flask, preview: list[str]) -> None:
    """Set up Flask-Babel; ``preview`` adds languages whose translation is not complete."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    app.extensions["vsm_languages"] = [*COMPLETE, *preview]
    Babel(app, locale_selector=_select_locale, timezone_selector=_select_timezone)


def offered_languages() -> list[str]:
    """The language tags that a person may choose from."""
    languages: list[str] = current_app.extensions["vsm_languages"]
    return languages


def match_language(*wishes: str) -> str | None:
    """The offered language that suits the first wish that any suits (``es-MX`` gives ``es``)."""
    cleaned = [wish.replace("-", "_") for wish in wishes if wish]
    return negotiate_locale(cleaned, offered_languages(), sep="_") if cleaned else None


@cache
def language_name(tag: str) -> str:
    """A language's name in that language itself, such as ``español``."""
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag


def current_language() -> str:
    """The page's language as a BCP 47 tag."""
    locale = get_locale()
    return str(locale).replace("_", "-") if locale else "en"


def is_right_to_left() -> bool:
    """Whether the page's language runs from right to left."""
    locale = get_locale()
    return locale is not None and locale.text_direction == "rtl"


def _select_locale() -> str:
    if not has_request_context():
        return COMPLETE[0]
    viewer = current_viewer()
    saved = viewer.locale if viewer else ""
    launched = viewer.launch_locale if viewer else ""
    accepted = [tag for tag, _quality in request.accept_languages]
    return match_language(session.get("language", ""), saved, launched, *accepted) or COMPLETE[0]


def _select_timezone() -> str:
    viewer = current_viewer() if has_request_context() else None
    return viewer.timezone if viewer and viewer.timezone else "UTC"
