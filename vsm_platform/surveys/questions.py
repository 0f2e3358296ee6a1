"""One question between its form and the document."""

from typing import Any

from flask_babel import gettext
from wtforms.fields import SelectChoice

from vsm_platform.surveys.forms import QuestionForm
from vsm_platform.surveys.instruments.checking import possible_values
from vsm_platform.surveys.instruments.document import (
    CHOICES,
    SCALES,
    Condition,
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


def question_form(document: Document, kind: Kind, shown: Question | None) -> QuestionForm:
    """The form of a new question of a kind, or of one that there is."""
    form = QuestionForm(**(_values(document, shown) if shown else {"top": 3}))
    about = [SelectChoice("", gettext("Ask it always"))]
    for one in document.questions():
        if shown and one.key == shown.key:
            break
        if possible_values(one):
            words = document.say(one.text, document.languages[0])
            about.append(SelectChoice(one.key, f"{one.key}: {words[:60]}"))
    form.when_question.choices = about
    _drop_others(form, kind)
    return form


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
    condition = one.condition
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
        "when_question": condition.question if condition else "",
        "when_answers": ", ".join(condition.values) if condition else "",
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
        condition=_condition(given["when_question"], given["when_answers"]),
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


def _condition(question: str, answers: str) -> Condition | None:
    if not question:
        return None
    return Condition(question, tuple(one.strip() for one in answers.split(",") if one.strip()))
