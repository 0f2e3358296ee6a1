"""The forms in which a partner says how it chooses."""

from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.admissions.actions.criteria import AdmissionFacts
from vsm_platform.admissions.criteria import CEFR, LONGEST_TEXT, YEARS, Asked
from vsm_platform.admissions.models import CriterionKind
from vsm_platform.admissions.queries.desks import Desk
from vsm_platform.admissions.words import LEVELS, STUDIES
from vsm_platform.exchanges.api import find_language
from vsm_platform.web.forms import DayField, Form

PROMPT, OPTIONS, OPTION = 500, 12, 120
RULE = [
    SelectChoice("no", _l("It informs: you see the answer when you decide.")),
    SelectChoice(
        "yes", _l("It is a rule: whoever does not meet it is refused at once, and reads why.")
    ),
]


def _rule_field() -> RadioField:
    needed = InputRequired(_l("Choose one."))
    return RadioField(_l("What the answer does"), choices=RULE, default="no", validators=[needed])


def _prompt_field(label: Any, hint: Any = "", *, needed: bool = True) -> TextAreaField:
    checks = [Length(max=PROMPT, message=_l("Use at most 500 characters."))]
    if needed:
        checks.insert(0, InputRequired(_l("Write what applicants are asked.")))
    return TextAreaField(label, description=hint, validators=checks)


def _number(label: Any, lowest: int, highest: int, **options: Any) -> IntegerField:
    message = gettext_range(lowest, highest)
    return IntegerField(
        label,
        validators=[
            InputRequired(message),
            NumberRange(lowest, highest, message=message),
        ],
        **options,
    )


def gettext_range(lowest: int, highest: int) -> Any:
    """What a number must be, said when the page is drawn."""
    return _l(
        "Enter a whole number from %(lowest)d to %(highest)d.", lowest=lowest, highest=highest
    )


class CriterionForm(Form):
    """One criterion; each kind has its own."""

    kind: ClassVar[CriterionKind]
    version = HiddenField(default="0")
    confirmed = HiddenField(default="")
    """Set once the effect on those who have applied already was looked at."""

    def wanted(self, stored: Asked | None) -> Asked:
        """What is to be asked, once the form is valid."""
        rule = self._fields.get("is_rule")
        prompt = self._fields.get("prompt")
        return Asked(
            id=stored.id if stored else 0,
            kind=self.kind,
            prompt=(prompt.data or "") if prompt else "",
            settings=self.settings(stored),
            is_rule=rule is not None and rule.data == "yes",
            version=int(self.version.data) if (self.version.data or "").isdecimal() else -1,
        )

    def settings(self, _stored: Asked | None) -> dict[str, Any]:
        """What the kind needs to know."""
        return {}

    def carried(self) -> list[tuple[str, str]]:
        """The form as it was sent, for the page that asks once more."""
        pairs: list[tuple[str, str]] = []
        for name, field in self._fields.items():
            if name in {"csrf_token", "confirmed"}:
                continue
            if isinstance(field, BooleanField):
                pairs += [(name, "y")] if field.data else []
            elif isinstance(field, SelectMultipleField):
                pairs += [(name, str(one)) for one in field.data]
            else:
                pairs.append((name, "" if field.data is None else str(field.data)))
        return pairs


class LanguageForm(CriterionForm):
    kind = CriterionKind.LANGUAGE
    language = StringField(
        _l("Language"),
        description=_l("Its name or its tag, such as English or en."),
        validators=[InputRequired(_l("Enter a language."))],
    )
    level = SelectField(
        _l("Level that you ask for"),
        choices=[SelectChoice(level, LEVELS[level]) for level in CEFR[1:]],
        default="B2",
        validators=[InputRequired(_l("Choose one."))],
    )
    needs_proof = BooleanField(_l("Ask for the name of a certificate"))
    is_rule = _rule_field()

    def validate_language(self, field: StringField) -> None:
        if field.data and find_language(field.data) is None:
            name = field.data[:40]
            raise ValidationError(gettext("We do not know the language “%(name)s”.", name=name))

    def settings(self, stored: Asked | None) -> dict[str, Any]:
        # Answers speak of the language that was asked for, so that it stays what it is.
        kept = stored.settings["language"] if stored else find_language(self.language.data)
        return {
            "language": kept,
            "level": self.level.data,
            "needs_proof": bool(self.needs_proof.data),
        }


class YearForm(CriterionForm):
    kind = CriterionKind.YEAR
    studies = SelectMultipleField(
        _l("For students of"),
        choices=[SelectChoice(*study) for study in STUDIES.items()],
        default=list(STUDIES),
        validators=[InputRequired(_l("Choose at least one."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    from_year = _number(
        _l("First-degree students from year"),
        1,
        YEARS,
        default=1,
        description=_l("1 for all years; 3 for the final years of most first degrees."),
    )
    is_rule = _rule_field()

    def settings(self, _stored: Asked | None) -> dict[str, Any]:
        return {"studies": list(self.studies.data), "from_year": self.from_year.data}


class StandingForm(CriterionForm):
    kind = CriterionKind.STANDING
    prompt = _prompt_field(
        _l("What you ask"),
        _l("A question to be answered by yes or no: “Have you passed all courses of year 1?”"),
    )
    confirm = BooleanField(_l("We confirm the answer ourselves before we decide"))
    is_rule = _rule_field()

    def settings(self, _stored: Asked | None) -> dict[str, Any]:
        return {"confirm": bool(self.confirm.data)}


class BelongingForm(CriterionForm):
    kind = CriterionKind.BELONGING
    prompt = _prompt_field(
        _l("For whom the exchange is meant"),
        _l(
            "Write it as the people themselves would say it, and why. Applicants answer yes, no, or "
            "that they would rather not say; only a no is refused. You see numbers, never answers."
        ),
    )
    is_rule = _rule_field()


class ChoiceForm(CriterionForm):
    kind = CriterionKind.CHOICE
    prompt = _prompt_field(_l("What you ask"))
    options = TextAreaField(
        _l("Answers to choose from"),
        description=_l("One a line."),
        validators=[InputRequired(_l("Write at least two answers, one a line."))],
    )
    unfit = TextAreaField(
        _l("Answers that do not fit"),
        description=_l("Repeat those with which nobody can take part, one a line."),
        validators=[Optional()],
    )
    is_rule = _rule_field()

    def validate_options(self, field: TextAreaField) -> None:
        options = _lines(field.data)
        if len(options) < 2:
            raise ValidationError(gettext("Write at least two answers, one a line."))
        if len(options) > OPTIONS or any(len(option) > OPTION for option in options):
            raise ValidationError(gettext("At most twelve answers of 120 characters each."))

    def validate_unfit(self, field: TextAreaField) -> None:
        options, unfit = _lines(self.options.data), _lines(field.data)
        strange = [one for one in unfit if one not in options]
        if strange:
            name = strange[0][:60]
            raise ValidationError(gettext("“%(name)s” is not among the answers.", name=name))
        if len(unfit) == len(options):
            raise ValidationError(gettext("At least one answer must fit."))

    def validate_is_rule(self, field: RadioField) -> None:
        if field.data == "yes" and not _lines(self.unfit.data):
            raise ValidationError(gettext("A rule needs at least one answer that does not fit."))

    def settings(self, _stored: Asked | None) -> dict[str, Any]:
        return {"options": _lines(self.options.data), "unfit": _lines(self.unfit.data)}


def _lines(text: str | None) -> list[str]:
    lines = [line.strip() for line in (text or "").splitlines()]
    return list(dict.fromkeys(line for line in lines if line))


class MotivationForm(CriterionForm):
    kind = CriterionKind.MOTIVATION
    prompt = _prompt_field(
        _l("What you ask"),
        _l("Empty for “Why do you want to take part?”"),
        needed=False,
    )
    minimum = _number(_l("At least so many characters"), 0, 3000, default=200)
    maximum = _number(_l("At most so many characters"), 100, LONGEST_TEXT, default=2000)

    def validate_maximum(self, field: IntegerField) -> None:
        if field.data is not None and field.data <= (self.minimum.data or 0):
            raise ValidationError(gettext("The longest text must be longer than the shortest."))

    def settings(self, _stored: Asked | None) -> dict[str, Any]:
        return {"minimum": self.minimum.data, "maximum": self.maximum.data}


class QuestionForm(CriterionForm):
    kind = CriterionKind.QUESTION
    prompt = _prompt_field(_l("What you ask"))
    maximum = _number(_l("At most so many characters"), 20, LONGEST_TEXT, default=500)
    is_optional = BooleanField(_l("May stay empty"))

    def settings(self, _stored: Asked | None) -> dict[str, Any]:
        return {"maximum": self.maximum.data, "is_optional": bool(self.is_optional.data)}


FORMS: dict[CriterionKind, type[CriterionForm]] = {
    form.kind: form
    for form in (
        LanguageForm,
        YearForm,
        StandingForm,
        BelongingForm,
        ChoiceForm,
        MotivationForm,
        QuestionForm,
    )
}


def criterion_form(kind: CriterionKind, stored: Asked | None) -> CriterionForm:
    """The form of a criterion of this kind, new or as it is stored."""
    form_class = FORMS[kind]
    if stored is None:
        return form_class()
    shown: dict[str, Any] = dict(stored.settings)
    for name in ("options", "unfit"):
        if name in shown:
            shown[name] = "\n".join(shown[name])
    if kind == CriterionKind.LANGUAGE:
        shown["language"] = stored.language
    return form_class(
        prompt=stored.prompt,
        is_rule="yes" if stored.is_rule else "no",
        version=str(stored.version),
        **shown,
    )


class AdmissionForm(Form):
    """What surrounds the criteria."""

    version = HiddenField(default="0")
    introduction = TextAreaField(
        _l("What applicants read first"),
        description=_l("For whom it is, what it asks of them, when you decide."),
        validators=[Length(max=3000, message=_l("The text can have at most 3,000 characters."))],
    )
    has_interview = BooleanField(_l("We speak with applicants before we decide"))
    interview_about = TextAreaField(
        _l("What you tell them about the interview"),
        description=_l("How long, in which language, by which means."),
        validators=[Length(max=1000, message=_l("Use at most 1,000 characters."))],
    )
    answer_days = _number(
        _l("Days in which an offered place is to be taken"),
        0,
        60,
        description=_l("After that it goes to the waiting list. 0 enrols people without asking."),
    )
    moves_until = DayField(
        _l("Last day on which the waiting list moves up"),
        description=_l("Empty for your own first day of the course."),
        validators=[Optional()],
    )
    keeps_days = _number(
        _l("Days after a decision for which answers are kept"),
        1,
        730,
        description=_l(
            "Of everybody who got no place; of the others until the course is over. Then they are "
            "deleted, and only that somebody applied stays."
        ),
    )

    def facts(self) -> AdmissionFacts:
        """What was written, once it is valid."""
        return AdmissionFacts(
            introduction=self.introduction.data or "",
            has_interview=bool(self.has_interview.data),
            interview_about=self.interview_about.data or "",
            answer_days=self.answer_days.data,
            moves_until=self.moves_until.data,
            keeps_days=self.keeps_days.data,
        )

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 9 else -1


def admission_form(desk: Desk) -> AdmissionForm:
    """How a partner chooses, as it is stored."""
    return AdmissionForm(obj=desk.admission)
