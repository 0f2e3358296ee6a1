"""The forms of the welcome page, the profile and the administrator's invitation."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from vsm_platform.web.forms import Form
from vsm_platform.web.languages import language_name, offered_languages
from vsm_platform.web.zones import ZONES, ZoneField


def _name_field() -> StringField:
    return StringField(
        _l("Your name, as others in the course see it"),
        validators=[
            DataRequired(_l("Enter the name by which the others may call you.")),
            Length(max=120, message=_l("The name can have at most 120 characters.")),
        ],
        render_kw={"autocomplete": "name"},
    )


def _zone_field() -> ZoneField:
    return ZoneField(
        _l("Where your clock stands"),
        description=_l("All times in the course are shown on this clock."),
        validators=[
            InputRequired(_l("Choose a place from the list.")),
            AnyOf(ZONES, _l("Choose a place from the list.")),
        ],
    )


class WelcomeForm(Form):
    display_name = _name_field()
    timezone = _zone_field()


def locale_choices() -> list[SelectChoice]:
    """The offered languages, each in its own words, after “as my browser”."""
    languages = [SelectChoice(tag, language_name(tag).capitalize()) for tag in offered_languages()]
    return [SelectChoice("", _l("As my learning platform or browser says")), *languages]


class ProfileForm(Form):
    display_name = _name_field()
    timezone = _zone_field()
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
