"""The forms of those who decide."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from vsm_platform.admissions.actions.deciding import Decision, Verdict
from vsm_platform.admissions.models import Interview
from vsm_platform.admissions.words import INTERVIEWS, REASONS
from vsm_platform.core import clock
from vsm_platform.web.forms import DayField, Form, HourField

AT_ONCE = 200


class ChosenForm(Form):
    """Which applications, and what is to become of them; the next page asks for the words."""

    applications = SelectMultipleField(coerce=int, validate_choice=False)
    decision = StringField(validators=[AnyOf([one.value for one in Decision])])

    def validate_applications(self, field: SelectMultipleField) -> None:
        if not field.data or len(field.data) > AT_ONCE:
            raise ValidationError(gettext("Choose somebody first, and at most 200 at once."))


class VerdictForm(Form):
    """A decision with the words for the applicants."""

    applications = SelectMultipleField(coerce=int, validate_choice=False)
    decision = HiddenField(validators=[AnyOf([one.value for one in Decision])])
    reason = SelectField(
        _l("Why"),
        choices=[
            SelectChoice("", _l("Choose a reason")),
            *(SelectChoice(*reason) for reason in REASONS.items()),
        ],
        description=_l("Each of them reads it, in their own language."),
        # Only a refusal asks for one.
        validate_choice=False,
    )
    reason_text = TextAreaField(
        _l("In your own words"),
        validators=[Length(max=1000, message=_l("Use at most 1,000 characters."))],
    )
    confirmed = HiddenField()

    def validate_reason(self, field: SelectField) -> None:
        is_listed = field.data in REASONS
        if (field.data or self.decision.data == Decision.REFUSE) and not is_listed:
            raise ValidationError(gettext("Say why: everybody who applied may know the reason."))

    def validate_reason_text(self, field: TextAreaField) -> None:
        if self.reason.data == "other" and not field.data:
            raise ValidationError(gettext("Write the reason."))

    def verdict(self) -> Verdict:
        """What was decided, once it is valid."""
        return Verdict(
            Decision(self.decision.data), self.reason.data or "", self.reason_text.data or ""
        )


class InterviewForm(Form):
    """When and where an interview takes place, on the reader's own clock."""

    day = DayField(_l("Day"), validators=[InputRequired(_l("Enter the day."))])
    time = HourField(_l("Time"), validators=[InputRequired(_l("Enter the time, such as 14:30."))])
    where = StringField(
        _l("Where"),
        description=_l("The address of your video call, or a room."),
        validators=[
            InputRequired(_l("Say where.")),
            Length(max=500, message=_l("Use at most 500 characters.")),
        ],
    )
    timezone: str = "UTC"

    def instant(self) -> datetime:
        """The moment that is meant, in UTC."""
        local = datetime.combine(self.day.data, self.time.data, ZoneInfo(self.timezone))
        return local.astimezone(UTC)

    def validate_time(self, field: HourField) -> None:
        if not self.day.data or not field.data:
            return
        instant = self.instant()
        if instant.astimezone(ZoneInfo(self.timezone)).time() != field.data:
            message = gettext("The clocks go forward in that hour; it does not exist that day.")
            raise ValidationError(message)
        if instant <= clock.now():
            raise ValidationError(gettext("That is in the past."))


def interview_form(timezone: str) -> InterviewForm:
    """The form for a reader in this zone."""
    form_class = type("OwnInterviewForm", (InterviewForm,), {"timezone": timezone})
    form: InterviewForm = form_class(prefix="interview-")
    return form


class ResultForm(Form):
    """How an interview went."""

    result = RadioField(
        _l("How it went"),
        choices=[
            SelectChoice(name.value, INTERVIEWS[name])
            for name in (Interview.INVITED, Interview.HELD, Interview.MISSED)
        ],
        validators=[InputRequired(_l("Choose an answer."))],
    )
    note = TextAreaField(
        _l("Your note"),
        description=_l(
            "For those who decide. Applicants do not see it here, and may ask for it by law."
        ),
        validators=[Length(max=3000, message=_l("Use at most 3,000 characters."))],
    )


class ConfirmAnswerForm(Form):
    """Whether faculty has seen the proof."""

    criterion = HiddenField()
    seen = StringField(validators=[AnyOf(["yes", "no"])])


class MovingForm(Form):
    """Whether the waiting list moves up by itself."""

    moves = StringField(validators=[AnyOf(["yes", "no"])])
