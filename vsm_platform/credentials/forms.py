"""The forms of credentials: what an achievement is, its rule, whom it goes to, and why it ends."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.core import clock
from vsm_platform.credentials.actions.achievements import AchievementFacts, Words
from vsm_platform.credentials.actions.holding import Correction
from vsm_platform.credentials.actions.issuers import IssuerFacts
from vsm_platform.credentials.conditions import condition_kinds
from vsm_platform.credentials.fields import EQF_LEVELS, FIELDS, MODES
from vsm_platform.credentials.models import AchievementKind, CredentialRevision
from vsm_platform.credentials.queries.achievements import AchievementView, IssuerView
from vsm_platform.credentials.words import KINDS
from vsm_platform.exchanges.api import Access
from vsm_platform.invitations.api import BYTES_LIMIT
from vsm_platform.web.forms import DayField, Form, NumberField, number_text
from vsm_platform.web.languages import language_name, offered_languages

COLOUR_NAMES = (
    _l("Sea"), _l("Clay"), _l("Violet"), _l("Leaf"), _l("Berry"),
    _l("Blue"), _l("Olive"), _l("Magenta"), _l("Slate"), _l("Wood"),
)  # fmt: skip
REASON = [
    DataRequired(_l("Say why: it stays on record, and who holds it may read it.")),
    Length(max=500, message=_l("The reason can have at most 500 characters.")),
]


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


class PeopleForm(Form):
    """Whom to issue to, chosen by hand."""

    people = SelectMultipleField(
        _l("People"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_l("Choose at least one person."))],
    )


class ListForm(Form):
    """A list of people to issue to."""

    file = FileField(
        _l("A file"),
        description=_l("CSV, as every spreadsheet program saves it; at most 2 MB."),
    )
    text = TextAreaField(_l("Or paste the list here"))

    def validate_text(self, field: TextAreaField) -> None:
        if not field.data and not self.upload():
            raise ValidationError(gettext("Choose a file, or paste your list."))

    def upload(self) -> bytes:
        """What the file holds; nothing where none was chosen."""
        if not self.file.data:
            return b""
        self.file.data.stream.seek(0)
        content: bytes = self.file.data.stream.read(BYTES_LIMIT)
        return content


class PlacesForm(Form):
    """Which column of a list is which; each field is a column's number from 1, or 0 for none."""

    number = SelectField(_l("Number in the sample"), coerce=int)
    address = SelectField(_l("E-mail address"), coerce=int)
    name = SelectField(_l("Name"), coerce=int)
    signed = SelectField(_l("Name on the credential, where it is another"), coerce=int)
    grade = SelectField(_l("Grade"), coerce=int)

    def places(self) -> dict[str, int]:
        return {
            field.name: field.data - 1
            for field in (self.number, self.address, self.name, self.signed, self.grade)
            if field.data
        }


def places_form(header: Sequence[str], places: dict[str, int]) -> PlacesForm:
    """The form with the list's own columns."""
    form = PlacesForm(**{key: at + 1 for key, at in places.items()})
    choices = [SelectChoice(0, gettext("Not in this list"))]
    choices += [
        SelectChoice(n, gettext("%(number)d: %(text)s", number=n, text=cell[:60] or "–"))
        for n, cell in enumerate(header, 1)
    ]
    for field in (form.number, form.address, form.name, form.signed, form.grade):
        field.choices = choices
        field.data = field.data or 0
    return form


class ConfirmForm(Form):
    """The day that stands in the credentials."""

    awarded_on = DayField(
        _l("Awarded on"),
        description=_l("The day that stands in each credential."),
        validators=[InputRequired(_l("Enter the day."))],
    )

    def validate_awarded_on(self, field: DayField) -> None:
        if field.data and field.data > clock.today(UTC):
            raise ValidationError(gettext("The day cannot lie in the future."))


class DecideForm(Form):
    """What the second person says."""

    decision = HiddenField()
    reason = StringField(
        _l("If not: why"),
        validators=[Length(max=500, message=_l("The reason can have at most 500 characters."))],
    )


class ReasonForm(Form):
    """Why something is taken back."""

    reason = StringField(_l("Why"), validators=REASON)


class CorrectionForm(ReasonForm):
    """What the newer form of a credential says."""

    name = StringField(
        _l("Name on the credential"),
        validators=[
            DataRequired(_l("Enter the name.")),
            Length(max=200, message=_l("The name can have at most 200 characters.")),
        ],
    )
    grade = StringField(
        _l("Grade"),
        validators=[Length(max=80, message=_l("The grade can have at most 80 characters."))],
    )
    expires_on = DayField(_l("Valid until"), description=_l("Empty where it never expires."))

    def validate_expires_on(self, field: DayField) -> None:
        if field.data and field.data <= clock.today(UTC):
            raise ValidationError(gettext("Enter a day in the future, or revoke it instead."))

    def correction(self) -> Correction:
        return Correction(
            " ".join(self.name.data.split()), self.grade.data or "", _end(self.expires_on.data),
            self.reason.data,
        )  # fmt: skip


def correction_form(revision: CredentialRevision) -> CorrectionForm:
    """The form with what stands there now."""
    until = revision.valid_until
    return CorrectionForm(
        name=revision.name, grade=revision.grade, expires_on=until.date() if until else None
    )


def _end(day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), UTC) if day else None


class IssuerForm(Form):
    """What administrators say of an issuer."""

    website = StringField(
        _l("Web page"),
        description=_l("Stands in each credential, such as https://www.example.edu"),
        validators=[Length(max=300, message=_l("The address can have at most 300 characters."))],
    )
    needs_approval = BooleanField(_l("A second person looks at each list before it is signed"))
    is_active = BooleanField(_l("New credentials are signed in its name"))

    def validate_website(self, field: StringField) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(gettext("Enter the whole address, beginning with https://"))

    def facts(self) -> IssuerFacts:
        return IssuerFacts(self.website.data or "", self.needs_approval.data, self.is_active.data)


class NewIssuerForm(Form):
    """Who shall sign."""

    owner = RadioField(_l("Who shall sign?"), validators=[InputRequired(_l("Choose one."))])
