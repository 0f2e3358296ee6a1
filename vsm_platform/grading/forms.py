"""The forms of grading: a new mark, a column, and a page of marks."""

import hashlib
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from vsm_platform.grading.actions.columns import ColumnWish
from vsm_platform.grading.actions.scores import Mark
from vsm_platform.grading.queries.marks import MarkLine
from vsm_platform.web.forms import Form, NumberField, number_text

LARGEST = 10_000
COMMENT = 1_000
STEPS = ("1", "0.5", "0.25", "0.1", "0.01")


def _check_maximum(_form: Form, field: NumberField) -> None:
    if field.number is None or not 0 < field.number <= LARGEST:
        raise ValidationError(gettext("Enter a number above 0, at most 10,000."))


class MeasureForm(Form):
    """A mark that teachers give by hand."""

    title = StringField(
        _l("What is marked"),
        description=_l("For example: Essay on the ocean. Students read this beside their mark."),
        validators=[
            DataRequired(_l("Enter what is marked.")),
            Length(max=200, message=_l("The title can have at most 200 characters.")),
        ],
    )
    maximum = NumberField(
        _l("Full marks"),
        description=_l("The scale of the exchange. Each university converts it to its own."),
        validators=[InputRequired(_l("Enter the full marks.")), _check_maximum],
    )


class ColumnForm(Form):
    """A university's column for a measure."""

    label = StringField(
        _l("Name of the column"),
        description=_l("As it stands in your gradebook."),
        validators=[
            DataRequired(_l("Enter a name.")),
            Length(max=200, message=_l("The name can have at most 200 characters.")),
        ],
    )
    maximum = NumberField(
        _l("Full marks on your scale"),
        description=_l("For example 100, 20 or 10."),
        validators=[InputRequired(_l("Enter the full marks.")), _check_maximum],
    )
    step = SelectField(
        _l("Rounded to"),
        choices=[SelectChoice(step, step) for step in STEPS],
        validators=[InputRequired()],
    )

    def wish(self) -> ColumnWish:
        """What was chosen, once it is valid."""
        return ColumnWish(self.label.data, self.maximum.number or 0, float(self.step.data))


class AgainForm(Form):
    """One delivery, or none for all that failed."""

    delivery = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])


class MarksForm(Form):
    """A page of marks; made by ``marks_form``."""

    lines: Sequence[MarkLine] = ()
    maximum: float = 0

    def rows(self) -> list[tuple[MarkLine, NumberField, StringField, HiddenField]]:
        """Each student with the fields for value, comment, and what was shown."""
        return [(line, *(self[name] for name in _names(line))) for line in self.lines]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for _line, value, _comment, _seen in self.rows():
            if value.number is not None and value.number > self.maximum:
                message = gettext("At most %(maximum)s.", maximum=number_text(self.maximum))
                value.errors = [*value.errors, message]
                valid = False
        return valid

    def marks(self) -> list[Mark]:
        """The marks that were changed on the page."""
        return [
            Mark(
                line.enrolment_id,
                value.number,
                comment.data or "",
                seen_version=_version(seen.data),
            )
            for line, value, comment, seen in self.rows()
            if _token(_version(seen.data), value.number, comment.data or "") != seen.data
        ]

    def show_conflicts(self, enrolment_ids: frozenset[int]) -> None:
        """Say at the fields what somebody else has entered; saving again then replaces it."""
        for line, value, _comment, seen in self.rows():
            if line.enrolment_id in enrolment_ids:
                present = number_text(line.value) or gettext("nothing")
                message = gettext(
                    "Somebody else has entered %(value)s meanwhile. Save again to replace it.",
                    value=present,
                )
                value.errors = [*value.errors, message]
                seen.data = seen_token(line)


def _names(line: MarkLine) -> tuple[str, str, str]:
    key = line.enrolment_id
    return f"value_{key}", f"comment_{key}", f"seen_{key}"


def _token(version: int, value: float | None, comment: str) -> str:
    shown = f"{number_text(value)}|{comment}".encode()
    return f"{version}-{hashlib.sha256(shown).hexdigest()[:16]}"


def seen_token(line: MarkLine) -> str:
    """What the page shows of a student: version, and a digest by which a change is known."""
    return _token(line.version, line.value, line.comment)


def _version(token: str | None) -> int:
    number = (token or "").partition("-")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else -1


def marks_form(lines: Sequence[MarkLine], maximum: float) -> MarksForm:
    """A form with the marks of these students, as they stand or as they were typed."""
    fields: dict[str, Any] = {}
    values: dict[str, str] = {}
    for line in lines:
        value, comment, seen = _names(line)
        fields[value] = NumberField(gettext("Mark of %(name)s", name=line.name))
        too_long = _l("A comment can have at most 1,000 characters.")
        fields[comment] = StringField(
            gettext("Comment for %(name)s", name=line.name),
            validators=[Length(max=COMMENT, message=too_long)],
        )
        fields[seen] = HiddenField()
        values |= {value: number_text(line.value), comment: line.comment, seen: seen_token(line)}
    form_class = type(
        "PageOfMarksForm", (MarksForm,), {**fields, "lines": lines, "maximum": maximum}
    )
    form: MarksForm = form_class(**values)
    return form
