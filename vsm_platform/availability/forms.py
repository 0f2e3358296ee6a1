"""What people say of their week, and what faculty ask of them."""

from typing import Any

from babel.dates import get_day_names
from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField, ValidationError
from wtforms.validators import InputRequired

from vsm_platform.accounts.api import zone_field
from vsm_platform.availability.spans import (
    LONGEST,
    Span,
    UnevenHours,
    UnreadHours,
    painted,
    read_spans,
    spans_of,
    written,
)
from vsm_platform.availability.week import ACCEPTABLE, Level
from vsm_platform.web.forms import DayField, Form

DAYS = range(7)


def day_name(day: int) -> str:
    """The name of a weekday in the page's language, Monday being 0."""
    names: Any = get_day_names("wide", "stand-alone", locale=get_locale() or "en")
    return str(names[day])


class HoursField(StringField):
    """Hours of one day; ``spans`` are what they mean."""

    spans: list[Span]

    def pre_validate(self, _form: Form) -> None:
        self.spans = []
        text = self.data or ""
        if len(text) > LONGEST:
            raise ValidationError(gettext("That is too long."))
        try:
            self.spans = read_spans(text)
        except UnevenHours as wrong:
            raise ValidationError(self._about(wrong, gettext("use full and half hours"))) from None
        except UnreadHours as wrong:
            raise ValidationError(self._about(wrong, gettext("write 08:00–12:00"))) from None

    def _about(self, wrong: UnreadHours, remedy: str) -> str:
        values = {"day": self.label.text, "text": wrong.text, "remedy": remedy}
        return str(gettext("%(day)s, “%(text)s”: %(remedy)s.", **values))


class WeekForm(Form):
    """A week on the own clock.

    For each day the hours in which the person can meet (``can_0`` to ``can_6``), and those that are
    only better than nothing (``rather_0`` to ``rather_6``).
    """

    zone = zone_field()
    is_copied = BooleanField(_l("The same on every day as on Monday"))

    def show(self, week: str) -> None:
        """Fill the fields with a week."""
        for day in DAYS:
            self[f"can_{day}"].data = written(spans_of(week, day, (Level.CAN,)))
            self[f"rather_{day}"].data = written(spans_of(week, day, (Level.RATHER_NOT,)))

    @property
    def can(self) -> list[Field]:
        return [self[f"can_{day}"] for day in DAYS]

    @property
    def rather_not(self) -> list[Field]:
        return [self[f"rather_{day}"] for day in DAYS]

    def week(self) -> str:
        """What the fields say, in the way of ``PaintedWeek.hours``."""
        can = [field.spans for field in self.can]
        rather_not = [field.spans for field in self.rather_not]
        if self.is_copied.data:
            can, rather_not = can[:1] * 7, rather_not[:1] * 7
        return painted(can, rather_not)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a week without any hour too: nobody could be put into a team with its owner."""
        if not super().validate(extra_validators):
            return False
        if not ACCEPTABLE & set(self.week()):
            message = gettext("Leave at least one hour. If none suits, write to those who teach.")
            self.can[0].errors = [message]
            return False
        return True


for _day in DAYS:
    _name = LazyString(day_name, _day)
    setattr(WeekForm, f"can_{_day}", HoursField(_name))
    setattr(WeekForm, f"rather_{_day}", HoursField(_name))


class AskForm(Form):
    until = DayField(
        _l("By when you need it"),
        description=_l("Students see it in their agenda until they have answered."),
        validators=[InputRequired(_l("Enter a day."))],
    )
