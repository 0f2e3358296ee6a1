"""The forms of files: what a file is, where it goes, and a folder."""

from collections.abc import Sequence
from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from vsm_platform.content.files.actions.editing import FileFacts
from vsm_platform.content.files.models import File
from vsm_platform.content.files.names import LONGEST, safe_name
from vsm_platform.exchanges.api import find_language, language_list
from vsm_platform.web.forms import Form


class FilesForm(Form):
    """The plain form, for browsers in which no script runs."""

    files = MultipleFileField()


class FileForm(Form):
    """What people say of a file."""

    name = StringField(
        _l("Name"),
        description=_l("With its ending, such as .pdf, so that everybody’s computer can open it."),
        validators=[
            DataRequired(_l("Enter a name.")),
            Length(max=LONGEST, message=_l("A name can have at most 200 characters.")),
        ],
    )
    alt_text = TextAreaField(
        _l("What the picture shows"),
        description=_l(
            "For people who do not see it: a screen reader reads this aloud. One or two sentences."
        ),
        validators=[Length(max=500, message=_l("Write at most 500 characters."))],
    )
    description = TextAreaField(
        _l("What it is for"),
        description=_l("One or two sentences, if the name does not say it."),
        validators=[Length(max=2000, message=_l("Write at most 2,000 characters."))],
    )
    language = StringField(
        _l("Its language"),
        description=_l("For example: Spanish. A screen reader needs to know."),
    )
    licence = StringField(
        _l("Licence"),
        description=_l("For example: CC BY 4.0, by the University of Samoa."),
        validators=[Length(max=200, message=_l("Write at most 200 characters."))],
    )

    @classmethod
    def of(cls, file: File) -> Self:
        """The form with what is known of a file; its language by name, as people enter it."""
        return cls(
            name=file.name,
            description=file.description,
            alt_text=file.alt_text,
            language=language_list([file.language] if file.language else []),
            licence=file.licence,
        )

    def validate_name(self, field: StringField) -> None:
        if safe_name(field.data or "", "") == "":
            raise ValidationError(gettext("Enter a name with letters or digits in it."))

    def validate_language(self, field: StringField) -> None:
        if field.data and find_language(field.data) is None:
            raise ValidationError(
                gettext("We do not know this language; write for example Spanish.")
            )

    def facts(self, alt_text: str) -> FileFacts:
        """What was entered; ``alt_text`` stays for what is no picture."""
        return FileFacts(
            name=self.name.data or "",
            description=self.description.data or "",
            alt_text=self.alt_text.data or "" if "alt_text" in self else alt_text,
            language=find_language(self.language.data or "") or "",
            licence=self.licence.data or "",
        )


class MoveForm(Form):
    """Into which folder."""

    folder = SelectField(_l("Folder"), choices=[])

    def offer(self, topmost: str, folders: Sequence[tuple[int, str]]) -> None:
        self.folder.choices = [("", topmost), *((str(key), name) for key, name in folders)]


class FolderForm(Form):
    """A folder's name, and who may add to it."""

    name = StringField(
        _l("Name of the folder"),
        validators=[
            DataRequired(_l("Enter a name.")),
            Length(max=120, message=_l("A name can have at most 120 characters.")),
        ],
    )
    is_open = BooleanField(_l("Students may add files here"))
