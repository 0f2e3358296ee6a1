"""The forms of an exchange: what it is, its partners, its dates."""

from collections.abc import Sequence
from datetime import timedelta
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
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.alliances.api import ExchangeKind, kind_label
from vsm_platform.exchanges.actions.agreement import ExchangeFacts
from vsm_platform.exchanges.alliance_rules import AllianceTerms
from vsm_platform.exchanges.languages import find_language, language_names
from vsm_platform.exchanges.policies import Access
from vsm_platform.web.forms import DayField, Form, NumberField, number_text

LONGEST = timedelta(days=731)
LANGUAGES = 8
MIN_ECTS, MAX_ECTS = 0.5, 60


class LanguagesField(StringField):
    """Languages by name or tag, separated by commas; ``data`` is what stands in the field."""

    tags: Sequence[str] = ()
    """The BCP 47 tags that were understood."""
    may_be_empty = False

    def pre_validate(self, _form: Any) -> None:
        if self.may_be_empty and not self.data:
            return
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
    season = StringField(
        _l("Season"),
        description=_l("Tells it from the years before and after, such as Fall 2026."),
        validators=[Length(max=60, message=_l("The season can have at most 60 characters."))],
    )
    kind = SelectField(
        _l("What it is"),
        choices=lambda: [SelectChoice(kind.value, kind_label(kind)) for kind in ExchangeKind],
        default=ExchangeKind.COURSE.value,
        validators=[DataRequired(_l("Choose from the list."))],
    )
    ects = NumberField(
        _l("The exchange’s own credit, in ECTS"),
        description=_l(
            "0.5 to 60, in steps of 0.5. Empty for none. What each partner gives is in its terms."
        ),
    )

    def validate_ects(self, field: NumberField) -> None:
        number = field.number
        if number is not None and not (MIN_ECTS <= number <= MAX_ECTS and number * 2 % 1 == 0):
            raise ValidationError(gettext("Enter 0.5 to 60 ECTS, in steps of 0.5."))

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
            season=self.season.data or "",
            kind=ExchangeKind(self.kind.data),
            ects=self.ects.number,
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

    def offer_alliances(self, choices: Sequence[tuple[int, str]]) -> None:
        """Set the alliances to choose from."""
        self.alliance.choices = [(0, _l("None")), *choices]


class NewExchangeForm(ExchangeForm, PartnersForm, AllianceForm):
    """Everything that a new exchange needs."""

    problems: Sequence[str] = ()
    """What breaks a rule of the alliance; it can then be saved as a draft only."""

    def alliance_terms(self) -> AllianceTerms:
        """What the alliance asks about, once it is valid."""
        return AllianceTerms(
            alliance_id=self.alliance.data or None,
            kind=ExchangeKind(self.kind.data),
            season=self.season.data or "",
            ects=self.ects.number,
        )


class CoordinatorForm(Form):
    """One button beside a person's name."""

    person = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    appoint = StringField(validators=[AnyOf(["yes", "no"])])


class DeparturesForm(Form):
    """Whether those have left whom a roster lacks, and how many they were when that was asked."""

    missing = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    decision = StringField(validators=[AnyOf(["left", "keep"])])


def settings_form(access: Access) -> ExchangeForm:
    """The form of what is written about an exchange, filled with what is there."""
    return ExchangeForm(
        title=access.title,
        season=access.season,
        description=access.description,
        starts_on=access.starts_on,
        ends_on=access.ends_on,
        languages=", ".join(language_names(access.languages)),
        kind=access.kind.value,
        ects=number_text(access.ects),
    )
