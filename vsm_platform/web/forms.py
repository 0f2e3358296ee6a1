"""Forms: WTForms in the page's language, with texts stripped and errors in plain words."""

import re
from datetime import date
from typing import Any

from flask_babel import get_locale, gettext
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TimeField, ValidationError
from wtforms.meta import DefaultMeta

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line end, half surrogate pairs, and what turns the direction of
a whole line. Joiners and direction marks stay: names in Persian and Sinhala, and emoji, need them."""


def strip(value: Any) -> Any:
    """Surrounding white space and control characters that nobody typed on purpose go."""
    if not isinstance(value, str):
        return value
    cleaned = _UNWANTED.sub("", value).strip()
    # A text of nothing but joiners and marks would be an invisible name.
    return cleaned if any(map(str.isprintable, cleaned)) else ""


class Form(FlaskForm):
    """The base of every form; text fields are stripped before they are checked."""

    class Meta(FlaskForm.Meta):
        @property
        def locales(self) -> list[str]:
            return [str(get_locale())]

        def get_translations(self, form: Any) -> Any:
            # WTForms keeps what it has read; Flask-WTF reads the catalogue for each request anew.
            return DefaultMeta.get_translations(self, form)

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = [*unbound_field.kwargs.get("filters", []), strip]
            return unbound_field.bind(form=form, **{**options, "filters": filters})


class NumberField(StringField):
    """A number as people write it, with a point or a comma; ``number`` is None where empty.

    What was typed stays in the field, whatever it is.
    """

    number: float | None = None

    def pre_validate(self, _form: Any) -> None:
        text = (self.data or "").strip().replace("\u066b", ".").replace(",", ".")
        if not text:
            return
        try:
            number = float(text)
        except ValueError:
            raise ValidationError(gettext("Enter a number, such as 8.5.")) from None
        # What is no number to a person (nan, infinity, 1e5) is none here either.
        if not text.replace(".", "", 1).isdecimal():
            raise ValidationError(gettext("Enter a number, such as 8.5."))
        self.number = round(number, 3)


def number_text(number: float | None) -> str:
    """A number as it stands in a field, such as ``8`` or ``8.5``."""
    return "" if number is None else f"{number:.3f}".rstrip("0").rstrip(".")


class DayField(DateField):
    """A calendar day, None where empty, with its mistakes in plain words."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Enter a date, such as 2026-08-17.")) from error
        if self.data and not FIRST_DAY <= self.data <= LAST_DAY:
            raise ValueError(gettext("Enter a date of this century."))


class HourField(TimeField):
    """A time of day in whole minutes, None where empty, with its mistakes in plain words."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Enter a time, such as 13:00.")) from error
        self.data = self.data.replace(second=0)
