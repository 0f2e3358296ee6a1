"""The administrators' forms of alliances: what one is, its rules, its members, its chairs."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.alliances.actions import AllianceDetails, Years
from vsm_platform.alliances.errors import FieldProblem
from vsm_platform.alliances.models import Alliance
from vsm_platform.alliances.queries import Member
from vsm_platform.alliances.rotation import Term, later
from vsm_platform.alliances.rules import (
    CreditRange,
    ExchangeKind,
    Publishers,
    Rules,
)
from vsm_platform.web.forms import FIRST_DAY, LAST_DAY, DayField, Form, NumberField, number_text

FIRST_YEAR, LAST_YEAR = 1900, 2100
_A_YEAR = NumberRange(FIRST_YEAR, LAST_YEAR, _l("Enter a year, such as 2026."))


class AllianceForm(Form):
    """What an alliance is."""

    name = StringField(
        _l("Name"),
        description=_l(
            "As everybody calls it, such as CIVIS. Refusals of its rules begin with it."
        ),
        validators=[
            DataRequired(_l("Enter the alliance’s name.")),
            Length(max=120, message=_l("The name can have at most 120 characters.")),
        ],
    )
    about = TextAreaField(
        _l("What it is about"),
        description=_l("Stands above its catalogue of exchanges."),
        validators=[Length(max=2000, message=_l("The text can have at most 2,000 characters."))],
    )


class MembersField(SelectMultipleField):
    """Institutions with a box each."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        widgets = {
            "option_widget": CheckboxInput(),
            "widget": ListWidget(prefix_label=False),
            "coerce": int,
        }
        super().__init__(*arguments, **{**widgets, **options})


class JoinForm(Form):
    """Which institutions join, and when."""

    institutions = MembersField(
        _l("Institutions that join"),
        validators=[InputRequired(_l("Choose at least one institution."))],
    )
    joined_in = IntegerField(
        _l("Year in which they join"),
        validators=[InputRequired(_l("Enter the year.")), _A_YEAR],
    )


class NewAllianceForm(AllianceForm, JoinForm):
    """A new alliance with its first members."""


class RulesForm(AllianceForm):
    """What an alliance is, and what it asks of its exchanges; made by ``rules_form``."""

    minimum_partners = IntegerField(
        _l("Partners of an exchange, at least"),
        description=_l("Only members of the alliance count."),
        validators=[
            InputRequired(_l("Enter a number.")),
            NumberRange(1, 100, _l("Enter a number from 1 to 100.")),
        ],
    )
    same_credit = BooleanField(_l("Every partner gives the same credit"))
    season_limit = IntegerField(
        _l("Exchanges that a student takes in one season, at most"),
        description=_l("Cultural exchanges do not count. Empty for any number."),
        validators=[Optional(), NumberRange(1, 100, _l("Enter a number from 1 to 100."))],
    )
    publishers = RadioField(
        _l("Who opens an exchange for registration"),
        choices=[
            SelectChoice(Publishers.COORDINATORS.value, _l("Any of its coordinators")),
            SelectChoice(Publishers.CHAIR.value, _l("The institution that chairs on that day")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )

    def ranges(self) -> list[tuple[ExchangeKind, NumberField, NumberField]]:
        """The fields of least and most ECTS for each kind of exchange."""
        return [
            (kind, self[f"least_{kind.value}"], self[f"most_{kind.value}"]) for kind in ExchangeKind
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for _kind, least, most in self.ranges():
            if least.errors or most.errors:
                continue
            if (least.number is None) != (most.number is None):
                empty = least if least.number is None else most
                empty.errors = [gettext("Enter both numbers, or neither.")]
                valid = False
            elif (least.number or 0) > (most.number or 0):
                most.errors = [gettext("The most must not be less than the least.")]
                valid = False
        return valid

    def details(self) -> AllianceDetails:
        """What was written, once it is valid."""
        ranges = {
            kind: CreditRange(least.number, most.number)
            for kind, least, most in self.ranges()
            if least.number is not None and most.number is not None
        }
        rules = Rules(
            minimum_partners=self.minimum_partners.data,
            credits=ranges,
            same_credit=self.same_credit.data,
            season_limit=self.season_limit.data,
            publishers=Publishers(self.publishers.data),
        )
        return AllianceDetails(self.name.data, self.about.data or "", rules)


def rules_form(alliance: Alliance) -> RulesForm:
    """The form of an alliance's rules, with two fields for each kind of exchange."""
    fields: dict[str, NumberField] = {}
    values: dict[str, str] = {}
    for kind in ExchangeKind:
        ends = alliance.credit_ranges.get(kind.value, [None, None])
        for end, label, value in zip(
            ("least", "most"), (_l("At least"), _l("At most")), ends, strict=True
        ):
            fields[f"{end}_{kind.value}"] = NumberField(label)
            values[f"{end}_{kind.value}"] = number_text(value)
    form_class = type("KindsRulesForm", (RulesForm,), fields)
    form: RulesForm = form_class(
        name=alliance.name,
        about=alliance.about,
        minimum_partners=alliance.minimum_partners,
        same_credit=alliance.same_credit,
        season_limit=alliance.season_limit,
        publishers=alliance.publishers,
        **values,
    )
    return form


class MembershipForm(Form):
    """The years of each member; made by ``membership_form``."""

    members: Sequence[Member] = ()

    def rows(self) -> list[tuple[Member, IntegerField, IntegerField]]:
        return [
            (member, self[f"joined_{member.id}"], self[f"left_{member.id}"])
            for member in self.members
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for _member, joined, left in self.rows():
            if joined.data and left.data and left.data <= joined.data:
                left.errors = [gettext("This must be later than the year of joining.")]
                valid = False
        return valid

    def years(self) -> dict[int, Years]:
        """The years by the number of the membership."""
        return {member.id: Years(joined.data, left.data) for member, joined, left in self.rows()}


def membership_form(members: Sequence[Member]) -> MembershipForm:
    """The form with two years for each member."""
    fields: dict[str, object] = {"members": members}
    values: dict[str, int | None] = {}
    for member in members:
        fields[f"joined_{member.id}"] = IntegerField(
            _l("Member since"), validators=[InputRequired(_l("Enter the year.")), _A_YEAR]
        )
        fields[f"left_{member.id}"] = IntegerField(
            _l("No longer from"), validators=[Optional(), _A_YEAR]
        )
        values |= {f"joined_{member.id}": member.joined_in, f"left_{member.id}": member.left_in}
    form: MembershipForm = type("MembersYearsForm", (MembershipForm,), fields)(**values)
    return form


class TurnForm(Form):
    """One turn as chair."""

    institution = SelectField(
        _l("Institution"),
        coerce=int,
        validators=[InputRequired(_l("Choose the institution."))],
    )
    starts_on = DayField(_l("First day"), validators=[InputRequired(_l("Enter the first day."))])
    ends_on = DayField(_l("Last day"), validators=[InputRequired(_l("Enter the last day."))])

    def term(self) -> Term:
        return Term(self.institution.data, self.starts_on.data, self.ends_on.data)


class RotationForm(Form):
    """Who chairs in each of the next years; made by ``rotation_form``."""

    proposal: Sequence[Term] = ()

    def rows(self) -> list[tuple[Term, SelectField]]:
        return [(term, self[f"turn_{number}"]) for number, term in enumerate(self.proposal)]

    def terms(self) -> list[Term]:
        """The turns as they were chosen; a year that was left to nobody is missing."""
        return [
            Term(field.data, term.starts_on, term.ends_on)
            for term, field in self.rows()
            if field.data
        ]


def rotation_form(proposal: Sequence[Term], choices: Sequence[tuple[int, str]]) -> RotationForm:
    """The form of a proposed rotation, each year with the institutions to choose from."""
    fields: dict[str, object] = {"proposal": proposal}
    for number, term in enumerate(proposal):
        label = f"{term.starts_on.isoformat()} – {term.ends_on.isoformat()}"
        options = [SelectChoice(0, _l("Nobody yet")), *(SelectChoice(*one) for one in choices)]
        fields[f"turn_{number}"] = SelectField(label, coerce=int, choices=options)
    values = {f"turn_{number}": term.institution_id for number, term in enumerate(proposal)}
    form: RotationForm = type("YearsRotationForm", (RotationForm,), fields)(**values)
    return form


def first_new_day(last_day: date | None, today: date, asked: str | None) -> date:
    """When the next turn to be planned begins: as asked, after the last one, or with this year."""
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        day = None
    if day and FIRST_DAY <= day <= LAST_DAY:
        return day
    if last_day is None or last_day < later(today, -1):
        return today.replace(month=1, day=1)
    return last_day + timedelta(days=1)


def refuse(form: Form, problem: FieldProblem) -> None:
    """Show what an action refused at its field; at the whole form where it has no such field."""
    message = problem.texts[1]
    if problem.field in form:
        field = form[problem.field]
        field.errors = [*field.errors, message]
    else:
        form.form_errors.append(message)
