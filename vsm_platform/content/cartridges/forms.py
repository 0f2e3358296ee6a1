"""The forms of cartridges: a file from this device, or one that lies in the exchange."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from vsm_platform.web.forms import Form


class UploadForm(Form):
    """A cartridge from this device."""

    cartridge = FileField(
        _l("Choose the cartridge (.imscc)"),
        validators=[FileRequired(_l("Choose a file that your LMS has exported."))],
    )


class ChooseForm(Form):
    """A cartridge that lies in the files of the exchange."""

    file_id = SelectField(
        _l("A cartridge in the files of this exchange"),
        coerce=int,
        validate_choice=True,
    )


class StepForm(Form):
    """A button."""
