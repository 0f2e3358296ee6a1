"""What somebody wants to have checked."""

from contextlib import closing
from functools import cached_property

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField, TextAreaField, ValidationError

from vsm_platform.credentials.standards.api import LARGEST_FILE
from vsm_platform.web.forms import Form


class VerifyForm(Form):
    """A file or a text."""

    file = FileField(
        _l("The file"),
        description=_l(
            "JSON, a badge picture (PNG or SVG), a certificate (PDF) or a token; at most 8 MB."
        ),
    )
    text = TextAreaField(
        _l("Or paste the text"),
        description=_l("It begins with “{” or with “eyJ”."),
    )

    def validate_text(self, field: TextAreaField) -> None:
        if not field.data and not self.content():
            raise ValidationError(gettext("Choose a file, or paste the text."))

    def content(self) -> bytes | str:
        """The file, or else the text."""
        return self._file or str(self.text.data or "")

    @cached_property
    def _file(self) -> bytes:
        """One byte more than is allowed is enough to see that it is too much."""
        if not self.file.data:
            return b""
        with closing(self.file.data) as file:
            found: bytes = file.stream.read(LARGEST_FILE + 1)
        return found
