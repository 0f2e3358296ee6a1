"""The forms of questionnaires: what stands around the questions, parts, questions, languages, files."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from vsm_platform.exchanges.api import find_language
from vsm_platform.surveys.forms import TOO_LONG, Answered, CheckboxGroupField, WholeNumberField
from vsm_platform.surveys.instruments.checking import LONGEST_TEXT, possible_values
from vsm_platform.surveys.instruments.document import Condition, Document, Question
from vsm_platform.surveys.words import answer_words
from vsm_platform.web.forms import Form

LONGEST_TITLE = 120


class DocumentForm(Form):
    """A change of a questionnaire, which says what it was made to."""

    seen = HiddenField()

    def seen_version(self) -> tuple[int, int]:
        """Number and changes of the version that the page showed."""
        number, _, changes = (self.seen.data or "").partition(".")
        known = (number.isascii() and number.isdecimal(), changes.isascii() and changes.isdecimal())
        return (int(number[:9]), int(changes[:9])) if all(known) else (0, 0)


class ConditionField(CheckboxGroupField):
    """After which answers to one earlier question something is asked; none ticked: always."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=[], **kwargs)
        self.asked: Mapping[str, str] = {}

    def offer(self, document: Document, earlier: Iterator[Question]) -> None:
        """Let it be about any of these questions whose answers can be foreseen."""
        first = document.languages[0]
        known = [one for one in earlier if possible_values(one)]
        self.asked = {one.key: document.say(one.text, first) for one in known}
        self.choices = [
            SelectChoice(f"{one.key}={value}", words)
            for one in known
            for value, words in answer_words(document, one)
        ]

    def groups(self) -> list[tuple[str, list[Any], bool]]:
        """Each question with its answers, and whether one of them is ticked."""
        found: dict[str, list[Any]] = {}
        for option in self:
            found.setdefault(option.data.partition("=")[0], []).append(option)
        return [
            (self.asked[key], options, any(option.checked for option in options))
            for key, options in found.items()
        ]

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if len({one.partition("=")[0] for one in self.data or ()}) > 1:
            raise ValidationError(gettext("Tick answers of one question only."))

    @property
    def condition(self) -> Condition | None:
        if not self.data:
            return None
        question = self.data[0].partition("=")[0]
        return Condition(question, tuple(one.partition("=")[2] for one in self.data))


def ticked(condition: Condition | None) -> list[str]:
    """A condition as the field has it."""
    if condition is None:
        return []
    return [f"{condition.question}={value}" for value in condition.values]


def _text(label: Any, description: Any = "", *, needed: Any = None) -> Any:
    validators: list[Any] = [Length(max=LONGEST_TEXT, message=TOO_LONG)]
    if needed:
        validators.insert(0, DataRequired(needed))
    return TextAreaField(label, description=description, validators=validators)


def _title() -> Any:
    return StringField(
        _l("What the questionnaire is called"),
        validators=[
            DataRequired(_l("Enter what it is called.")),
            Length(max=LONGEST_TITLE, message=_l("The title can have at most 120 characters.")),
        ],
    )


def _language(label: Any) -> Any:
    return StringField(
        label,
        description=_l("For example: Spanish."),
        validators=[DataRequired(_l("Enter a language."))],
    )


class _WithLanguage(Form):
    def validate_language(self, field: StringField) -> None:
        if find_language(field.data or "") is None:
            raise ValidationError(
                gettext("We do not know this language; write for example Spanish.")
            )


class NewInstrumentForm(_WithLanguage):
    """A questionnaire of one's own, to begin with."""

    title = _title()
    language = _language(_l("In which language you write it"))


class FrameForm(DocumentForm):
    """What stands around the questions."""

    title = _title()
    introduction = _text(
        _l("What people read before they begin"),
        _l("Why you ask, how long it takes, and what you will do with the answers."),
    )
    thanks = _text(_l("What people read when they have answered"))


class SectionForm(DocumentForm):
    """A part: its heading, and after which answers it is asked."""

    title = StringField(_l("Heading"), validators=[Length(max=200, message=TOO_LONG)])
    text = _text(_l("What people read above the questions"))
    when = ConditionField(
        _l("Ask it only after these answers"), description=_l("None ticked: always.")
    )


class LanguageForm(_WithLanguage, DocumentForm):
    """One more language."""

    language = _language(_l("Another language"))


class TakeForm(Form):
    """A questionnaire as a file, or pasted."""

    file = FileField(
        _l("A file"),
        description=_l("JSON or CSV, as this product writes it."),
    )
    pasted = TextAreaField(_l("Or paste it here"))


class QuestionForm(DocumentForm):
    """One question; which fields its kind has, says ``questions.FIELDS``."""

    text = _text(_l("The question"), needed=_l("Enter the question."))
    hint = _text(_l("A hint below it"))
    is_required = BooleanField(_l("People must answer it"))
    options = TextAreaField(
        _l("The answers to choose from"),
        description=_l("One on each line, two or more."),
        validators=[Answered()],
    )
    has_other = BooleanField(_l("People can answer something else in their own words"))
    is_randomised = BooleanField(_l("Each person gets the answers in another order"))
    items = TextAreaField(
        _l("The lines"), description=_l("One on each line."), validators=[Answered()]
    )
    labels = TextAreaField(
        _l("The labels of the scale"),
        description=_l("One on each line, the lowest first; five are usual."),
        validators=[Answered()],
    )
    ends = TextAreaField(
        _l("What 0 and 10 mean"), description=_l("Two lines: one for 0, one for 10.")
    )
    top = WholeNumberField(
        _l("How many places there are"),
        validators=[
            InputRequired(_l("Enter 1 to 10 places.")),
            NumberRange(1, 10, _l("Enter 1 to 10 places.")),
        ],
    )
    lowest = WholeNumberField(_l("Smallest number"), validators=[Optional()])
    highest = WholeNumberField(_l("Largest number"), validators=[Optional()])
    when = ConditionField(
        _l("Ask it only after these answers"), description=_l("None ticked: always.")
    )
    feeds = StringField(
        _l("For forming teams, keep the answer as"),
        description=_l(
            "The name of a criterion, such as Field of study. Only from a survey with names."
        ),
        validators=[Length(max=60, message=TOO_LONG)],
    )
