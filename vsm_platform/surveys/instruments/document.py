"""A questionnaire as typed data, and its form in JSON.

A *document* has sections, a section questions. Every text is in one or several languages; the
document's first language is the one in which it was written, and stands in where a translation is
missing. Keys tell questions, items and options apart over versions, languages and programmes, so
that results stay comparable.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Text = Mapping[str, str]
"""What is said, by BCP 47 tag; empty where nothing is."""

OTHER = "other"
"""The option that lets people answer in their own words."""
YES, NO = "yes", "no"
"""What a consent is called in a condition."""


class Kind(StrEnum):
    """How a question is answered, and what its answer is."""

    SCALE = "scale"
    """One of the labels of a scale: ``int`` from 1."""
    MATRIX = "matrix"
    """The same for each item: ``int`` from 1 under ``<key>.<item>``."""
    SINGLE = "single"
    """One option: its key, and under ``<key>.other`` what was written."""
    MULTIPLE = "multiple"
    """Any number of options: a list of keys, in the document's order."""
    RANKING = "ranking"
    """The first few options in order: a list of keys, best first."""
    TEN = "ten"
    """A whole number from 0 to 10."""
    NUMBER = "number"
    DATE = "date"
    """A day in ISO 8601."""
    SHORT = "short"
    LONG = "long"
    CONSENT = "consent"
    """``True`` where agreed to; ``False`` where the box stayed empty."""
    INFORMATION = "information"
    """Asks nothing."""


CHOICES = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING})
SCALES = frozenset({Kind.SCALE, Kind.MATRIX})
CONDITIONAL_ON = frozenset({Kind.SCALE, Kind.SINGLE, Kind.MULTIPLE, Kind.TEN, Kind.CONSENT})
"""What a condition may ask about."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen, or one line of a matrix."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """Is asked only where an earlier question got one of these answers."""

    question: str
    values: tuple[str, ...]
    """Keys of options, numbers as text, or ``yes`` and ``no``."""


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    kind: Kind
    text: Text
    hint: Text
    is_required: bool = False
    condition: Condition | None = None
    options: tuple[Option, ...] = ()
    has_other: bool = False
    """One more option, ``other``, with a field beside it."""
    is_randomised: bool = False
    """Each person gets the options in another order; ``other`` stays last."""
    items: tuple[Option, ...] = ()
    """The lines of a matrix."""
    labels: tuple[Text, ...] = ()
    """Of a scale, from 1 upwards; of 0 to 10, what its two ends mean, or none."""
    top: int = 0
    """How many places a ranking has."""
    lowest: float | None = None
    highest: float | None = None
    """Bounds of a number."""
    feeds: str = ""
    """The key of a team criterion that gets the answer, in a named survey."""

    @property
    def asks(self) -> bool:
        return self.kind != Kind.INFORMATION

    @property
    def option_keys(self) -> tuple[str, ...]:
        """What can be chosen, with ``other`` where there is one."""
        return tuple(one.key for one in self.options) + ((OTHER,) if self.has_other else ())

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys under which its answers are kept."""
        if not self.asks:
            return ()
        if self.kind == Kind.MATRIX:
            return tuple(f"{self.key}.{item.key}" for item in self.items)
        return (self.key, f"{self.key}.{OTHER}") if self.has_other else (self.key,)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands together on a page."""

    key: str
    title: Text
    text: Text
    questions: tuple[Question, ...]
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole questionnaire."""

    languages: tuple[str, ...]
    """The first is the one in which it was written."""
    title: Text
    introduction: Text
    thanks: Text
    """What is said when the answers are in."""
    sections: tuple[Section, ...]

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions() if one.key == key), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of all answers, in the order in which they are asked."""
        return tuple(column for one in self.questions() for column in one.columns)

    @property
    def feeds(self) -> tuple[str, ...]:
        """The team criteria that get answers."""
        return tuple(one.feeds for one in self.questions() if one.feeds)

    def say(self, text: Text, language: str) -> str:
        """A text in this language, or as it was written where it is not translated."""
        found = text.get(language) or text.get(language.partition("-")[0])
        return found or text.get(self.languages[0], "")

    def language_for(self, wanted: str) -> str:
        """The document's language that comes closest to the one wanted."""
        names = (wanted, wanted.replace("_", "-"), wanted.replace("_", "-").partition("-")[0])
        return next((name for name in names if name in self.languages), self.languages[0])


def _texts(text: Text) -> dict[str, str]:
    return {language: words for language, words in text.items() if words}


def _condition(condition: Condition | None) -> dict[str, object]:
    if condition is None:
        return {}
    return {"when": {"question": condition.question, "is": list(condition.values)}}


def _options(options: tuple[Option, ...]) -> list[dict[str, object]]:
    return [{"key": one.key, "text": _texts(one.text)} for one in options]


def _question_json(one: Question) -> dict[str, object]:
    made: dict[str, object] = {"key": one.key, "kind": one.kind.value, "text": _texts(one.text)}
    rest = {
        "hint": _texts(one.hint),
        "required": one.is_required,
        "options": _options(one.options),
        "other": one.has_other,
        "randomised": one.is_randomised,
        "items": _options(one.items),
        "labels": [_texts(label) for label in one.labels],
        "top": one.top,
        "feeds": one.feeds,
    }
    made |= {name: value for name, value in rest.items() if value} | _condition(one.condition)
    bounds = {"lowest": one.lowest, "highest": one.highest}
    return made | {name: value for name, value in bounds.items() if value is not None}


def _section_json(one: Section) -> dict[str, object]:
    return {
        "key": one.key,
        "title": _texts(one.title),
        "text": _texts(one.text),
        "questions": [_question_json(question) for question in one.questions],
    } | _condition(one.condition)


def as_json(document: Document) -> dict[str, object]:
    """The document as ``checking.read_document`` reads it."""
    return {
        "languages": list(document.languages),
        "title": _texts(document.title),
        "introduction": _texts(document.introduction),
        "thanks": _texts(document.thanks),
        "sections": [_section_json(section) for section in document.sections],
    }
