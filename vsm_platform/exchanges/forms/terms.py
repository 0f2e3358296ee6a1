"""The form of one partner's terms, and of its leaving."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from vsm_platform.core import clock
from vsm_platform.exchanges.forms import LanguagesField
from vsm_platform.exchanges.languages import language_names
from vsm_platform.exchanges.life import EARLIEST
from vsm_platform.exchanges.models import Participation
from vsm_platform.exchanges.queries.terms import TermsView
from vsm_platform.exchanges.terms import (
    PARTICIPATION_WORDS,
    Break,
    Contradiction,
    Terms,
    contradictions,
)
from vsm_platform.web.forms import DayField, Form, NumberField, number_text

BREAKS, EMPTY_BREAKS = 12, 2
MOST_PLACES = 100_000
MOST_CREDIT = 1_000
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
YEAR = timedelta(days=366)


class OptionalLanguagesField(LanguagesField):
    may_be_empty = True


def _check_contact(_form: Form, field: StringField) -> None:
    text = field.data or ""
    is_page = urlsplit(text).scheme == "https" and urlsplit(text).netloc
    if text and not is_page and not _EMAIL.fullmatch(text):
        raise ValidationError(gettext("Enter an e-mail address, or a page that begins with https."))


def _at_most(number: int) -> Length:
    return Length(max=number, message=_l("At most %(max)d characters."))


@dataclass(frozen=True, slots=True)
class BreakRow:
    """The fields of one break; without days it is none."""

    starts_on: Field
    ends_on: Field
    label: Field

    @property
    def is_used(self) -> bool:
        """Whether anything stands in it, right or wrong."""
        return any(
            field.data or field.errors for field in (self.starts_on, self.ends_on, self.label)
        )

    def check(self) -> bool:
        """Whether the row is complete; says at the field what is missing."""
        first, last = self.starts_on.data, self.ends_on.data
        if bool(first) == bool(last) and (first or not self.label.data):
            return True
        field = self.ends_on if first else self.starts_on
        field.errors = [*field.errors, gettext("A break needs a first and a last day.")]
        return False

    def taken(self) -> Break | None:
        """The break, or None where none is written."""
        first, last = self.starts_on.data, self.ends_on.data
        return Break(first, last, self.label.data or "") if first and last else None


class TermsForm(Form):
    """What one partner agreed to; made by ``terms_form``."""

    view: TermsView
    starts_on = DayField(_l("First day"), validators=[Optional()])
    ends_on = DayField(_l("Last day"), validators=[Optional()])
    participation = RadioField(
        _l("How its students take part"),
        choices=[SelectChoice(each.value, words) for each, words in PARTICIPATION_WORDS.items()],
        validators=[InputRequired(_l("Choose how its students take part."))],
    )
    registers_from = DayField(_l("Registration opens on"), validators=[Optional()])
    registers_until = DayField(
        _l("Registration closes on"),
        description=_l(
            "New students come in until the end of this day. It may lie after the first day."
        ),
        validators=[Optional()],
    )
    places = IntegerField(
        _l("Places"),
        description=_l("How many of its students can take part. Empty for any number."),
        validators=[
            Optional(),
            NumberRange(1, MOST_PLACES, _l("Enter a whole number of places, at least 1.")),
        ],
    )
    credit_amount = NumberField(
        _l("Credit at home"), description=_l("How much. Empty where it gives none.")
    )
    credit_scheme = StringField(
        _l("Counted in"),
        description=_l("Such as ECTS, US credit hours or créditos."),
        validators=[_at_most(40)],
    )
    grade_scale = StringField(
        _l("Grade scale"),
        description=_l("Such as A to F, 0 to 20, or passed and failed."),
        validators=[_at_most(40)],
    )
    contact = StringField(
        _l("Contact"),
        description=_l("Whom its students ask: an e-mail address, or a page."),
        validators=[_at_most(320), _check_contact],
    )
    languages = OptionalLanguagesField(
        _l("Languages"),
        description=_l(
            "In which its people work, if not in the exchange’s. Separate several by commas."
        ),
    )
    notice = TextAreaField(
        _l("Its own notice"),
        description=_l("What it says to its own students about taking part. Only they read it."),
        validators=[_at_most(5000)],
    )

    def validate_credit_amount(self, field: NumberField) -> None:
        if field.number is not None and not 0 < field.number <= MOST_CREDIT:
            message = gettext("Enter a number above 0, or leave it empty for no credit.")
            raise ValidationError(message)

    def terms(self) -> Terms:
        """What was written, once each field by itself is valid."""
        return Terms(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            breaks=tuple(taken for _row, taken in self._breaks()),
            registers_from=self.registers_from.data,
            registers_until=self.registers_until.data,
            participation=Participation(self.participation.data),
            places=self.places.data,
            credit_scheme=self.credit_scheme.data or "",
            credit_amount=self.credit_amount.number,
            grade_scale=self.grade_scale.data or "",
            contact=self.contact.data or "",
            languages=tuple(self.languages.tags),
            notice=self.notice.data or "",
        )

    def break_rows(self) -> list[BreakRow]:
        """The fields of every break that there can be."""
        return [BreakRow(*(self[name] for name in _row_names(number))) for number in range(BREAKS)]

    def shown_rows(self) -> list[BreakRow]:
        """The rows in which something stands, and a few empty ones for more."""
        rows = self.break_rows()
        used = max((number for number, row in enumerate(rows, 1) if row.is_used), default=0)
        return rows[: used + EMPTY_BREAKS]

    @property
    def has_breaks(self) -> bool:
        """Whether any break is written, right or wrong."""
        return any(row.is_used for row in self.break_rows())

    def _breaks(self) -> list[tuple[BreakRow, Break]]:
        rows = [(row, row.taken()) for row in self.break_rows()]
        return [(row, taken) for row, taken in rows if taken]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        # Every row is looked at, so that all mistakes stand on the page at once.
        rows_valid = [row.check() for row in self.break_rows()]
        if not valid or not all(rows_valid):
            return False
        view = self.view
        found = list(contradictions(self.terms(), view.exchange_starts_on, view.exchange_ends_on))
        for each in found:
            self._show(each)
        return not found

    def _show(self, found: Contradiction) -> None:
        name, _dash, number = found.field.partition("-")
        field = self._breaks()[int(number)][0].starts_on if number else self[name]
        field.errors = [*field.errors, str(found.text)]


def _row_names(number: int) -> tuple[str, str, str]:
    return f"break_{number}_from", f"break_{number}_until", f"break_{number}_label"


def _break_fields() -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for number in range(BREAKS):
        first, last, label = _row_names(number)
        fields[first] = DayField(_l("From"), validators=[Optional()])
        fields[last] = DayField(_l("Until"), validators=[Optional()])
        fields[label] = StringField(_l("Name"), validators=[_at_most(60)])
    return fields


_TermsForm = type("_TermsForm", (TermsForm,), _break_fields())


def terms_form(view: TermsView) -> TermsForm:
    """The form of a partner's terms, filled with what is there, and with room for more breaks."""
    terms = view.terms
    values: dict[str, Any] = {name: getattr(terms, name) for name in terms.__slots__}
    for number, each in enumerate(terms.breaks):
        kept = (each.starts_on, each.ends_on, each.label)
        values |= dict(zip(_row_names(number), kept, strict=True))
    values["participation"] = terms.participation.value
    values["credit_amount"] = number_text(terms.credit_amount)
    values["languages"] = ", ".join(language_names(terms.languages))
    form: TermsForm = _TermsForm(**values)
    form.view = view
    return form


class LeavingForm(Form):
    """The day on which a partner leaves."""

    left_on = DayField(
        _l("It leaves on"),
        description=_l("From this day on its people can read, and nothing more."),
        validators=[InputRequired(_l("Enter the day."))],
    )

    def validate_left_on(self, field: DayField) -> None:
        today = clock.today(EARLIEST)
        if field.data and not today - YEAR <= field.data <= today + YEAR:
            raise ValidationError(gettext("Enter a day within a year from today."))


def leaving_form(today: date) -> LeavingForm:
    """The form for leaving, which proposes today."""
    return LeavingForm(left_on=today)
