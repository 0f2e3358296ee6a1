"""The chooser's form."""

from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.validators import InputRequired

from vsm_platform.web.forms import Form


class CourseChoiceForm(Form):
    partnership = RadioField(
        lazy_gettext("Which exchange does this course belong to?"),
        coerce=int,
        validators=[InputRequired(lazy_gettext("Choose one of the exchanges."))],
    )
