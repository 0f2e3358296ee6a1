"""One question between its form and the document."""

from itertools import takewhile
from typing import Any

from vsm_platform.surveys.instrument_forms import QuestionForm, ticked
from vsm_platform.surveys.instruments.document import (
    CHOICES,
    SCALES,
    Document,
    Kind,
    Question,
)
from vsm_platform.surveys.instruments.editing import (
    key_from,
    labels_from,
    lines_of,
    options_from,
    written,
)

FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.SCALE: ("labels",),
    Kind.MATRIX: ("items", "labels"),
    Kind.SINGLE: ("options", "has_other", "is_randomised"),
    Kind.MULTIPLE: ("options", "has_other", "is_randomised"),
    Kind.RANKING: ("options", "top", "is_randomised"),
    Kind.TEN: ("ends",),
    Kind.NUMBER: ("lowest", "highest"),
}
"""What a kind has besides what all have."""
FEEDING = frozenset({Kind.SINGLE, Kind.SCALE, Kind.TEN, Kind.NUMBER})
"""What a team criterion can use."""


def question_form(
    document: Document, kind: Kind, section_key: str, shown: Question | None
) -> QuestionForm:
    """The form of a new question of a kind at a part's end, or of one that there is."""
    form = QuestionForm(**(_values(document, shown) if shown else {"top": 3}))
    form.when.offer(document, iter(_earlier(document, section_key, shown)))
    if not form.when.choices:
        del form.when
    _drop_others(form, kind)
    return form


def _earlier(document: Document, section_key: str, shown: Question | None) -> list[Question]:
    """The questions that come before this one, or before the end of the part."""
    if shown:
        return list(takewhile(lambda one: one.key != shown.key, document.questions()))
    keys = [one.key for one in document.sections]
    before = document.sections[: keys.index(section_key) + 1]
    return [question for section in before for question in section.questions]


def _drop_others(form: QuestionForm, kind: Kind) -> None:
    """Take away what this kind does not have."""
    own = FIELDS.get(kind, ())
    everything = {name for names in FIELDS.values() for name in names}
    others = everything - set(own)
    others |= set() if kind in FEEDING else {"feeds"}
    others |= {"is_required"} if kind == Kind.INFORMATION else set()
    for name in others:
        delattr(form, name)


def _values(document: Document, one: Question) -> dict[str, Any]:
    return {
        "text": document.say(one.text, document.languages[0]),
        "hint": document.say(one.hint, document.languages[0]),
        "is_required": one.is_required,
        "options": lines_of(document, one.options),
        "has_other": one.has_other,
        "is_randomised": one.is_randomised,
        "items": lines_of(document, one.items),
        "labels": lines_of(document, one.labels),
        "ends": lines_of(document, one.labels),
        "top": one.top or 3,
        "lowest": one.lowest,
        "highest": one.highest,
        "when": ticked(one.condition),
        "feeds": one.feeds,
    }


def question_from(
    form: QuestionForm, document: Document, kind: Kind, old: Question | None
) -> Question:
    """The question that the form says; whether it is sound, the document's check finds."""
    given = {field.name: field.data for field in form}
    taken = {one.key for one in document.questions()}
    before = old or Question(key_from(given["text"], taken), kind, {}, {})
    labels = given.get("ends") if kind == Kind.TEN else given.get("labels")
    is_choice, is_scale = kind in CHOICES, kind in SCALES or kind == Kind.TEN
    return Question(
        key=before.key,
        kind=kind,
        text=written(document, before.text, given["text"]),
        hint=written(document, before.hint, given["hint"]),
        is_required=bool(given.get("is_required")),
        condition=form.when.condition if "when" in form else None,
        options=options_from(document, before.options, given["options"]) if is_choice else (),
        has_other=bool(given.get("has_other")),
        is_randomised=bool(given.get("is_randomised")),
        items=options_from(document, before.items, given.get("items") or ""),
        labels=labels_from(document, before.labels, labels or "") if is_scale else (),
        top=given.get("top") or 0,
        lowest=given.get("lowest"),
        highest=given.get("highest"),
        feeds=given.get("feeds") or "",
    )
