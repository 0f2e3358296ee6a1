"""The form of a survey: what is asked, of whom, when, and with which promise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.surveys.actions.surveys import SurveyFacts
from vsm_platform.surveys.models import Anonymity, Audience, Timing
from vsm_platform.surveys.words import AUDIENCES
from vsm_platform.web.forms import DayField, Form

TOO_LONG = _l("This text is too long.")
NO_MEETING = 0


class Answered:
    """A choice that has an answer from the start, and so is no optional one."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Form, _field: Any) -> None:
        """Nothing can be wrong with it."""


class CheckboxGroupField(SelectMultipleField):
    """Any number of several, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WholeNumberField(IntegerField):
    """A whole number, with its mistakes in plain words."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Enter a whole number, such as 3.")) from error


class SurveyForm(Form):
    """Which questionnaire is asked, of whom, when, and with which promise."""

    instrument = SelectField(
        _l("Questionnaire"), coerce=int, validators=[InputRequired(_l("Choose what is asked."))]
    )
    label = StringField(
        _l("What tells it from others"),
        description=_l("For example: Week 3. It stands behind the questionnaire’s name."),
        validators=[Length(max=80, message=TOO_LONG)],
    )
    anonymity = RadioField(
        _l("What you promise"),
        choices=[
            SelectChoice(
                Anonymity.ANONYMOUS.value, _l("Anonymous: nobody can find out who answered what")
            ),
            SelectChoice(
                Anonymity.CONFIDENTIAL.value,
                _l(
                    "Confidential: you never see names, and each person can see and take away their own answers"
                ),
            ),
            SelectChoice(
                Anonymity.NAMED.value, _l("With names: those who teach see who answered what")
            ),
        ],
        validators=[InputRequired(_l("Choose what you promise."))],
    )
    audience = RadioField(
        _l("Who is asked"),
        choices=[SelectChoice(one.value, text) for one, text in AUDIENCES.items()],
        validators=[Answered()],
    )
    partners = CheckboxGroupField(
        _l("Only at these universities"), description=_l("None chosen: at all."), coerce=int
    )
    teams = CheckboxGroupField(
        _l("Only in these teams"), description=_l("None chosen: in all."), coerce=int
    )
    timing = RadioField(
        _l("When"),
        choices=[
            SelectChoice(Timing.DAYS.value, _l("From one day to another")),
            SelectChoice(
                Timing.WEEK.value, _l("In a week of the course, as each university counts it")
            ),
            SelectChoice(Timing.MEETING.value, _l("After a meeting")),
        ],
        validators=[Answered()],
    )
    opens_on = DayField(_l("First day"), validators=[Optional()])
    closes_on = DayField(_l("Last day"), validators=[Optional()])
    week = WholeNumberField(
        _l("Week"), validators=[Optional(), NumberRange(1, 60, _l("Enter a week from 1 to 60."))]
    )
    until_week = WholeNumberField(
        _l("And again each week until week"),
        description=_l("For a weekly pulse: each week becomes a survey of its own."),
        validators=[Optional(), NumberRange(1, 60, _l("Enter a week from 1 to 60."))],
    )
    meeting = SelectField(_l("Meeting"), coerce=int)
    days_open = WholeNumberField(
        _l("For how many days it is open then"),
        validators=[Optional(), NumberRange(1, 60, _l("Enter 1 to 60 days."))],
    )
    invites = BooleanField(_l("Write to everybody when it opens for them"))
    reminds = BooleanField(_l("Two days before the end, write to those who have not answered"))
    is_scored = BooleanField(
        _l("Show in the gradebook at home who has answered: one point, never an answer")
    )

    def validate_timing(self, field: RadioField) -> None:
        if field.data == Timing.DAYS:
            self._need(self.opens_on, gettext("Enter the first day."))
            self._need(self.closes_on, gettext("Enter the last day."))
            if self.opens_on.data and self.closes_on.data:
                self._check_days()
        elif field.data == Timing.WEEK:
            self._need(self.week, gettext("Enter the week."))
        elif not self.meeting.data:
            raise ValidationError(gettext("Choose the meeting after which it is asked."))

    def validate_until_week(self, field: IntegerField) -> None:
        if field.data and self.week.data and field.data < self.week.data:
            raise ValidationError(gettext("The last week comes before the first."))

    def plans(self) -> list[SurveyFacts]:
        """What is planned: one survey, or one for each week."""
        facts = self.facts()
        last = self.until_week.data if facts.week else None
        if facts.week is None or not last or last == facts.week:
            return [facts]
        return [
            replace(facts, week=week, label=_label(facts.label, week))
            for week in range(facts.week, last + 1)
        ]

    def _need(self, field: Any, message: str) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(message)

    def _check_days(self) -> None:
        if self.closes_on.data < self.opens_on.data:
            raise ValidationError(gettext("The last day comes before the first."))

    def facts(self) -> SurveyFacts:
        timing = Timing(self.timing.data)
        is_days = timing == Timing.DAYS
        return SurveyFacts(
            instrument_id=self.instrument.data,
            anonymity=Anonymity(self.anonymity.data),
            audience=Audience(self.audience.data),
            label=self.label.data or "",
            partnership_ids=tuple(self.partners.data or ()),
            team_ids=tuple(self.teams.data or ()),
            timing=timing,
            opens_on=self.opens_on.data if is_days else None,
            closes_on=self.closes_on.data if is_days else None,
            week=self.week.data if timing == Timing.WEEK else None,
            meeting_id=(self.meeting.data or None) if timing == Timing.MEETING else None,
            days_open=self.days_open.data or 7,
            invites=self.invites.data,
            reminds=self.reminds.data,
            is_scored=self.is_scored.data,
        )


def _label(label: str, week: int) -> str:
    """What tells the survey of a week from the others."""
    words = gettext("Week %(number)d", number=week)
    return f"{label}, {words}"[:80] if label else words


@dataclass(frozen=True, slots=True)
class Choices:
    """What an exchange has to choose from: ids with what they are called."""

    instruments: Sequence[tuple[int, str]]
    partners: Sequence[tuple[int, str]]
    teams: Sequence[tuple[int, str]]
    meetings: Sequence[tuple[int, str]]


def survey_form(choices: Choices, values: SurveyFacts) -> SurveyForm:
    """The form of a survey, filled in with what is known of it."""
    form = SurveyForm(
        instrument=values.instrument_id,
        label=values.label,
        anonymity=values.anonymity,
        audience=values.audience,
        partners=list(values.partnership_ids),
        teams=list(values.team_ids),
        timing=values.timing,
        opens_on=values.opens_on,
        closes_on=values.closes_on,
        week=values.week,
        meeting=values.meeting_id or NO_MEETING,
        days_open=values.days_open,
        invites=values.invites,
        reminds=values.reminds,
        is_scored=values.is_scored,
    )
    # Each is needed where its kind of time is chosen, and is not on the page where it is not.
    for field in (form.opens_on, form.closes_on, form.week, form.meeting):
        field.flags.required = True
    form.instrument.choices = _choices(choices.instruments)
    form.partners.choices = _choices(choices.partners)
    form.teams.choices = _choices(choices.teams)
    form.meeting.choices = [
        SelectChoice(NO_MEETING, gettext("None chosen")),
        *_choices(choices.meetings),
    ]
    return form


def _choices(pairs: Iterable[tuple[int, str]]) -> list[SelectChoice]:
    return [SelectChoice(key, text) for key, text in pairs]


class ModuleForm(Form):
    """In which module a survey stands."""

    module = SelectField(_l("Module"), coerce=int, validators=[InputRequired()])

    def offer(self, modules: Iterable[tuple[int, str]]) -> None:
        self.module.choices = _choices(modules)
