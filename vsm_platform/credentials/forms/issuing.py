"""Whom something is issued to, why it ends, and who signs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.core import clock
from vsm_platform.credentials.actions.holding import Correction
from vsm_platform.credentials.actions.issuers import IssuerFacts
from vsm_platform.credentials.models import CredentialRevision
from vsm_platform.invitations.api import BYTES_LIMIT
from vsm_platform.web.forms import DayField, Form

REASON = [
    DataRequired(_l("Say why: it stays on record, and who holds it may read it.")),
    Length(max=500, message=_l("The reason can have at most 500 characters.")),
]


class PeopleForm(Form):
    """Whom to issue to, chosen by hand."""

    people = SelectMultipleField(
        _l("People"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_l("Choose at least one person."))],
    )


class ListForm(Form):
    """A list of people to issue to."""

    file = FileField(
        _l("A file"),
        description=_l("CSV, as every spreadsheet program saves it; at most 2 MB."),
    )
    text = TextAreaField(_l("Or paste the list here"))

    def validate_text(self, field: TextAreaField) -> None:
        if not field.data and not self.upload():
            raise ValidationError(gettext("Choose a file, or paste your list."))

    def upload(self) -> bytes:
        """What the file holds; nothing where none was chosen."""
        if not self.file.data:
            return b""
        self.file.data.stream.seek(0)
        content: bytes = self.file.data.stream.read(BYTES_LIMIT)
        return content


class ColumnsForm(Form):
    """Which column of a list is which; each field is a column's number from 1, or 0 for none."""

    def columns(self) -> list[SelectField]:
        """The fields in their order."""
        return [field for field in self if isinstance(field, SelectField)]

    def places(self) -> dict[str, int]:
        return {field.name: field.data - 1 for field in self.columns() if field.data}

    @classmethod
    def of_list(cls, header: Sequence[str], places: Mapping[str, int]) -> Self:
        """The form with the list's own columns."""
        form = cls(**{key: at + 1 for key, at in places.items()})
        choices = [SelectChoice(0, gettext("Not in this list"))]
        choices += [
            SelectChoice(n, gettext("%(number)d: %(text)s", number=n, text=cell[:60] or "–"))
            for n, cell in enumerate(header, 1)
        ]
        for field in form.columns():
            field.choices = choices
            field.data = field.data or 0
        return form


class PlacesForm(ColumnsForm):
    """The columns of a list of people."""

    number = SelectField(_l("Number in the sample"), coerce=int)
    address = SelectField(_l("E-mail address"), coerce=int)
    name = SelectField(_l("Name"), coerce=int)
    signed = SelectField(_l("Name on the credential, where it is another"), coerce=int)
    grade = SelectField(_l("Grade"), coerce=int)


class ConfirmForm(Form):
    """The day that stands in the credentials."""

    awarded_on = DayField(
        _l("Awarded on"),
        description=_l("The day that stands in each credential."),
        validators=[InputRequired(_l("Enter the day."))],
    )

    def validate_awarded_on(self, field: DayField) -> None:
        if field.data and field.data > clock.today(UTC):
            raise ValidationError(gettext("The day cannot lie in the future."))


class DecideForm(Form):
    """What the second person says."""

    decision = HiddenField()
    reason = StringField(
        _l("If not: why"),
        validators=[Length(max=500, message=_l("The reason can have at most 500 characters."))],
    )


class ReasonForm(Form):
    """Why something is taken back."""

    reason = StringField(_l("Why"), validators=REASON)


class CorrectionForm(ReasonForm):
    """What the newer form of a credential says."""

    name = StringField(
        _l("Name on the credential"),
        validators=[
            DataRequired(_l("Enter the name.")),
            Length(max=200, message=_l("The name can have at most 200 characters.")),
        ],
    )
    grade = StringField(
        _l("Grade"),
        validators=[Length(max=80, message=_l("The grade can have at most 80 characters."))],
    )
    expires_on = DayField(_l("Valid until"), description=_l("Empty where it never expires."))

    def validate_expires_on(self, field: DayField) -> None:
        if field.data and field.data <= clock.today(UTC):
            raise ValidationError(gettext("Enter a day in the future, or revoke it instead."))

    def correction(self) -> Correction:
        return Correction(
            " ".join(self.name.data.split()), self.grade.data or "", _end(self.expires_on.data),
            self.reason.data,
        )  # fmt: skip


def correction_form(revision: CredentialRevision) -> CorrectionForm:
    """The form with what stands there now."""
    until = revision.valid_until
    return CorrectionForm(
        name=revision.name, grade=revision.grade, expires_on=until.date() if until else None
    )


def _end(day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), UTC) if day else None


class IssuerForm(Form):
    """What administrators say of an issuer."""

    website = StringField(
        _l("Web page"),
        description=_l("Stands in each credential, such as https://www.example.edu"),
        validators=[Length(max=300, message=_l("The address can have at most 300 characters."))],
    )
    needs_approval = BooleanField(_l("A second person looks at each list before it is signed"))
    is_active = BooleanField(_l("New credentials are signed in its name"))

    keep_years = IntegerField(
        _l("Years to keep records"),
        description=_l(
            "After so many years names, grades and documents are emptied, and students no longer "
            "find them here; files that they took along go on verifying. Empty to keep them for good."
        ),
        validators=[
            Optional(),
            NumberRange(1, 100, _l("Enter a number of years from 1 to 100, or nothing.")),
        ],
    )
    papers_days = IntegerField(
        _l("Days to keep lists"),
        description=_l("Lists of people that were given to issue or decide, with their rows."),
        validators=[
            InputRequired(_l("Enter a number of days.")),
            NumberRange(30, 3650, _l("Enter a number of days from 30 to 3650.")),
        ],
    )

    def validate_website(self, field: StringField) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(gettext("Enter the whole address, beginning with https://"))

    def facts(self) -> IssuerFacts:
        return IssuerFacts(
            self.website.data or "",
            self.needs_approval.data,
            self.is_active.data,
            self.keep_years.data,
            self.papers_days.data,
        )


class NewIssuerForm(Form):
    """Who shall sign."""

    owner = RadioField(_l("Who shall sign?"), validators=[InputRequired(_l("Choose one."))])
