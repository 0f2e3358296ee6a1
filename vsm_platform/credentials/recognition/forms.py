"""What offices enter: a decision, its reason, lists of decisions, and grading tables."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from vsm_platform.credentials.fields import FIELDS
from vsm_platform.credentials.forms.issuing import ColumnsForm, ListForm
from vsm_platform.credentials.recognition.decisions import Decision
from vsm_platform.credentials.recognition.grading import ROWS_LIMIT, WrongTable, read_rows
from vsm_platform.credentials.recognition.models import GradingTable, Recognition
from vsm_platform.credentials.recognition.proposals import Proposal
from vsm_platform.invitations.api import read_table
from vsm_platform.web.forms import Form, NumberField, number_text

MOST_CREDIT = 1000


def _at_most(length: int) -> Length:
    message = _l("This can have at most %(length)d characters.", length=length)
    return Length(max=length, message=message)


class DecisionForm(Form):
    """What the home university makes of one credential."""

    answer = RadioField(
        _l("Does your university recognise it?"),
        choices=[
            SelectChoice("yes", _l("Yes, it counts towards the degree")),
            SelectChoice("no", _l("No, it bears no credit here")),
        ],
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    credits = NumberField(
        _l("Credits"),
        description=_l("In your own scheme, such as 3 or 4.5. Empty where it counts without any."),
    )
    scheme = StringField(
        _l("Counted in"),
        description=_l("Such as ECTS or US credit hours."),
        validators=[_at_most(40)],
    )
    grade = StringField(
        _l("Grade"), description=_l("In your own scale."), validators=[_at_most(80)]
    )
    reason = TextAreaField(
        _l("Reason or remark"),
        description=_l("The student reads it, and it is signed. Needed where there is no credit."),
        validators=[_at_most(500)],
    )
    why = StringField(
        _l("Why you change the decision"),
        description=_l("Stays on record."),
        validators=[_at_most(500)],
    )
    seen = HiddenField()
    """The revision that stood on the page."""

    def validate_credits(self, field: NumberField) -> None:
        if field.number is not None and not 0 < field.number <= MOST_CREDIT:
            raise ValidationError(gettext("Enter a number above 0, or leave it empty."))

    def validate_scheme(self, field: StringField) -> None:
        if self.answer.data == "yes" and self.credits.number is not None and not field.data:
            raise ValidationError(gettext("Say in what the credits are counted, such as ECTS."))

    def validate_reason(self, field: TextAreaField) -> None:
        if self.answer.data == "no" and not field.data:
            raise ValidationError(gettext("Say why there is no credit: the student reads it."))

    def validate_why(self, field: StringField) -> None:
        if self.revision and not field.data:
            raise ValidationError(gettext("Say why you change it."))

    @property
    def revision(self) -> int:
        """Which decision stood on the page; 0 for none."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def decision(self) -> Decision:
        reason = self.reason.data or ""
        if self.answer.data != "yes":
            return Decision(is_recognised=False, reason=reason)
        amount = self.credits.number
        scheme = self.scheme.data or "" if amount is not None else ""
        return Decision(True, scheme, amount, self.grade.data or "", reason)


def decision_form(before: Recognition | None, proposal: Proposal) -> DecisionForm:
    """The form with what was decided before, or else with what is proposed."""
    if before is not None:
        said = Decision(
            before.is_recognised, before.scheme, before.credits, before.grade, before.reason
        )
    elif proposal.is_whole_course:
        said = proposal.decision()
    else:
        said = Decision(True, proposal.scheme, None, proposal.grade)
    form = DecisionForm(
        answer="yes" if said.is_recognised else "no",
        credits=number_text(said.credits),
        scheme=said.scheme or proposal.scheme,
        grade=said.grade,
        reason=said.reason,
        seen=str(before.revision if before else 0),
    )
    # Whoever changes a decision says why; the label must not call it optional.
    form.why.flags.required = form.revision > 0
    return form


class ByTermsForm(Form):
    """Everything that waits, as the terms say."""

    exchange = HiddenField()
    grades = BooleanField(_l("With the grades that the grading tables propose"), default=True)


class PracticeForm(Form):
    """How an office works."""

    days = IntegerField(
        _l("Days to decide"),
        description=_l("Counted from the day of the award. Erasmus+ gives five weeks, 35 days."),
        validators=[
            InputRequired(_l("Enter a number of days.")),
            NumberRange(1, 730, _l("Enter a number of days from 1 to 730.")),
        ],
    )


class PlacesForm(ColumnsForm):
    """The columns of a list of decisions."""

    number = SelectField(_l("Number in the sample"), coerce=int)
    address = SelectField(_l("E-mail address"), coerce=int)
    name = SelectField(_l("Name"), coerce=int)
    answer = SelectField(_l("Recognised: yes or no"), coerce=int)
    credits = SelectField(_l("Credits"), coerce=int)
    scheme = SelectField(_l("Counted in"), coerce=int)
    grade = SelectField(_l("Grade"), coerce=int)
    reason = SelectField(_l("Reason or remark"), coerce=int)


class GradingTableForm(ListForm):
    """How often each passing grade is given."""

    name = StringField(
        _l("Scale"),
        description=_l("As your terms name it, such as German grades 1 to 5."),
        validators=[DataRequired(_l("Name the scale.")), _at_most(80)],
    )
    isced = SelectField(_l("Field of study"))
    years = StringField(
        _l("From the years"),
        description=_l("Such as 2023 to 2025. The last two years at least make a sound table."),
        validators=[_at_most(40)],
    )
    file = FileField(
        _l("A file"), description=_l("CSV with two columns: grade, and how many had it.")
    )
    text = TextAreaField(
        _l("Or write the grades here"),
        description=_l(
            "One passing grade in each line, the best first, and how many had it: A; 12"
        ),
    )
    rows: list[list[object]]

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.isced.choices = [
            SelectChoice("", gettext("All fields")),
            *(SelectChoice(code, f"{code} {name}") for code, name in FIELDS.items()),
        ]
        self.rows = []

    def validate_text(self, field: TextAreaField) -> None:
        content = self.upload() or field.data or ""
        if not content:
            raise ValidationError(gettext("Choose a file, or write the grades."))
        try:
            self.rows = read_rows(read_table(content).rows)
        except WrongTable as wrong:
            raise ValidationError(_wrong(wrong)) from None


def _wrong(wrong: WrongTable) -> str:
    said = {
        "number": gettext("Row %(row)d has no number after its grade.", row=wrong.row),
        "twice": gettext("The grade of row %(row)d stands there twice.", row=wrong.row),
        "short": gettext("A table needs two grades at least."),
        "long": gettext("A table can have at most %(rows)d grades.", rows=ROWS_LIMIT),
        "nobody": gettext("Somebody must have had one of the grades."),
    }
    return str(said[wrong.code])


def table_form(table: GradingTable | None) -> GradingTableForm:
    """The form with what stands there now."""
    if table is None:
        return GradingTableForm()
    lines = [f"{grade}; {number_text(number)}" for grade, number in table.rows]
    return GradingTableForm(
        name=table.name, isced=table.isced, years=table.years, text="\n".join(lines)
    )
