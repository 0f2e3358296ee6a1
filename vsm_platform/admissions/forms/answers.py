"""The applicant's forms: one question each."""

from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from vsm_platform.admissions.criteria import (
    LONGEST_TEXT,
    YEARS,
    Asked,
    Value,
    missing,
    question,
    requirement,
)
from vsm_platform.admissions.models import CriterionKind
from vsm_platform.admissions.words import BELONGINGS, LEVELS, STUDIES
from vsm_platform.web.forms import Form

PROOF = 200


def _radios(label: str, choices: list[tuple[str, Any]], hint: str = "") -> RadioField:
    return RadioField(
        label,
        choices=[SelectChoice(value, label) for value, label in choices],
        description=hint,
        validators=[InputRequired(_l("Choose an answer."))],
        validate_choice=True,
    )


class Needed:
    """Lets a field be shown as one that is needed, and leaves it to others to ask for it."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, _form: Any, _field: Any) -> None:
        """Refuse nothing."""


class AnswerForm(Form):
    """The answer to one criterion; made by ``answer_form``."""

    asked: Asked

    def value(self) -> dict[str, Any]:
        """What is stored of it, once it is valid."""
        return {name: self._stored(name) for name in self._names()}

    def _names(self) -> list[str]:
        return [name for name in self._fields if name != "csrf_token"]

    def _stored(self, name: str) -> Any:
        data = self[name].data
        if name == "year":
            return int(data)
        if name == "is_good":
            return data == "yes"
        # Browsers send line ends as two characters; a text's length is that of what one sees.
        return (data or "").replace("\r\n", "\n")

    def has_text(self) -> bool:
        """Whether it holds words that must not be lost, even where they cannot be sent yet."""
        return "text" in self._fields

    def say_what_is_missing(self) -> bool:
        """Put what the answer lacks beside its field; gives whether it lacks anything."""
        message = missing(self.asked, self.value())
        if message is None:
            return False
        name = "proof" if "proof" in self._fields else self._names()[0]
        self[name].errors = [*self[name].errors, message]
        return True


def answer_form(asked: Asked, value: Value) -> AnswerForm:
    """The form of one question, with what was answered before."""
    fields = _FIELDS[asked.kind](asked)
    form_class = type("OneAnswerForm", (AnswerForm,), {**fields, "asked": asked})
    shown = dict(value)
    if "is_good" in shown:
        shown["is_good"] = "yes" if shown["is_good"] else "no"
    if "year" in shown:
        shown["year"] = str(shown["year"])
    form: AnswerForm = form_class(**shown)
    return form


def _language_fields(asked: Asked) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "level": _radios(question(asked), list(LEVELS.items()), _hint(asked)),
    }
    if asked.settings.get("needs_proof"):
        fields["proof"] = StringField(
            gettext("Your certificate"),
            description=gettext(
                "Its name, result and date, such as “IELTS 6.5, March 2026”. Your university may "
                "ask to see it."
            ),
            validators=[Length(max=PROOF, message=_l("Use at most 200 characters."))],
        )
    return fields


def _hint(asked: Asked) -> str:
    wanted = requirement(asked)
    if not asked.is_rule or not wanted:
        return ""
    return str(gettext("This exchange asks for: %(wanted)s.", wanted=wanted.rstrip(".")))


def _year_fields(asked: Asked) -> dict[str, Any]:
    years = [(str(year), str(year)) for year in range(1, YEARS)]
    years.append((str(YEARS), gettext("%(year)d or later", year=YEARS)))
    return {
        "study": _radios(gettext("What do you study for?"), list(STUDIES.items()), _hint(asked)),
        "year": _radios(gettext("Which year of it are you in?"), years),
    }


def _standing_fields(asked: Asked) -> dict[str, Any]:
    answers = [("yes", gettext("Yes")), ("no", gettext("No"))]
    hint = gettext("Your university may look this up.") if asked.settings.get("confirm") else ""
    return {"is_good": _radios(asked.prompt, answers, str(hint))}


def _belonging_fields(asked: Asked) -> dict[str, Any]:
    hint = gettext(
        "You decide whether this describes you; nobody checks it. Nobody else sees your answer, "
        "and it is deleted when you send your application."
    )
    return {"answer": _radios(asked.prompt, list(BELONGINGS.items()), str(hint))}


def _choice_fields(asked: Asked) -> dict[str, Any]:
    options = [(option, option) for option in asked.settings["options"]]
    return {"choice": _radios(asked.prompt, options)}


def _text_fields(asked: Asked) -> dict[str, Any]:
    limit = Length(max=LONGEST_TEXT, message=_l("This text is far too long."))
    # An empty text is kept, and only cannot be sent; so it is needed without being refused here.
    is_needed = not asked.settings.get("is_optional")
    return {
        "text": TextAreaField(
            question(asked),
            description=_length_hint(asked),
            validators=[limit, Needed()] if is_needed else [limit],
        )
    }


def _length_hint(asked: Asked) -> str:
    minimum, maximum = asked.settings.get("minimum", 0), asked.settings["maximum"]
    if minimum:
        return str(
            gettext(
                "Between %(minimum)d and %(maximum)d characters. Save as often as you like: what "
                "you wrote is kept here.",
                minimum=minimum,
                maximum=maximum,
            )
        )
    return str(gettext("At most %(maximum)d characters.", maximum=maximum))


_FIELDS = {
    CriterionKind.LANGUAGE: _language_fields,
    CriterionKind.YEAR: _year_fields,
    CriterionKind.STANDING: _standing_fields,
    CriterionKind.BELONGING: _belonging_fields,
    CriterionKind.CHOICE: _choice_fields,
    CriterionKind.MOTIVATION: _text_fields,
    CriterionKind.QUESTION: _text_fields,
}


class PlaceForm(Form):
    """Whether an offered place is taken."""

    answer = StringField(validators=[AnyOf(["take", "decline"])])
