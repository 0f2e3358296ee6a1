"""What people answered: read from a form or from JSON, checked against the document.

Only what the document asks is taken, and only where it is asked: keys that it does not know, and
answers to questions that a condition hides, are left out. ``Answers`` are plain values that go
into JSON; ``document.Kind`` says what each is.
"""

import math
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from vsm_platform.surveys.instruments.document import (
    CHOICES,
    NO,
    OTHER,
    YES,
    Condition,
    Document,
    Kind,
    Option,
    Question,
    Section,
)

Value = int | float | str | bool | list[str]
Answers = dict[str, Value]
Posted = Mapping[str, Any]
"""By name: a text, a number, or a list of texts, as forms and JSON give them."""

SHORT_TEXT, LONG_TEXT = 300, 5_000
"""Characters."""
TEN = 10
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control characters, half surrogate pairs, and what turns the direction of a whole line."""


class Mistake(StrEnum):
    """What can be wrong with an answer."""

    MISSING = "missing"
    NO_OPTION = "no_option"
    NO_NUMBER = "no_number"
    OUT_OF_RANGE = "out_of_range"
    NO_DATE = "no_date"
    TOO_LONG = "too_long"
    SAME_PLACE = "same_place"
    """Two options of a ranking have the same place."""
    TOO_MANY_PLACES = "too_many_places"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One answer that cannot be taken."""

    column: str
    """Its key; of a matrix with the item's."""
    mistake: Mistake


@dataclass(slots=True)
class Reading:
    """What came in: the answers that can be taken, and what is wrong with the others."""

    answers: Answers = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.wrong


def read_answers(
    document: Document,
    posted: Posted,
    *,
    section: Section | None = None,
    known: Answers | None = None,
    is_draft: bool = False,
) -> Reading:
    """Read what was posted.

    Args:
        document: what was asked.
        posted: what came in. A ranking comes as a list of keys in order under its own key, or as
            the place of each option under ``<key>.<option>``.
        section: the only section that was on the page; all of them by default.
        known: answers of the other sections, which conditions may be about. They are in the
            result as well.
        is_draft: nothing is missing yet.
    """
    reading = Reading(dict(known or {}))
    for one in (section,) if section else document.sections:
        for question in one.questions:
            for column in question.columns:
                reading.answers.pop(column, None)
            if is_shown(one, question, reading.answers):
                _read(question, posted, reading, is_draft=is_draft)
    reading.answers = shown_answers(document, reading.answers)
    return reading


def is_shown(section: Section, question: Question, answers: Answers) -> bool:
    """Whether a question is asked, after these answers."""
    return is_met(section.condition, answers) and is_met(question.condition, answers)


def is_met(condition: Condition | None, answers: Answers) -> bool:
    if condition is None:
        return True
    return bool(_as_texts(answers.get(condition.question)) & set(condition.values))


def _as_texts(value: Value | None) -> set[str]:
    if value is None:
        return set()
    if isinstance(value, bool):
        return {YES if value else NO}
    if isinstance(value, list):
        return set(value)
    return {str(value)}


def shown_sections(document: Document, answers: Answers) -> list[Section]:
    """The sections that somebody with these answers goes through."""
    return [
        one
        for one in document.sections
        if any(is_shown(one, question, answers) for question in one.questions)
    ]


def shown_answers(document: Document, answers: Answers) -> Answers:
    """The answers without those to questions that are not asked after all, in the document's order."""
    kept: Answers = {}
    for section in document.sections:
        for question in section.questions:
            if is_shown(section, question, kept):
                kept |= {key: answers[key] for key in question.columns if key in answers}
    return kept


def options_for(question: Question, person: object) -> tuple[Option, ...]:
    """The options in the order in which this person gets them: the same each time."""
    options = list(question.options)
    if question.is_randomised:
        random.Random(f"{person}.{question.key}").shuffle(options)  # noqa: S311 (no secret)
    return tuple(options)


def clean(value: object) -> str:
    """A text without surrounding white space and control characters that nobody typed on purpose."""
    return _UNWANTED.sub("", value).strip() if isinstance(value, str) else ""


def _read(question: Question, posted: Posted, reading: Reading, *, is_draft: bool) -> None:
    _READERS[question.kind](question, posted, reading)
    if is_draft or not question.is_required:
        return
    known_wrong = {one.column for one in reading.wrong}
    for column in question.columns:
        if column.endswith(f".{OTHER}") and question.kind in CHOICES:
            continue
        if reading.answers.get(column) in (None, False, [], "") and column not in known_wrong:
            reading.wrong.append(Wrong(column, Mistake.MISSING))


def _one(posted: Posted, name: str) -> str:
    """The only value of a field, as text; of several the first."""
    value = posted.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool):
        return YES if value else ""
    return clean(str(value)) if isinstance(value, str | int | float) else ""


def _several(posted: Posted, name: str) -> list[str]:
    value = posted.get(name)
    values: Iterable[object] = value if isinstance(value, list) else [value]
    return [clean(one) for one in values if isinstance(one, str) and clean(one)]


def _read_whole(column: str, allowed: Sequence[int], posted: Posted, reading: Reading) -> None:
    text = _one(posted, column)
    if not text:
        return
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
    if number in allowed:
        reading.answers[column] = number
    else:
        reading.wrong.append(Wrong(column, Mistake.OUT_OF_RANGE))


def _read_scale(question: Question, posted: Posted, reading: Reading) -> None:
    for column in question.columns:
        _read_whole(column, range(1, len(question.labels) + 1), posted, reading)


def _read_ten(question: Question, posted: Posted, reading: Reading) -> None:
    _read_whole(question.key, range(TEN + 1), posted, reading)


def _read_single(question: Question, posted: Posted, reading: Reading) -> None:
    chosen = _one(posted, question.key)
    if chosen in question.option_keys:
        reading.answers[question.key] = chosen
        if chosen == OTHER:
            _read_text(f"{question.key}.{OTHER}", SHORT_TEXT, posted, reading)
    elif chosen:
        reading.wrong.append(Wrong(question.key, Mistake.NO_OPTION))


def _read_multiple(question: Question, posted: Posted, reading: Reading) -> None:
    chosen = set(_several(posted, question.key))
    if not chosen <= set(question.option_keys):
        reading.wrong.append(Wrong(question.key, Mistake.NO_OPTION))
    known = [key for key in question.option_keys if key in chosen]
    if known:
        reading.answers[question.key] = list(known)
    if OTHER in known:
        _read_text(f"{question.key}.{OTHER}", SHORT_TEXT, posted, reading)


def _read_ranking(question: Question, posted: Posted, reading: Reading) -> None:
    order = _several(posted, question.key) or _order_by_places(question, posted, reading)
    if not set(order) <= set(question.option_keys):
        reading.wrong.append(Wrong(question.key, Mistake.NO_OPTION))
    elif len(set(order)) != len(order):
        reading.wrong.append(Wrong(question.key, Mistake.SAME_PLACE))
    elif len(order) > question.top:
        reading.wrong.append(Wrong(question.key, Mistake.TOO_MANY_PLACES))
    elif order:
        reading.answers[question.key] = order


def _order_by_places(question: Question, posted: Posted, reading: Reading) -> list[str]:
    """Places leave gaps where somebody gave only the first and the third: the order counts."""
    places: dict[str, int] = {}
    for key in question.option_keys:
        text = _one(posted, f"{question.key}.{key}")
        if not text:
            continue
        if not (text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= question.top):
            reading.wrong.append(Wrong(question.key, Mistake.NO_OPTION))
            return []
        places[key] = int(text)
    if len(set(places.values())) != len(places):
        reading.wrong.append(Wrong(question.key, Mistake.SAME_PLACE))
        return []
    return sorted(places, key=lambda key: places[key])


def _read_number(question: Question, posted: Posted, reading: Reading) -> None:
    text = _one(posted, question.key).replace("\u066b", ".").replace(",", ".")
    if not text:
        return
    if not re.fullmatch(r"[-+]?\d{1,12}(\.\d{1,6})?", text):
        reading.wrong.append(Wrong(question.key, Mistake.NO_NUMBER))
        return
    number = float(text)
    lowest = -math.inf if question.lowest is None else question.lowest
    highest = math.inf if question.highest is None else question.highest
    if lowest <= number <= highest:
        reading.answers[question.key] = int(number) if number.is_integer() else number
    else:
        reading.wrong.append(Wrong(question.key, Mistake.OUT_OF_RANGE))


def _read_date(question: Question, posted: Posted, reading: Reading) -> None:
    text = _one(posted, question.key)
    if not text:
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        reading.wrong.append(Wrong(question.key, Mistake.NO_DATE))
        return
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        reading.answers[question.key] = day.isoformat()
    else:
        reading.wrong.append(Wrong(question.key, Mistake.NO_DATE))


def _read_text(column: str, longest: int, posted: Posted, reading: Reading) -> None:
    text = _one(posted, column)
    if len(text) > longest:
        reading.wrong.append(Wrong(column, Mistake.TOO_LONG))
    elif text:
        reading.answers[column] = text


def _read_short(question: Question, posted: Posted, reading: Reading) -> None:
    _read_text(question.key, SHORT_TEXT, posted, reading)


def _read_long(question: Question, posted: Posted, reading: Reading) -> None:
    _read_text(question.key, LONG_TEXT, posted, reading)


def _read_consent(question: Question, posted: Posted, reading: Reading) -> None:
    reading.answers[question.key] = _one(posted, question.key) == YES


def _read_nothing(_question: Question, _posted: Posted, _reading: Reading) -> None:
    """Information asks nothing."""


_READERS: dict[Kind, Callable[[Question, Posted, Reading], None]] = {
    Kind.SCALE: _read_scale,
    Kind.MATRIX: _read_scale,
    Kind.SINGLE: _read_single,
    Kind.MULTIPLE: _read_multiple,
    Kind.RANKING: _read_ranking,
    Kind.TEN: _read_ten,
    Kind.NUMBER: _read_number,
    Kind.DATE: _read_date,
    Kind.SHORT: _read_short,
    Kind.LONG: _read_long,
    Kind.CONSENT: _read_consent,
    Kind.INFORMATION: _read_nothing,
}
