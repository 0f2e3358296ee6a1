"""What an achievement is, in which words, and by which rule it is granted."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import (
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from vsm_platform.credentials.actions.achievements import AchievementFacts, Words
from vsm_platform.credentials.conditions import condition_kinds
from vsm_platform.credentials.fields import EQF_LEVELS, FIELDS, MODES
from vsm_platform.credentials.models import AchievementKind
from vsm_platform.credentials.queries.achievements import AchievementView, IssuerView
from vsm_platform.credentials.words import KINDS
from vsm_platform.exchanges.api import Access
from vsm_platform.web.forms import Form, NumberField, number_text
from vsm_platform.web.languages import language_name, offered_languages

COLOUR_NAMES = (
    _l("Sea"), _l("Clay"), _l("Violet"), _l("Leaf"), _l("Berry"),
    _l("Blue"), _l("Olive"), _l("Magenta"), _l("Slate"), _l("Wood"),
)  # fmt: skip


class WordsForm(Form):
    """What an achievement says in one language."""

    name = StringField(
        _l("Name"),
        description=_l("As it stands on the certificate."),
        validators=[
            DataRequired(_l("Enter a name.")),
            Length(max=160, message=_l("The name can have at most 160 characters.")),
        ],
    )
    description = TextAreaField(
        _l("What it is"),
        description=_l("Two or three sentences for somebody who has never heard of the exchange."),
        validators=[
            DataRequired(_l("Say in a few sentences what it is.")),
            Length(max=2000, message=_l("The text can have at most 2,000 characters.")),
        ],
    )
    criteria = TextAreaField(
        _l("What one does for it"),
        description=_l("Such as: all eight modules, the film, and the peer evaluation."),
        validators=[
            DataRequired(_l("Say what one does for it.")),
            Length(max=2000, message=_l("The text can have at most 2,000 characters.")),
        ],
    )
    outcomes = TextAreaField(
        _l("Learning outcomes"),
        description=_l("One in each line: what somebody can do afterwards."),
        validators=[Length(max=3000, message=_l("The text can have at most 3,000 characters."))],
    )

    def words(self) -> Words:
        lines = [" ".join(line.split()) for line in (self.outcomes.data or "").splitlines()]
        return Words(
            " ".join(self.name.data.split()),
            self.description.data,
            self.criteria.data,
            [line for line in lines if line][:12],
        )


class AchievementForm(WordsForm):
    """Everything that faculty say of an achievement."""

    kind = SelectField(_l("Kind"), validators=[InputRequired()])
    language = SelectField(
        _l("Language of these texts"),
        description=_l("They are signed in this language. Others can be added afterwards."),
        validators=[InputRequired()],
    )
    issuer = SelectField(
        _l("Who signs"),
        coerce=int,
        description=_l("The same for all partners: one certificate, one signature."),
    )
    ects = NumberField(
        _l("ECTS credits"), description=_l("The same for all partners. Empty where it bears none.")
    )
    hours = NumberField(_l("Workload in hours"))
    eqf = SelectField(_l("Level (EQF)"), coerce=int)
    isced = SelectField(_l("Field of study (ISCED-F)"))
    mode = SelectField(_l("How it is taught"))
    measure = SelectField(
        _l("Grade on the certificate"),
        coerce=int,
        description=_l("A score of this exchange that is printed as the grade."),
    )
    months = NumberField(
        _l("Expires after so many months"), description=_l("Empty where it never expires.")
    )
    colour = SelectField(_l("Colour of the badge"), coerce=int)

    def validate_ects(self, field: NumberField) -> None:
        if field.number is not None and not 0 <= field.number <= 300:
            raise ValidationError(gettext("Enter a number from 0 to 300."))

    def validate_hours(self, field: NumberField) -> None:
        if field.number is not None and not 0 <= field.number <= 9000:
            raise ValidationError(gettext("Enter a number from 0 to 9,000."))

    def validate_months(self, field: NumberField) -> None:
        number = field.number
        if number is not None and not (number == int(number) and 1 <= number <= 600):
            raise ValidationError(gettext("Enter a whole number from 1 to 600."))

    def facts(self, access: Access) -> AchievementFacts:
        return AchievementFacts(
            kind=AchievementKind(self.kind.data),
            language=self.language.data,
            words=self.words(),
            issuer_id=self.issuer.data or None,
            ects=self.ects.number,
            eqf=self.eqf.data or None,
            isced=self.isced.data,
            hours=self.hours.number,
            mode=self.mode.data,
            languages=access.languages,
            months_valid=int(self.months.number) if self.months.number else None,
            measure_id=self.measure.data or None,
            colour=self.colour.data,
        )


def achievement_form(
    session: Session, access: Access, issuers: Sequence[IssuerView], shown: AchievementView | None
) -> AchievementForm:
    """The form of a new achievement, or of one that there is."""
    form = AchievementForm(**(_values(shown) if shown else _first_values(access, issuers)))
    form.kind.choices = [SelectChoice(kind.value, text) for kind, text in KINDS.items()]
    tags = dict.fromkeys([*offered_languages(), *access.languages, form.language.data or "en"])
    form.language.choices = [SelectChoice(tag, language_name(tag)) for tag in tags]
    nobody = SelectChoice(0, gettext("Not chosen yet"))
    form.issuer.choices = [nobody, *(SelectChoice(one.id, one.name) for one in issuers)]
    if shown and shown.issuer_id and shown.issuer_id not in {one.id for one in issuers}:
        form.issuer.choices.append(SelectChoice(shown.issuer_id, gettext("As before")))
    form.eqf.choices = [SelectChoice(0, "–"), *(SelectChoice(n, str(n)) for n in EQF_LEVELS)]
    form.isced.choices = [
        SelectChoice("", "–"),
        *(SelectChoice(code, f"{code} {name}") for code, name in FIELDS.items()),
    ]
    form.mode.choices = [SelectChoice(key, name) for key, name in MODES.items()]
    measures = condition_kinds()["score"].choices
    scores = measures(session, access.exchange_id) if measures else []
    form.measure.choices = [
        SelectChoice(0, gettext("No grade")),
        *(SelectChoice(*one) for one in scores),
    ]
    form.colour.choices = [SelectChoice(n, name) for n, name in enumerate(COLOUR_NAMES)]
    return form


def _first_values(access: Access, issuers: Sequence[IssuerView]) -> dict[str, Any]:
    return {
        "kind": AchievementKind.COURSE.value,
        "name": access.title,
        "description": access.description,
        "language": access.languages[0] if access.languages else "en",
        "issuer": issuers[0].id if issuers else 0,
        "ects": number_text(access.ects),
        "mode": "virtual",
        "measure": 0,
        "eqf": 0,
        "isced": "",
        "colour": 0,
    }


def words_values(words: dict[str, Any]) -> dict[str, str]:
    """What stands in the fields of ``WordsForm``."""
    return {**words, "outcomes": "\n".join(words.get("outcomes", ()))}


def _values(shown: AchievementView) -> dict[str, Any]:
    version = shown.version
    return {
        **words_values(version.texts[version.language]),
        "kind": shown.kind,
        "language": version.language,
        "issuer": shown.issuer_id or 0,
        "ects": number_text(version.ects),
        "hours": number_text(version.hours),
        "eqf": version.eqf or 0,
        "isced": version.isced,
        "mode": version.mode,
        "measure": version.measure_id or 0,
        "months": number_text(version.months_valid),
        "colour": version.colour,
    }


class ConditionForm(Form):
    """One more condition: its kind, what it is about, and a number."""

    kind = SelectField(_l("Condition"), validators=[InputRequired()])
    about = SelectField(_l("Which one"), description=_l("Only where the condition asks for one."))
    minimum = NumberField(
        _l("At least"), description=_l("A percentage, a score or a number of credits.")
    )

    def validate_about(self, field: SelectField) -> None:
        kind = condition_kinds().get(self.kind.data)
        if kind and kind.choices and not field.data.startswith(f"{kind.key}:"):
            raise ValidationError(gettext("Choose what the condition is about."))

    def validate_minimum(self, field: NumberField) -> None:
        kind = condition_kinds().get(self.kind.data)
        if kind and kind.number and kind.number_from is None and field.number is None:
            raise ValidationError(gettext("Enter a number."))
        if kind and kind.key == "items" and field.number and field.number > 100:
            raise ValidationError(gettext("Enter a number from 1 to 100."))

    def condition(self) -> dict[str, Any]:
        kind = condition_kinds()[self.kind.data]
        ref = int(self.about.data.partition(":")[2]) if kind.choices else None
        number = self.minimum.number if self.minimum.number is not None else kind.number_from
        return {"kind": kind.key, "ref": ref, "minimum": number if kind.number else None}


def condition_form(session: Session, exchange_id: int, achievement_id: int) -> ConditionForm:
    """The form with everything that a condition of this exchange can be about."""
    form = ConditionForm()
    kinds = condition_kinds().values()
    form.kind.choices = [SelectChoice(kind.key, kind.label) for kind in kinds]
    form.about.choices = [SelectChoice("", "–")]
    for kind in kinds:
        for ref, title in kind.choices(session, exchange_id) if kind.choices else ():
            if (kind.key, ref) != ("achievement", achievement_id):
                form.about.choices.append(SelectChoice(f"{kind.key}:{ref}", title))
    return form
