"""The form for the next season of an exchange."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.exchanges.actions.running_again import NextSeason
from vsm_platform.exchanges.forms import LONGEST
from vsm_platform.exchanges.policies import Access
from vsm_platform.exchanges.queries.people import Partner
from vsm_platform.web.forms import DayField, Form

YEAR = timedelta(weeks=52)
_YEAR = re.compile(r"\b(19|20)\d\d\b")


class RunAgainForm(Form):
    """What is chosen for a new season; made by ``run_again_form``."""

    access: Access
    own_institution_id: int | None = None
    """The institution of the coordinator who makes it, which must be among the partners."""

    title = StringField(
        _l("Title"),
        validators=[
            DataRequired(_l("Enter a title.")),
            Length(max=200, message=_l("The title can have at most 200 characters.")),
        ],
    )
    season = StringField(
        _l("Season"),
        description=_l("Tells it from the years before and after, such as Fall 2026."),
        validators=[
            DataRequired(_l("Enter a season.")),
            Length(max=60, message=_l("The season can have at most 60 characters.")),
        ],
    )
    starts_on = DayField(_l("First day"), validators=[InputRequired(_l("Enter the first day."))])
    ends_on = DayField(
        _l("Last day"),
        description=_l("Empty for as long as this time."),
        validators=[Optional()],
    )
    institutions = SelectMultipleField(
        _l("Partners"),
        description=_l("Administrators can add others afterwards."),
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

    def validate_starts_on(self, field: DayField) -> None:
        if field.data and field.data <= self.access.starts_on:
            raise ValidationError(gettext("The next season must begin after this one did."))

    def validate_ends_on(self, field: DayField) -> None:
        first = self.starts_on.data
        if not first or not field.data:
            return
        if field.data <= first:
            raise ValidationError(gettext("The last day must be after the first day."))
        if field.data - first > LONGEST:
            raise ValidationError(gettext("An exchange can last two years."))

    def validate_institutions(self, field: SelectMultipleField) -> None:
        if self.own_institution_id and self.own_institution_id not in (field.data or []):
            message = gettext("Your own university must be among them, for you to prepare it.")
            raise ValidationError(message)

    def validate_lead(self, field: SelectField) -> None:
        if field.data not in (self.institutions.data or []):
            raise ValidationError(gettext("The lead must be one of the partners."))

    def chosen(self) -> NextSeason:
        """What was chosen, once it is valid."""
        first: date = self.starts_on.data
        length = self.access.ends_on - self.access.starts_on
        return NextSeason(
            title=self.title.data,
            season=self.season.data,
            starts_on=first,
            ends_on=self.ends_on.data or first + length,
            institution_ids=self.institutions.data,
            lead_id=self.lead.data,
        )


def run_again_form(
    access: Access, partners: Sequence[Partner], own_institution_id: int | None
) -> RunAgainForm:
    """The form, which proposes the same weeks of the next year with the partners that are left."""
    present = [partner for partner in partners if not partner.has_left]
    lead = next((partner.institution_id for partner in present if partner.is_lead), None)
    form = RunAgainForm(
        title=access.title,
        season=next_season(access.season),
        starts_on=access.starts_on + YEAR,
        institutions=[partner.institution_id for partner in present],
        lead=lead,
    )
    choices = [(partner.institution_id, partner.name) for partner in partners]
    form.institutions.choices, form.lead.choices = list(choices), list(choices)
    form.access, form.own_institution_id = access, own_institution_id
    return form


def next_season(season: str) -> str:
    """The season a year later, such as ``Fall 2027`` for ``Fall 2026``."""
    return _YEAR.sub(lambda found: str(int(found[0]) + 1), season)
