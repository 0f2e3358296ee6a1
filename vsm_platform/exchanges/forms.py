"""The forms of an exchange: what it is, its partners, its dates."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.alliances.api import ExchangeKind, kind_label
from vsm_platform.exchanges.actions.agreement import ExchangeFacts
from vsm_platform.exchanges.alliance_rules import AllianceTerms
from vsm_platform.exchanges.languages import find_language, language_names
from vsm_platform.exchanges.policies import Access
from vsm_platform.exchanges.queries.people import Partner
from vsm_platform.web.forms import AmountField, DayField, Form

LONGEST = timedelta(days=731)
LANGUAGES = 8


class LanguagesField(StringField):
    """Languages by name or tag, separated by commas; ``data`` is what stands in the field."""

    tags: Sequence[str] = ()
    """The BCP 47 tags that were understood."""

    def pre_validate(self, _form: Any) -> None:
        names = [name for part in (self.data or "").split("،") for name in part.split(",")]
        written = [name.strip() for name in names if name.strip()]
        found = [find_language(name) for name in written]
        for name, tag in zip(written, found, strict=True):
            if tag is None:
                message = gettext("We do not know the language “%(name)s”.", name=name[:40])
                raise ValidationError(message)
        if not found:
            raise ValidationError(gettext("Enter at least one language."))
        if len(found) > LANGUAGES:
            raise ValidationError(gettext("Name at most eight languages."))
        self.tags = list(dict.fromkeys(tag for tag in found if tag))


class ExchangeForm(Form):
    """What is written about an exchange."""

    title = StringField(
        _l("Title"),
        validators=[
            DataRequired(_l("Enter a title.")),
            Length(max=200, message=_l("The title can have at most 200 characters.")),
        ],
    )
    description = TextAreaField(
        _l("What it is about"),
        description=_l(
            "Students read this on the course's first page. An empty line begins a new paragraph."
        ),
        validators=[Length(max=5000, message=_l("The text can have at most 5,000 characters."))],
    )
    starts_on = DayField(_l("First day"), validators=[InputRequired(_l("Enter the first day."))])
    ends_on = DayField(_l("Last day"), validators=[InputRequired(_l("Enter the last day."))])
    languages = LanguagesField(
        _l("Languages in which it is taught"),
        description=_l("Separate several by commas: English, Spanish."),
        validators=[InputRequired(_l("Enter at least one language."))],
    )

    def validate_ends_on(self, field: DayField) -> None:
        if not self.starts_on.data or not field.data:
            return
        if field.data <= self.starts_on.data:
            raise ValidationError(gettext("The last day must be after the first day."))
        if field.data - self.starts_on.data > LONGEST:
            raise ValidationError(
                gettext("An exchange can last two years. Make a new one for the next season.")
            )

    def facts(self) -> ExchangeFacts:
        """What was written, once it is valid."""
        return ExchangeFacts(
            title=self.title.data,
            description=self.description.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            languages=list(self.languages.tags),
        )


class PartnersForm(Form):
    """Which institutions take part, and which of them leads."""

    institutions = SelectMultipleField(
        _l("Partners"),
        coerce=int,
        validators=[InputRequired(_l("Choose at least one institution."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    lead = SelectField(
        _l("Lead"),
        description=_l("The partner that answers for the exchange."),
        coerce=int,
        validators=[InputRequired(_l("Choose the lead."))],
    )

    def offer(self, choices: Sequence[tuple[int, str]]) -> None:
        """Set the institutions to choose from."""
        self.institutions.choices = list(choices)
        self.lead.choices = list(choices)

    def validate_lead(self, field: SelectField) -> None:
        if field.data not in (self.institutions.data or []):
            raise ValidationError(gettext("The lead must be one of the partners."))


class AllianceForm(Form):
    """The alliance of an exchange, and what it says of itself there."""

    alliance = SelectField(
        _l("Alliance"),
        description=_l("Its rules are then checked, and the exchange stands in its catalogue."),
        coerce=int,
        default=0,
        validators=[Optional()],
    )
    kind = SelectField(
        _l("Kind of exchange"),
        choices=lambda: [(kind.value, kind_label(kind)) for kind in ExchangeKind],
        default=ExchangeKind.COURSE.value,
        validators=[DataRequired(_l("Choose from the list."))],
    )
    season = StringField(
        _l("Season"),
        description=_l("What its year or term is called, such as Fall 2026."),
        validators=[Length(max=60, message=_l("This can have at most 60 characters."))],
    )
    ects = AmountField(_l("Credit in ECTS"), description=_l("Empty where it bears none."))

    def offer_alliances(self, choices: Sequence[tuple[int, str]]) -> None:
        """Set the alliances to choose from."""
        self.alliance.choices = [(0, _l("None")), *choices]

    def alliance_terms(self) -> AllianceTerms:
        """What was chosen, once it is valid."""
        return AllianceTerms(
            alliance_id=self.alliance.data or None,
            kind=ExchangeKind(self.kind.data),
            season=self.season.data or "",
            ects=self.ects.amount,
        )


class NewExchangeForm(ExchangeForm, PartnersForm, AllianceForm):
    """Everything that a new exchange needs."""

    problems: Sequence[str] = ()
    """What breaks a rule of the alliance; it can then be saved as a draft only."""


class CoordinatorForm(Form):
    """One button beside a person's name."""

    person = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    appoint = StringField(validators=[AnyOf(["yes", "no"])])


class DeparturesForm(Form):
    """Whether those have left whom a roster lacks, and how many they were when that was asked."""

    missing = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    decision = StringField(validators=[AnyOf(["left", "keep"])])


class SettingsForm(ExchangeForm):
    """An exchange with the first day of each partner; made by ``settings_form``."""

    partners: Sequence[Partner] = ()

    def start_fields(self) -> list[DayField]:
        """The partners' fields, in the partners' order."""
        return [self[_start_name(partner)] for partner in self.partners]

    def starts(self) -> dict[int, date | None]:
        """The first day by partnership; None where it is the exchange's."""
        fields = zip(self.partners, self.start_fields(), strict=True)
        return {partner.partnership_id: field.data for partner, field in fields}

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        first, last = self.starts_on.data, self.ends_on.data
        for field in self.start_fields():
            if field.data and first and last and not first <= field.data <= last:
                message = gettext("%(name)s must begin within the exchange.", name=field.label.text)
                field.errors = [*field.errors, message]
                valid = False
        return bool(valid)


def _start_name(partner: Partner) -> str:
    return f"starts_{partner.partnership_id}"


def settings_form(access: Access, partners: Sequence[Partner]) -> SettingsForm:
    """The form of an exchange's settings, with a field for each partner's first day."""
    fields = {
        _start_name(partner): DayField(partner.name, validators=[Optional()])
        for partner in partners
    }
    form_class = type("PartnersSettingsForm", (SettingsForm,), {**fields, "partners": partners})
    form: SettingsForm = form_class(
        title=access.title,
        description=access.description,
        starts_on=access.starts_on,
        ends_on=access.ends_on,
        languages=", ".join(language_names(access.languages)),
        **{_start_name(partner): partner.starts_on for partner in partners},
    )
    return form
