"""The forms of discussions: each works by itself, the script only makes it better."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Self
from uuid import uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from vsm_platform.discussion.models import REASON, TEXT, TITLE, WORDS, FileKind, Rhythm
from vsm_platform.discussion.queries.attachments import Attached
from vsm_platform.discussion.scoring import Rule
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import language_name, offered_languages

LANGUAGES = "ar de en es fr hi id it ja ko pt ru si sm vi zh".split()  # noqa: SIM905 (a list of words)
_KEY = re.compile(r"[0-9A-Za-z-]{8,40}")
NUMBER = 10**9


class KeyField(HiddenField):
    """A key that the form was given, by which the same form sent twice is known."""

    @property
    def key(self) -> str | None:
        return self.data if _KEY.fullmatch(self.data or "") else None


class NumberHidden(HiddenField):
    """A number that the page wrote into the form; 0 where there is none to be read."""

    @property
    def number(self) -> int:
        text = self.data or ""
        return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0


def new_key() -> str:
    """A key for a form that is drawn now."""
    return uuid4().hex


def _text(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        validators=[
            DataRequired(_l("Write something first.")),
            Length(max=TEXT, message=_l("A post can have at most 20,000 characters.")),
        ],
    )


def _title() -> StringField:
    return StringField(
        _l("Title"),
        description=_l("What it is about, in a few words."),
        validators=[
            DataRequired(_l("Enter a title.")),
            Length(max=TITLE, message=_l("The title can have at most 200 characters.")),
        ],
    )


class ReplyForm(Form):
    """A post below a topic."""

    text = _text(_l("Your post"))
    is_anonymous = BooleanField(
        _l("Do not show my name to the other students"),
        description=_l("Your teachers still see who you are."),
    )
    to = NumberHidden()
    seen = NumberHidden()
    client_key = KeyField()


class TopicForm(Form):
    """A new topic with its prompt."""

    title = _title()
    text = _text(_l("What do you want to say or ask?"))
    is_anonymous = BooleanField(
        _l("Do not show my name to the other students"),
        description=_l("Your teachers still see who you are."),
    )
    is_pinned = BooleanField(_l("Keep it on top of the list"))
    may_be_anonymous = BooleanField(
        _l("Students can post without showing their names to each other")
    )
    client_key = KeyField()


class EditForm(Form):
    """A change of a post."""

    title = _title()
    text = _text(_l("Your post"))
    language = SelectField(
        _l("Language of the post"),
        description=_l("It was guessed. Correct it, so that it is read aloud and translated well."),
        validators=[Optional()],
    )
    base_version = NumberHidden()
    client_key = KeyField()

    def offer_languages(self, languages: Iterable[str], present: str) -> None:
        """Let a language be chosen: the exchange's, the product's, and some more."""
        tags = dict.fromkeys([*languages, *offered_languages(), *LANGUAGES])
        if present:
            tags.setdefault(present)
        self.language.choices = [
            SelectChoice("", gettext("Not said")),
            *(SelectChoice(tag, language_name(tag)) for tag in tags),
        ]


class DraftForm(Form):
    """What a browser saves by itself while somebody writes."""

    place = StringField(validators=[DataRequired(), Length(max=60)])
    title = StringField(validators=[Length(max=TITLE)])
    text = TextAreaField(validators=[Length(max=TEXT)])


class ReasonForm(Form):
    """Why a post is reported or hidden."""

    reason = TextAreaField(
        _l("Why?"),
        validators=[
            DataRequired(_l("Say why, in a sentence.")),
            Length(max=REASON, message=_l("The reason can have at most 500 characters.")),
        ],
    )


class SpaceForm(Form):
    """How a space works."""

    students_open = BooleanField(_l("Students can begin topics"))
    slow_minutes = IntegerField(
        _l("Minutes that a student waits between two posts in a topic"),
        description=_l("0 for not at all. Some minutes cool a hot discussion down."),
        validators=[NumberRange(0, 1440, _l("Enter a number of minutes from 0 to 1,440."))],
    )


_RHYTHMS = [
    SelectChoice(Rhythm.DAILY.value, _l("every day")),
    SelectChoice(Rhythm.WEEKLY.value, _l("every Monday")),
    SelectChoice(Rhythm.NEVER.value, _l("never")),
]


class LettersForm(Form):
    """Which letters somebody wants."""

    mentions = BooleanField(_l("Tell me by e-mail when somebody mentions me"))
    rhythm = RadioField(
        _l("Tell me by e-mail what is new"),
        description=_l("In your morning, and only if there is something."),
        choices=_RHYTHMS,
        validators=[DataRequired(_l("Choose one."))],
    )
    here = SelectField(
        _l("In this exchange"),
        choices=[SelectChoice("", _l("as in all others")), *_RHYTHMS],
        validators=[Optional()],
    )


class TargetForm(Form):
    """Into which language."""

    target = SelectField(_l("Language"), validators=[DataRequired(_l("Choose a language."))])

    def offer(self, tags: Iterable[str]) -> None:
        """Let one of these be chosen."""
        self.target.choices = [SelectChoice(tag, language_name(tag)) for tag in tags]


class CourseForm(Form):
    """What holds for the whole course's discussion."""

    translates = BooleanField(_l("Posts can be translated by a machine"))


def _number(label: Any, hint: Any, most: int) -> IntegerField:
    message = _l("Enter a number from 0 to %(most)d.", most=most)
    return IntegerField(
        label, description=hint, validators=[NumberRange(0, most, message)], default=0
    )


class RuleForm(Form):
    """What is asked of each student in a week."""

    posts = _number(
        _l("Posts a week"),
        _l("Topics that a student begins, and what a student writes below a topic."),
        20,
    )
    answers = _number(_l("Answers a week"), _l("To what somebody else has posted in a topic."), 20)
    weeks = _number(
        _l("How many weeks count"),
        _l("Each student’s best, so that an illness costs nothing. 0 for all weeks."),
        60,
    )

    def rule(self) -> Rule | None:
        """The rule, or None where nothing is asked."""
        numbers = (self.posts.data or 0, self.answers.data or 0, self.weeks.data or 0)
        return Rule(*numbers) if numbers[0] + numbers[1] else None


class PressForm(Form):
    """Buttons that say what they are for by their names."""

    number = IntegerField(validators=[Optional(), NumberRange(0, NUMBER)])


class AttachForm(Form):
    """What was typed when somebody goes to choose files; nothing in it is required yet."""

    title = StringField(validators=[Length(max=TITLE)])
    text = TextAreaField(validators=[Length(max=TEXT)])


class FilesForm(Form):
    """The files themselves; only the token is looked at here."""


_ASKED = {
    FileKind.PICTURE: (
        _l("What does the picture show?"),
        _l("One sentence, for those who do not see it or whose line is too weak for it."),
        _l("Say in a sentence what the picture shows."),
    ),
    FileKind.AUDIO: (
        _l("What is said in the recording?"),
        _l("The words themselves, or in short what it is about."),
        _l("Say what can be heard, for those who cannot hear it."),
    ),
    FileKind.VIDEO: (
        _l("What is said and shown in the video?"),
        _l("The words themselves, or in short what it is about."),
        _l("Say what can be heard and seen, for those who cannot."),
    ),
}


class FileWordsForm(Form):
    """What is said of each file; its fields are made for the files that are there."""

    @classmethod
    def of(cls, files: Sequence[Attached]) -> Self:
        """A form with a field for each of these files."""

        class Words(cls):  # type: ignore[misc, valid-type]  # made of the class it is asked of
            pass

        for one in files:
            label, hint, missing = _ASKED[FileKind(one.kind)]
            field = TextAreaField(
                label,
                description=hint,
                default=one.words,
                validators=[
                    DataRequired(missing),
                    Length(max=WORDS, message=_l("This can have at most 5,000 characters.")),
                ],
            )
            setattr(Words, f"words_{one.file_id}", field)
        made: Self = Words()
        return made

    def words(self) -> dict[int, str]:
        """What was said, by the files' ids."""
        return {
            int(field.name.removeprefix("words_")): field.data or ""
            for field in self
            if field.name.startswith("words_")
        }
