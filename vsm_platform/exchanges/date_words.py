"""Days in the page's language, for the templates; the same few days are asked for on every page."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_interval
from flask_babel import get_locale


def day_words(day: date) -> str:
    """A day with its weekday and year, such as ``Monday, August 17, 2026``."""
    return _day(day, str(get_locale() or "en"))


def span_words(first: date, last: date) -> str:
    """From one day to another without the year, such as ``Mon, Aug 17 – Sun, Aug 23``."""
    return _span(first, last, str(get_locale() or "en"))


@lru_cache(maxsize=512)
def _day(day: date, locale: str) -> str:
    return format_date(day, "full", locale=locale)


@lru_cache(maxsize=512)
def _span(first: date, last: date, locale: str) -> str:
    return format_interval(first, last, "MMMEd", locale=locale)
