"""How much people may put here, and how sizes are written."""

from dataclasses import dataclass

from babel.numbers import format_decimal
from flask import current_app
from flask_babel import get_locale

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
PIECE = 4 * MIB
"""Largest piece of a resumable upload."""
BIN_DAYS = 30
"""How long a deleted file can be brought back."""
ROOM_FOR_FORM = 64 * KIB
"""What a form with files may hold beside them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes."""

    largest: int
    """One file, sent in pieces."""
    plain: int
    """All files of one form, where no script runs."""
    picture: int
    """A picture that stands in a page."""
    exchange: int
    """Everything of one exchange."""
    person: int
    """Everything of one person in one exchange; those who teach are bound by the exchange's alone."""


def limits() -> Limits:
    """The running application's limits."""
    settings = current_app.config["SETTINGS"]
    return Limits(
        largest=settings.files_largest_mb * MIB,
        plain=settings.files_plain_mb * MIB,
        picture=settings.files_picture_mb * MIB,
        exchange=settings.files_exchange_mb * MIB,
        person=settings.files_person_mb * MIB,
    )


def size_words(size: int) -> str:
    """A size as people write it, in the page's language: ``1.5 GB``."""
    for unit, name in ((GIB, "GB"), (MIB, "MB"), (KIB, "kB")):
        if size >= unit:
            form = "#,##0.#" if size < 100 * unit else "#,##0"
            return f"{format_decimal(size / unit, form, locale=get_locale() or 'en')}\u00a0{name}"
    return f"{format_decimal(size, locale=get_locale() or 'en')}\u00a0B"
