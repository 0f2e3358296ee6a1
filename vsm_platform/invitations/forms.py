"""The forms of ways in: inviting one or many, open links, coming in, and guardians' consent."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from vsm_platform.accounts.api import AddressField, name_field, zone_field
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Partner, Role
from vsm_platform.invitations.actions.inviting import LIFE_DAYS
from vsm_platform.invitations.actions.joining import Newcomer
from vsm_platform.invitations.spreadsheets import BYTES_LIMIT, ENCODINGS, NAME_LENGTH
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import language_name, offered_languages

DAYS = (7, 14, 30, 90)
PLACES_LIMIT = 10_000
LONGEST_LINK = timedelta(days=366)


def _languages() -> list[SelectChoice]:
    return [SelectChoice(tag, language_name(tag).capitalize()) for tag in offered_languages()]


def _language_field(label: Any) -> SelectField:
    return SelectField(label, choices=_languages, validators=[InputRequired()])


def _days_field() -> SelectField:
    return SelectField(
        _l("How long the link is good"),
        coerce=int,
        default=LIFE_DAYS,
        validators=[InputRequired()],
    )


class _ForPartner(Form):
    """For which partner somebody is let in; without a choice where there is one only."""

    partnership = SelectField(
        _l("They take part with"),
        coerce=int,
        validators=[InputRequired(_l("Choose the partner."))],
    )

    def offer_partners(self, partners: Sequence[Partner]) -> None:
        """Set the partners to choose from."""
        self.partnership.choices = [(one.partnership_id, one.name) for one in partners]


class _Inviting(_ForPartner):
    language = _language_field(_l("Language of the message"))
    days = _days_field()

    def offer_days(self) -> None:
        """Set how long a link can be good."""
        self.days.choices = [(days, gettext("%(num)d days", num=days)) for days in DAYS]


class InviteForm(_Inviting):
    """One person to invite."""

    name = StringField(
        _l("Name"),
        description=_l("As you call the person; they can change it when they come in."),
        validators=[
            DataRequired(_l("Enter the person’s name.")),
            Length(max=NAME_LENGTH, message=_l("The name can have at most 120 characters.")),
        ],
    )
    address = AddressField(
        _l("E-mail address"),
        description=_l("We send the invitation there. Without one you pass the link on yourself."),
        validators=[Optional()],
        render_kw={"type": "email", "inputmode": "email"},
    )
    subject = SelectField(_l("What they come for"), choices=(), validators=[Optional()])

    def offer_subjects(self, choices: Sequence[tuple[str, str]]) -> None:
        """Set what somebody in this role can be invited to; without anything there is no field."""
        if choices:
            self.subject.choices = [("", gettext("Nothing in particular")), *choices]
        else:
            del self.subject

    def chosen_subject(self) -> tuple[str, int | None]:
        """Kind and id of what was chosen."""
        chosen = self.subject.data if "subject" in self else ""
        kind, _, number = (chosen or "").partition(":")
        return (kind, int(number)) if number else ("", None)


class ManyForm(_Inviting):
    """A list of people to invite."""

    role = RadioField(
        _l("They come as"),
        choices=[
            SelectChoice(Role.STUDENT.value, _l("Students")),
            SelectChoice(Role.FACILITATOR.value, _l("Teachers")),
        ],
        default=Role.STUDENT.value,
        validators=[InputRequired(_l("Choose one."))],
    )
    file = FileField(
        _l("A file"),
        description=_l("CSV, as every spreadsheet program saves it; at most 2 MB."),
    )
    encoding = SelectField(
        _l("If letters look wrong: how the file is written"),
        choices=[
            SelectChoice("", _l("Find out")),
            *(SelectChoice(name, name.upper().replace("CP", "Windows-")) for name in ENCODINGS),
        ],
        default="",
    )
    text = TextAreaField(
        _l("Or paste the list here"),
        description=_l("One person a line: the name, a comma or tab, and the e-mail address."),
    )

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


class SeedForm(Form):
    """What a batch's links are made of."""

    seed = HiddenField(validators=[DataRequired(), Length(max=64)])


class OpenLinkForm(_ForPartner):
    """A link for many."""

    places = IntegerField(
        _l("How many people can use it"),
        validators=[
            InputRequired(_l("Enter a number.")),
            NumberRange(1, PLACES_LIMIT, _l("Enter a number from 1 to 10,000.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    ends_on = DateField(
        _l("Last day"),
        validators=[InputRequired(_l("Enter the last day."))],
    )

    def validate_ends_on(self, field: DateField) -> None:
        today = clock.now().date()
        if field.data and not today <= field.data <= today + LONGEST_LINK:
            raise ValidationError(gettext("Enter a day within the next twelve months."))


class JoinForm(Form):
    """What somebody says on coming in; ``ask`` leaves out what is known or not to be asked."""

    display_name = name_field()
    timezone = zone_field()
    language = _language_field(_l("Language of your pages"))
    age = RadioField(
        _l("How old are you?"),
        description=_l("If you are under 18, your mother, father or guardian has to agree."),
        choices=[
            SelectChoice("adult", _l("18 or older")),
            SelectChoice("minor", _l("Under 18")),
        ],
        validators=[InputRequired(_l("Choose one."))],
    )
    stays = BooleanField(
        _l("This is my own phone or computer: keep me signed in for 30 days"),
    )

    def ask(self, *, who: bool, age: bool) -> None:
        """Leave out who it is, for people who are signed in, and the age, for grown-up roles."""
        if not who:
            del self.display_name
            del self.timezone
            del self.language
            del self.stays
        if not age:
            del self.age

    def newcomer(self) -> Newcomer:
        """What was said."""
        known = "display_name" not in self
        return Newcomer(
            display_name="" if known else self.display_name.data,
            timezone="" if known else self.timezone.data,
            language="" if known else self.language.data,
            is_minor="age" in self and self.age.data == "minor",
        )


class ConsentForm(Form):
    """What a guardian says."""

    guardian = StringField(
        _l("Your name"),
        validators=[
            DataRequired(_l("Enter your name.")),
            Length(max=NAME_LENGTH, message=_l("The name can have at most 120 characters.")),
        ],
        render_kw={"autocomplete": "name"},
    )
    agrees = BooleanField(
        _l("I am the mother, father or guardian, and I agree."),
        validators=[InputRequired(_l("Tick the box if you agree."))],
    )


class PaperForm(Form):
    """A consent that came on paper."""

    guardian = StringField(
        _l("Who signed it"),
        validators=[
            DataRequired(_l("Enter the guardian’s name.")),
            Length(max=NAME_LENGTH, message=_l("The name can have at most 120 characters.")),
        ],
    )
    received_on = DateField(
        _l("When you received it"),
        validators=[InputRequired(_l("Enter the day."))],
    )

    def validate_received_on(self, field: DateField) -> None:
        today = clock.now().date()
        if field.data and not date(2000, 1, 1) <= field.data <= today + timedelta(days=1):
            raise ValidationError(gettext("Enter a day that is not in the future."))
