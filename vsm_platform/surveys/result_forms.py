"""What is written on the pages of results: tags, words to take out, changes, testimonials."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length

from vsm_platform.surveys.actions.changes import ChangeFacts
from vsm_platform.surveys.actions.testimonials import Statement
from vsm_platform.web.forms import DayField, Form

NOBODY = 0
_LONG = _l("This can have at most %(max)d characters.")


class TagForm(Form):
    """A tag for the texts that are ticked."""

    tag = StringField(
        _l("Tag"),
        description=_l("A few words, such as: more interaction. Ticked texts get it."),
        validators=[DataRequired(_l("Enter a tag.")), Length(max=60, message=_LONG)],
    )
    texts = SelectMultipleField(_l("Texts"), validate_choice=False)

    def validate_texts(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(gettext("Tick the texts that get the tag."))


class WordsForm(Form):
    """Words that are taken out of every text."""

    words = StringField(
        _l("Words to take out"),
        description=_l("Exactly as they stand there, such as a nickname. It cannot be undone."),
        validators=[
            DataRequired(_l("Enter the words.")),
            Length(min=2, max=80, message=_l("Enter 2 to 80 characters.")),
        ],
    )


class ChangeForm(Form):
    """You said, we changed."""

    said = TextAreaField(
        _l("You said"),
        description=_l("What the result says, in a sentence that students recognise."),
        validators=[DataRequired(_l("Enter what was said.")), Length(max=500, message=_LONG)],
    )
    changed = TextAreaField(
        _l("We change"),
        description=_l("What will be different, or why it stays as it is."),
        validators=[DataRequired(_l("Enter what changes.")), Length(max=500, message=_LONG)],
    )
    owner = SelectField(_l("Who sees to it"), coerce=int, default=NOBODY)
    due_on = DayField(_l("Until when"))
    is_done = BooleanField(_l("It is done"))
    outcome = TextAreaField(
        _l("What came of it"),
        description=_l("For the report at the end."),
        validators=[Length(max=500, message=_LONG)],
    )
    is_published = BooleanField(_l("Show it to students"))

    def facts(self, survey_id: int | None = None, column: str = "") -> ChangeFacts:
        return ChangeFacts(
            said=self.said.data,
            changed=self.changed.data,
            owner_id=self.owner.data or None,
            due_on=self.due_on.data,
            is_done=bool(self.is_done.data),
            outcome=self.outcome.data or "",
            is_published=bool(self.is_published.data),
            survey_id=survey_id,
            column=column,
        )


class TestimonialForm(Form):
    """What somebody says in public, and the consent without which it is not kept."""

    text = TextAreaField(
        _l("What you would tell others"),
        description=_l("A few sentences. Leave out names of others."),
        validators=[Length(max=600, message=_LONG)],
    )
    video = StringField(
        _l("Address of a video"),
        description=_l("Instead of a text, or beside it: a link that begins with https."),
        validators=[Length(max=300, message=_LONG)],
    )
    shows_name = BooleanField(_l("Show my name; without it, only my university is shown"))
    consent = BooleanField(
        _l("I agree that this is shown in public on the programme’s page until I take it back")
    )

    def validate_video(self, field: Any) -> None:
        if not field.data:
            return
        try:
            address = urlsplit(field.data)
        except ValueError:
            address = urlsplit("")
        is_plain = field.data.isascii() and not any(map(str.isspace, field.data))
        if address.scheme != "https" or "." not in address.netloc or "@" in address.netloc:
            is_plain = False
        if not is_plain:
            raise ValidationError(gettext("Enter an address that begins with https://."))

    def validate_consent(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(gettext("Without your agreement it is not kept or shown."))
        if not self.text.data and not self.video.data:
            raise ValidationError(gettext("Enter a text or the address of a video."))

    def statement(self, language: str) -> Statement:
        return Statement(
            self.text.data or "", self.video.data or "", bool(self.shows_name.data), language
        )
