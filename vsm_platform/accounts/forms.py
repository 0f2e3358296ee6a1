"""The forms of people: welcome, profile, the administrator's invitation, and coming back."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from vsm_platform.accounts.addresses import normal_address
from vsm_platform.accounts.passkeys import LONGEST
from vsm_platform.accounts.return_codes import read_return_code
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import language_name, offered_languages
from vsm_platform.web.zones import ZONES, ZoneField


def name_field() -> StringField:
    return StringField(
        _l("Your name, as others in the course see it"),
        validators=[
            DataRequired(_l("Enter the name by which the others may call you.")),
            Length(max=120, message=_l("The name can have at most 120 characters.")),
        ],
        render_kw={"autocomplete": "name"},
    )


def zone_field() -> ZoneField:
    return ZoneField(
        _l("Where your clock stands"),
        description=_l(
            "All times in the course are shown on this clock. If your town is not in the list, "
            "choose one with the same time."
        ),
        validators=[
            InputRequired(_l("Choose a place from the list.")),
            AnyOf(ZONES, _l("Choose a place from the list.")),
        ],
    )


class WelcomeForm(Form):
    display_name = name_field()
    timezone = zone_field()


def locale_choices() -> list[SelectChoice]:
    """The offered languages, each in its own words, after “as my browser”."""
    languages = [SelectChoice(tag, language_name(tag).capitalize()) for tag in offered_languages()]
    return [SelectChoice("", _l("As my learning platform or browser says")), *languages]


class ProfileForm(Form):
    display_name = name_field()
    timezone = zone_field()
    locale = SelectField(_l("Language of the pages"), choices=locale_choices)


class AdministratorForm(Form):
    display_name = StringField(
        _l("Your name"),
        validators=[
            DataRequired(_l("Enter your name; it stands in the audit log.")),
            Length(max=120, message=_l("The name can have at most 120 characters.")),
        ],
        render_kw={"autocomplete": "name"},
    )


class AddressField(StringField):
    """An e-mail address; ``normal`` is the form in which it is kept."""

    normal: str = ""

    def pre_validate(self, _form: Any) -> None:
        found = normal_address(self.data or "")
        if self.data and found is None:
            raise ValidationError(gettext("Enter an address like name@example.org."))
        self.normal = found or ""


class AddressForm(Form):
    """Where to send a code."""

    address = AddressField(
        _l("Your e-mail address"),
        validators=[DataRequired(_l("Enter your e-mail address."))],
        render_kw={"type": "email", "inputmode": "email"},
    )


class DigitsField(StringField):
    """Six digits, in any script that has digits; ``read`` is what they are."""

    read: str = ""

    def pre_validate(self, _form: Any) -> None:
        digits = [sign for sign in self.data or "" if sign.isdecimal()]
        self.read = "".join(str(int(digit)) for digit in digits)
        if len(digits) != 6:
            raise ValidationError(gettext("Enter the six digits of the code."))


def _stays_field() -> BooleanField:
    return BooleanField(
        _l("This is my own phone or computer: keep me signed in for 30 days"),
    )


class CodeDigitsForm(Form):
    """The code that was sent."""

    digits = DigitsField(
        _l("The six digits from the e-mail"),
        validators=[DataRequired(_l("Enter the six digits of the code."))],
        render_kw={"inputmode": "numeric", "maxlength": 12},
    )

    def refuse(self, *, over: bool) -> None:
        """Say that the digits open nothing."""
        message = (
            gettext("This code is no longer good. Have a new one sent to you.")
            if over
            else gettext("These are not the digits that we sent. Look at the newest e-mail.")
        )
        self.digits.errors = [message]


class DigitsForm(CodeDigitsForm):
    """The code with which somebody comes in."""

    stays = _stays_field()


class ReturnCodeField(StringField):
    """Twelve signs; ``read`` is their one form."""

    read: str = ""

    def pre_validate(self, _form: Any) -> None:
        found = read_return_code(self.data or "")
        if self.data and found is None:
            raise ValidationError(
                gettext("A return code has twelve letters and digits, such as AB2C-DE3F-GH4J.")
            )
        self.read = found or ""


class ReturnCodeForm(Form):
    """The code on paper."""

    code = ReturnCodeField(
        _l("Your return code"),
        description=_l("Twelve letters and digits. Small letters and spaces do not matter."),
        validators=[DataRequired(_l("Enter your return code."))],
        render_kw={"autocapitalize": "characters", "maxlength": 40},
    )
    stays = _stays_field()

    def refuse(self) -> None:
        """Say that nobody has this code."""
        message = gettext(
            "Nobody has this code. Compare it with your paper, or ask whoever invited you for a "
            "new one."
        )
        self.code.errors = [message]


class PasskeyForm(Form):
    """What the page's script sends of a device's answer."""

    token = HiddenField(validators=[DataRequired(), Length(max=1000)])
    answer = HiddenField(validators=[DataRequired(), Length(max=LONGEST)])
    stays = _stays_field()


class ErasureForm(Form):
    """That somebody wants it, and knows what will be."""

    is_sure = BooleanField(
        _l("I have read what will be gone and what stays."),
        validators=[InputRequired(_l("Tick the box if you want this."))],
    )


class RequestForm(Form):
    """That who asks on somebody's behalf knows who it is."""

    is_sure = BooleanField(
        _l("I have checked that this person asked for it."),
        validators=[InputRequired(_l("Make sure that it is this person who asked."))],
    )
