"""Reads a questionnaire from JSON, and says what is wrong with it and where.

Whatever comes in was written by hand, by another program or by somebody with a plan: nothing is
taken that is not understood.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from vsm_platform.surveys.instruments.answers import clean
from vsm_platform.surveys.instruments.document import (
    CHOICES,
    CONDITIONAL_ON,
    NO,
    OTHER,
    SCALES,
    YES,
    Condition,
    Document,
    Kind,
    Option,
    Question,
    Section,
    Text,
)

LONGEST_TEXT = 2_000
MOST_SECTIONS, MOST_QUESTIONS, MOST_OPTIONS, MOST_LANGUAGES = 30, 120, 40, 12
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_POINTS = range(2, 11)
_FEWEST_OPTIONS = 2


class Flaw(StrEnum):
    """What can be wrong with a document."""

    SHAPE = "shape"
    """Not the kind of value that is expected there."""
    LANGUAGES = "languages"
    KEY = "key"
    KEY_TWICE = "key_twice"
    KIND = "kind"
    TEXT_MISSING = "text_missing"
    TEXT_LONG = "text_long"
    EMPTY = "empty"
    """No section, or no question in it."""
    TOO_MANY = "too_many"
    LENGTH = "length"
    """The whole file is too long."""
    OPTIONS = "options"
    """Fewer than two options."""
    ITEMS = "items"
    LABELS = "labels"
    TOP = "top"
    BOUNDS = "bounds"
    CONDITION = "condition"
    """About no earlier question, or about an answer that it cannot get."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    flaw: Flaw
    where: str
    """The keys that lead there, such as ``experience.best``; empty for the whole."""
    detail: str = ""


class DocumentRefused(ValueError):
    """It cannot be used as it is."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{one.where}: {one.flaw}" for one in self.problems))


def read_document(data: object, *, is_draft: bool = False) -> Document:
    """A document from its JSON; a draft may still ask nothing, in all or in a section.

    Raises:
        DocumentRefused: with everything that is wrong with it.
    """
    reader = _Reader()
    document = reader.document(data)
    problems = [one for one in reader.problems if not (is_draft and one.flaw == Flaw.EMPTY)]
    if problems:
        raise DocumentRefused(problems)
    return document


@dataclass
class _Reader:
    """Goes through a document and notes what is wrong instead of ending at the first thing."""

    problems: list[Problem] = field(default_factory=list)
    languages: tuple[str, ...] = ("en",)
    earlier: dict[str, Question] = field(default_factory=dict)

    def wrong(self, flaw: Flaw, where: str, detail: object = "") -> None:
        self.problems.append(Problem(flaw, where, str(detail)[:80]))

    def mapping(self, value: object, where: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self.wrong(Flaw.SHAPE, where)
        return {}

    def listed(self, value: object, where: str, most: int) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(Flaw.SHAPE, where)
            return []
        if len(value) > most:
            self.wrong(Flaw.TOO_MANY, where, most)
        return value[:most]

    def document(self, data: object) -> Document:
        given = self.mapping(data, "")
        self.languages = self._languages(given.get("languages"))
        title = self.text(given.get("title"), "title", needed=True)
        introduction = self.text(given.get("introduction"), "introduction")
        thanks = self.text(given.get("thanks"), "thanks")
        raw = self.listed(given.get("sections"), "sections", MOST_SECTIONS)
        sections = tuple(self.section(one, number) for number, one in enumerate(raw, 1))
        if not any(question.asks for one in sections for question in one.questions):
            self.wrong(Flaw.EMPTY, "")
        self._no_key_twice((one.key for one in sections), "")
        self._no_key_twice((q.key for one in sections for q in one.questions), "")
        if sum(len(one.questions) for one in sections) > MOST_QUESTIONS:
            self.wrong(Flaw.TOO_MANY, "", MOST_QUESTIONS)
        return Document(self.languages, title, introduction, thanks, sections)

    def _languages(self, value: object) -> tuple[str, ...]:
        names = self.listed(value, "languages", MOST_LANGUAGES)
        known = [one for one in names if isinstance(one, str) and _LANGUAGE.fullmatch(one)]
        if not known or len(known) != len(names) or len(set(known)) != len(known):
            self.wrong(Flaw.LANGUAGES, "languages")
        return tuple(known) or ("en",)

    def text(self, value: object, where: str, *, needed: bool = False) -> Text:
        """A text in the document's languages; in the first one at least, where it is needed."""
        given = {} if value is None else self.mapping(value, where)
        made = {}
        for language in self.languages:
            words = given.get(language, "")
            if not isinstance(words, str):
                self.wrong(Flaw.SHAPE, where)
            elif len(words) > LONGEST_TEXT:
                self.wrong(Flaw.TEXT_LONG, where, LONGEST_TEXT)
            elif clean(words):
                made[language] = clean(words)
        if needed and self.languages[0] not in made:
            self.wrong(Flaw.TEXT_MISSING, where, self.languages[0])
        return made

    def key(self, value: object, where: str) -> str:
        if isinstance(value, str) and _KEY.fullmatch(value) and value != OTHER:
            return value
        self.wrong(Flaw.KEY, where, value)
        return where.rpartition(".")[2] or "x"

    def _no_key_twice(self, keys: Iterable[str], where: str) -> None:
        for key, number in Counter(keys).items():
            if number > 1:
                self.wrong(Flaw.KEY_TWICE, f"{where}.{key}".strip("."), key)

    def section(self, data: object, number: int) -> Section:
        given = self.mapping(data, f"section {number}")
        key = self.key(given.get("key"), f"section {number}")
        condition = self.condition(given.get("when"), key)
        raw = self.listed(given.get("questions"), key, MOST_QUESTIONS)
        if not raw:
            self.wrong(Flaw.EMPTY, key)
        questions = tuple(self.question(one, f"{key}.{at}") for at, one in enumerate(raw, 1))
        title = self.text(given.get("title"), f"{key}.title")
        return Section(
            key, title, self.text(given.get("text"), f"{key}.text"), questions, condition
        )

    def question(self, data: object, place: str) -> Question:
        given = self.mapping(data, place)
        key = self.key(given.get("key"), place)
        where = f"{place.partition('.')[0]}.{key}"
        kind = self._kind(given.get("kind"), where)
        made = Question(
            key=key,
            kind=kind,
            text=self.text(given.get("text"), where, needed=True),
            hint=self.text(given.get("hint"), f"{where}.hint"),
            is_required=given.get("required") is True and kind != Kind.INFORMATION,
            condition=self.condition(given.get("when"), where),
            options=self.options(given.get("options"), where) if kind in CHOICES else (),
            has_other=given.get("other") is True and kind in {Kind.SINGLE, Kind.MULTIPLE},
            is_randomised=given.get("randomised") is True and kind in CHOICES,
            items=self.options(given.get("items"), where) if kind == Kind.MATRIX else (),
            labels=self._labels(given.get("labels"), where),
            top=self._whole(given.get("top")) if kind == Kind.RANKING else 0,
            lowest=self._number(given.get("lowest"), where) if kind == Kind.NUMBER else None,
            highest=self._number(given.get("highest"), where) if kind == Kind.NUMBER else None,
            feeds=clean(given.get("feeds"))[:60],
        )
        self._check(made, where)
        self.earlier[key] = made
        return made

    def _kind(self, value: object, where: str) -> Kind:
        if isinstance(value, str) and value in set(Kind):
            return Kind(value)
        self.wrong(Flaw.KIND, where, value)
        return Kind.INFORMATION

    def _labels(self, value: object, where: str) -> tuple[Text, ...]:
        raw = self.listed(value, where, _POINTS[-1])
        return tuple(self.text(one, where, needed=True) for one in raw)

    def _whole(self, value: object) -> int:
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def _number(self, value: object, where: str) -> float | None:
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12:
            return value
        self.wrong(Flaw.BOUNDS, where)
        return None

    def options(self, value: object, where: str) -> tuple[Option, ...]:
        made = []
        for number, one in enumerate(self.listed(value, where, MOST_OPTIONS), 1):
            given = self.mapping(one, where)
            key = self.key(given.get("key"), f"{where}.{number}")
            made.append(Option(key, self.text(given.get("text"), f"{where}.{key}", needed=True)))
        self._no_key_twice((one.key for one in made), where)
        return tuple(made)

    def condition(self, value: object, where: str) -> Condition | None:
        if value is None:
            return None
        given = self.mapping(value, where)
        about = self.earlier.get(str(given.get("question")))
        values = tuple(str(one) for one in self.listed(given.get("is"), where, MOST_OPTIONS))
        if about is None or not values or not set(values) <= possible_values(about):
            self.wrong(Flaw.CONDITION, where, given.get("question"))
            return None
        return Condition(about.key, values)

    def _check(self, one: Question, where: str) -> None:
        """What each kind needs."""
        if one.kind in CHOICES and len(one.option_keys) < _FEWEST_OPTIONS:
            self.wrong(Flaw.OPTIONS, where)
        if one.kind == Kind.MATRIX and not one.items:
            self.wrong(Flaw.ITEMS, where)
        if one.kind in SCALES and len(one.labels) not in _POINTS:
            self.wrong(Flaw.LABELS, where)
        if one.kind == Kind.TEN and len(one.labels) not in {0, 2}:
            self.wrong(Flaw.LABELS, where)
        if one.kind == Kind.RANKING and not 1 <= one.top <= len(one.options):
            self.wrong(Flaw.TOP, where)
        if one.lowest is not None and one.highest is not None and one.lowest > one.highest:
            self.wrong(Flaw.BOUNDS, where)


def possible_values(question: Question) -> set[str]:
    """What a condition about this question may wait for; nothing where it may not be asked."""
    if question.kind not in CONDITIONAL_ON:
        return set()
    if question.kind == Kind.CONSENT:
        return {YES, NO}
    if question.kind == Kind.SCALE:
        return {str(number) for number in range(1, len(question.labels) + 1)}
    if question.kind == Kind.TEN:
        return {str(number) for number in range(11)}
    return set(question.option_keys)
