"""The forms of meeting times: what is looked for, what is chosen, and a member's vote."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.content.scheduling.queries.people import Question
from vsm_platform.content.scheduling.slots import SLOTS
from vsm_platform.web.forms import DayField, Form

COURSE = "course"
TEAM, SET = "team", "set"
MINUTES = (30, 45, 60, 90, 120)
DAYS_OPEN = (1, 2, 3, 5, 7)
LONGEST_TERM = timedelta(days=366)


class LookForm(Form):
    """Which meetings are looked for, by an address: what it shows changes nothing."""

    class Meta(Form.Meta):
        csrf = False

    whom = SelectField(_l("Who shall meet"))
    title = StringField(
        _l("What it is called"),
        validators=[
            InputRequired(_l("Enter what the meetings are called.")),
            Length(max=200, message=_l("That is too long.")),
        ],
    )
    minutes = SelectField(_l("How long"), coerce=int)
    every = SelectField(_l("How often"), coerce=int)
    first_on = DayField(_l("From"), validators=[InputRequired(_l("Enter the first day."))])
    until = DayField(_l("To"), validators=[InputRequired(_l("Enter the last day."))])

    def offer(self, whom: Sequence[tuple[str, str]]) -> None:
        """Say who can meet; the words of the other choices are in the page's language."""
        self.whom.choices = list(whom)
        self.minutes.choices = [(one, gettext("%(num)d minutes", num=one)) for one in MINUTES]
        self.every.choices = [
            (1, gettext("every week")),
            (2, gettext("every second week")),
            (0, gettext("once")),
        ]

    def validate_until(self, field: Any) -> None:
        """Refuse a term that ends before it begins, or that nobody plans at once."""
        if not self.first_on.data or not field.data:
            return
        if field.data < self.first_on.data:
            raise ValidationError(gettext("The last day lies before the first."))
        if field.data > self.first_on.data + LONGEST_TERM:
            raise ValidationError(gettext("That is more than a year."))

    def question(self, zone: str) -> Question:
        """What is looked for, once the form is valid."""
        return Question(
            zone=zone,
            minutes=self.minutes.data,
            every_weeks=self.every.data,
            first_on=self.first_on.data,
            until=self.until.data,
            title=self.title.data,
        )

    def target(self) -> tuple[str, int]:
        """Whom it is for: the kind, and the number of the team or set."""
        kind, _, number = self.whom.data.partition("-")
        return kind, int(number or 0)

    def arguments(self) -> dict[str, str]:
        """The fields as they stand in an address or in hidden fields."""
        return {
            field.name: field.data.isoformat() if isinstance(field.data, date) else str(field.data)
            for field in self
        }


def read_slot(text: str) -> int | None:
    """A slot as a form sends it, or None where it is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        return None
    return int(text) if int(text) in SLOTS else None


def read_slots(texts: Sequence[str]) -> list[int] | None:
    """Several, or None where one of them is none."""
    found = [read_slot(text) for text in texts]
    slots = [one for one in found if one is not None]
    return slots if len(slots) == len(found) else None


class VoteForm(Form):
    slots = SelectMultipleField(
        _l("Tick every time that suits you"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=True,
    )
