"""The forms of formation: wishes, pairs, questions and answers, lists, and moves."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from vsm_platform.formation.actions.formations import Basics
from vsm_platform.formation.models import Attribute, Formation, Importance
from vsm_platform.formation.queries.roster import RosterStudent
from vsm_platform.formation.solver.problem import Rule
from vsm_platform.formation.wishes import IMPORTANCES, PRESETS, RULES
from vsm_platform.invitations.api import BYTES_LIMIT, ENCODINGS
from vsm_platform.web.forms import Form

LARGEST_TEAM = 100
HOURS = (0, 1, 2, 3, 5, 7, 10, 14, 20, 30)
MINUTES = (30, 45, 60, 90, 120, 180)
LEAVE_OUT = "none"
PREFER_NOT = "prefer-not"


class BeginForm(Form):
    """Wishes to begin with, and what the teams will be called."""

    title = StringField(
        _l("What these teams are called"),
        description=_l("For example: Project teams."),
        validators=[
            DataRequired(_l("Enter what these teams are called.")),
            Length(max=120, message=_l("The title can have at most 120 characters.")),
        ],
    )
    preset = RadioField(
        _l("What matters"),
        choices=[SelectChoice(one.key, one.label) for one in PRESETS],
        default=PRESETS[0].key,
        validators=[InputRequired(_l("Choose one."))],
    )


class WishesForm(Form):
    """The wishes that every set of teams has."""

    title = StringField(
        _l("What these teams are called"),
        validators=[
            DataRequired(_l("Enter what these teams are called.")),
            Length(max=120, message=_l("The title can have at most 120 characters.")),
        ],
    )
    least = IntegerField(
        _l("People in a team, at least"),
        validators=[
            InputRequired(_l("Enter how many people a team has at least.")),
            NumberRange(1, LARGEST_TEAM, message=_l("Enter a number from 1 to 100.")),
        ],
    )
    most = IntegerField(
        _l("People in a team, at most"),
        validators=[
            InputRequired(_l("Enter how many people a team has at most.")),
            NumberRange(1, LARGEST_TEAM, message=_l("Enter a number from 1 to 100.")),
        ],
    )
    institution_mix = SelectField(
        _l("Different universities in each team"),
        validators=[InputRequired(_l("Choose one."))],
        choices=[SelectChoice(one.value, label) for one, label in IMPORTANCES.items()],
    )
    common_hours = SelectField(
        _l("Hours a week in which all of a team are awake"),
        description=_l(
            "Counted in the worst week of the term. Whoever has said when they can meet counts "
            "with these hours, everybody else from 8 to 22 on their own clock."
        ),
        coerce=float,
        validators=[InputRequired(_l("Choose one."))],
    )
    meeting_minutes = SelectField(
        _l("In one piece of at least"),
        coerce=int,
        validators=[InputRequired(_l("Choose one."))],
    )

    def offer(self, formation: Formation) -> None:
        """Set the hours to choose from, and those that are kept, however odd."""
        hours = sorted({*map(float, HOURS), formation.common_hours})
        minutes = sorted({*MINUTES, formation.meeting_minutes})
        self.common_hours.choices = [(one, self._hours(one)) for one in hours]
        self.meeting_minutes.choices = [
            (one, gettext("%(num)d minutes", num=one)) for one in minutes
        ]

    @staticmethod
    def _hours(hours: float) -> str:
        if not hours:
            return str(gettext("Does not matter"))
        return str(gettext("%(hours)s or more", hours=f"{hours:g}"))

    def validate_most(self, field: IntegerField) -> None:
        if field.data and self.least.data and field.data < self.least.data:
            raise ValidationError(gettext("This is less than a team has at least."))

    def basics(self) -> Basics:
        """The wishes as they stand in the form."""
        return Basics(
            title=self.title.data or "",
            least=self.least.data or 1,
            most=self.most.data or 1,
            institution_mix=Importance(self.institution_mix.data),
            common_hours=self.common_hours.data,
            meeting_minutes=self.meeting_minutes.data,
        )


class WishForm(Form):
    """One more wish about an attribute."""

    rule = RadioField(_l("What you wish"), validators=[InputRequired(_l("Choose one."))])
    value = SelectField(
        _l("Of which kind"),
        description=_l("Where each team needs at least one."),
        validate_choice=False,
    )
    importance = RadioField(
        _l("How much it matters"),
        choices=[SelectChoice(one.value, label) for one, label in IMPORTANCES.items()],
        default=Importance.MEDIUM.value,
        validators=[InputRequired(_l("Choose one."))],
    )

    def offer(self, rules: Iterable[Rule], kinds: Sequence[str]) -> None:
        """Set what can be wished of an attribute that has these kinds."""
        self.rule.choices = [(rule.value, RULES[rule]) for rule in rules]
        self.value.choices = [("", gettext("None")), *((kind, kind) for kind in kinds)]

    def validate_value(self, field: SelectField) -> None:
        offered = {value for value, _label in field.choices or []}
        if (field.data or "") not in offered:
            raise ValidationError(gettext("Choose one of these."))
        if self.rule.data == Rule.AT_LEAST_ONE and not field.data:
            raise ValidationError(gettext("Choose of which kind there must be at least one."))


class PairForm(Form):
    """Two people who must share a team, or must not."""

    first = SelectField(
        _l("One person"), coerce=int, validators=[InputRequired(_l("Choose a person."))]
    )
    second = SelectField(
        _l("Another person"), coerce=int, validators=[InputRequired(_l("Choose a person."))]
    )
    how = RadioField(
        _l("They must be"),
        choices=[
            SelectChoice("together", _l("In one team")),
            SelectChoice("apart", _l("In different teams")),
        ],
        validators=[InputRequired(_l("Choose one."))],
    )

    def offer(self, people: Iterable[RosterStudent]) -> None:
        """Set the people to choose from."""
        choices = [(one.enrolment_id, f"{one.display_name} ({one.institution})") for one in people]
        self.first.choices = self.second.choices = [(0, gettext("Choose")), *choices]

    def validate_first(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError(gettext("Choose a person."))

    def validate_second(self, field: SelectField) -> None:
        if not field.data or field.data == self.first.data:
            raise ValidationError(gettext("Choose another person."))


class AttributeForm(Form):
    """Something that students are asked, or that a list says."""

    label = StringField(
        _l("What you call it"),
        description=_l("For example: Field of study. Only you who teach here see this."),
        validators=[
            DataRequired(_l("Enter a name.")),
            Length(max=80, message=_l("The name can have at most 80 characters.")),
        ],
    )
    question = StringField(
        _l("How students are asked"),
        description=_l("Leave it empty if it comes from a list and students are not asked."),
        validators=[Length(max=200, message=_l("A question can have at most 200 characters."))],
    )
    options = TextAreaField(
        _l("What they can answer"),
        description=_l("One answer a line. Leave it empty for a number from 1 to 5."),
        validators=[Length(max=2000, message=_l("This is too long."))],
    )

    def answers(self) -> list[str]:
        """The answers, each once."""
        lines = (line.strip() for line in (self.options.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate_options(self, _field: TextAreaField) -> None:
        answers = self.answers()
        if len(answers) == 1:
            raise ValidationError(gettext("Enter at least two answers, or none for a number."))
        if len(answers) > 20 or any(len(one) > 80 for one in answers):
            raise ValidationError(
                gettext("Enter at most 20 answers, each with at most 80 characters.")
            )


class AnswerForm(Form):
    """A student's answer to one question."""

    answer = RadioField(validators=[InputRequired(_l("Choose an answer."))])

    def offer(self, attribute: Attribute) -> None:
        """Set the answers; a question without any is answered by a number from 1 to 5."""
        options = attribute.options or [str(number) for number in range(1, 6)]
        self.answer.label.text = attribute.question
        self.answer.choices = [
            *((f"o{place}", option) for place, option in enumerate(options)),
            (PREFER_NOT, gettext("I prefer not to say")),
        ]
        if not attribute.options:
            self.answer.description = gettext("1 is little, 5 is much.")


class ListForm(Form):
    """A table, as a file or pasted."""

    file = FileField(
        _l("A file"),
        description=_l("CSV, as every spreadsheet program saves it; at most 2 MB."),
    )
    text = TextAreaField(
        _l("Or paste the list here"),
        description=_l("You can copy the columns from a spreadsheet."),
    )
    encoding = SelectField(
        _l("If letters look wrong: how the file is written"),
        choices=[
            SelectChoice("", _l("Find out")),
            *(SelectChoice(name, name.upper().replace("CP", "Windows-")) for name in ENCODINGS),
        ],
        default="",
    )
    is_seen = BooleanField()
    version = HiddenField()

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


class ChangeForm(Form):
    """A change of a proposal by hand: whom it is about, and which state the page showed."""

    student = IntegerField(validators=[NumberRange(0, 2**31 - 1)], default=0)
    team = IntegerField(validators=[NumberRange(0, 10_000)], default=0)
    swap_with = IntegerField(validators=[NumberRange(0, 2**31 - 1)], default=0)
    version = IntegerField(validators=[NumberRange(0, 2**31 - 1)], default=0)
