"""The forms of peer evaluation: the evaluation itself, and what is said of one member."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from vsm_platform.core import clock
from vsm_platform.evaluation.actions.evaluations import EvaluationFacts
from vsm_platform.evaluation.queries.answering import Judged
from vsm_platform.evaluation.queries.evaluations import EvaluationView
from vsm_platform.evaluation.scales import CANNOT_TELL, SCALES
from vsm_platform.teams.api import SetView
from vsm_platform.web.forms import DayField, Form

NO_SET = 0
A_WEEK = timedelta(days=7)


class EvaluationForm(Form):
    """What an evaluation is called, whose it is, and when."""

    title = StringField(
        _l("What it is called"),
        description=_l("For example: After phase 1. Students see it."),
        validators=[
            DataRequired(_l("Enter what it is called.")),
            Length(max=120, message=_l("The title can have at most 120 characters.")),
        ],
    )
    team_set = SelectField(
        _l("Whose teams answer"), coerce=int, validators=[InputRequired(_l("Choose the teams."))]
    )
    opens_on = DayField(
        _l("First day"),
        description=_l("It opens as this day begins at each university."),
        validators=[InputRequired(_l("Enter the first day."))],
    )
    closes_on = DayField(
        _l("Last day"),
        description=_l("It closes as this day ends at each university. A week is a good time."),
        validators=[InputRequired(_l("Enter the last day."))],
    )
    note = TextAreaField(
        _l("What you want to say to those who answer"),
        description=_l("Which phase is meant, and what you will do with the answers."),
        validators=[Length(max=2000, message=_l("The text can have at most 2,000 characters."))],
    )

    def validate_closes_on(self, field: DayField) -> None:
        if self.opens_on.data and field.data and field.data < self.opens_on.data:
            raise ValidationError(gettext("The last day comes before the first."))

    def facts(self) -> EvaluationFacts:
        return EvaluationFacts(
            title=self.title.data,
            note=self.note.data or "",
            team_set_id=self.team_set.data or None,
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
        )


def evaluation_form(sets: Sequence[SetView], shown: EvaluationView | None = None) -> EvaluationForm:
    """The form of a new evaluation, or of one that there is."""
    values: dict[str, Any] = {}
    if shown:
        values = {
            "title": shown.title,
            "note": shown.note,
            "team_set": shown.team_set_id or NO_SET,
            "opens_on": shown.opens_on,
            "closes_on": shown.closes_on,
        }
    else:
        today = clock.today(UTC)
        values = {"opens_on": today, "closes_on": today + A_WEEK}
        values |= {"team_set": sets[-1].id} if sets else {}
    form = EvaluationForm(**values)
    form.team_set.choices = [(one.id, one.title) for one in sets]
    if not sets or (shown and not shown.team_set_id):
        form.team_set.choices.insert(0, (NO_SET, gettext("Not chosen yet")))
    return form


class RatingField(RadioField):
    """One of the descriptions of a scale, or nothing yet."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None or self.process_errors:
            super().pre_validate(form)


class JudgementForm(Form):
    """What is said of one member; made by ``judgement_form``, with a field for each scale."""

    comment = TextAreaField(
        _l("Is there something that those who teach should know?"),
        description=_l("Only those who teach the course read it. Your team never does."),
        validators=[Length(max=2000, message=_l("The text can have at most 2,000 characters."))],
    )
    version = HiddenField()

    def scale_fields(self) -> list[RatingField]:
        return [self[scale.key] for scale in SCALES]

    def ratings(self) -> dict[str, int]:
        """What is chosen, by scale."""
        found = {field.name: field.data for field in self.scale_fields()}
        return {key: value for key, value in found.items() if value is not None}

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for what is none."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def judgement_form(saved: Judged | None, *, is_own: bool, must_be_complete: bool) -> JudgementForm:
    """The questions about one member, with what is saved.

    Args:
        saved: what the viewer has said before.
        is_own: whether the viewer speaks of themself, and so can tell everything.
        must_be_complete: whether something must be said on each scale.
    """
    fields: dict[str, Any] = {}
    for scale in SCALES:
        choices = [SelectChoice(value, text) for value, text in scale.choices()]
        if not is_own:
            choices.append(SelectChoice(CANNOT_TELL, gettext("I cannot tell.")))
        missing = gettext("Choose what fits best: %(scale)s.", scale=scale.title)
        fields[scale.key] = RatingField(
            scale.title,
            choices=choices,
            coerce=int,
            validators=[InputRequired(missing) if must_be_complete else Optional()],
        )
    values: dict[str, Any] = {"version": str(saved.version if saved else 0)}
    if saved:
        values |= {**saved.ratings, "comment": saved.comment}
    form: JudgementForm = type("OneJudgementForm", (JudgementForm,), fields)(**values)
    return form
