"""The forms of teams: a set, people to place, a pasted list, a team and its client."""

from collections.abc import Sequence

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
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from vsm_platform.teams.actions.introductions import LONGEST
from vsm_platform.teams.actions.sets import MOST_TEAMS
from vsm_platform.teams.models import ConcernState
from vsm_platform.teams.pasting import NAME
from vsm_platform.teams.queries.clients import ClientChoice
from vsm_platform.teams.queries.teams import PoolMember, TeamView
from vsm_platform.web.forms import Form

NO_TEAM = 0


class SetTitleForm(Form):
    """What a set of teams is called."""

    title = StringField(
        _l("What these teams are called"),
        description=_l("For example: Project teams. An exchange can have several sets of teams."),
        validators=[
            DataRequired(_l("Enter what these teams are called.")),
            Length(max=120, message=_l("The title can have at most 120 characters.")),
        ],
    )


class NewSetForm(SetTitleForm):
    """A new set of teams."""

    teams = IntegerField(
        _l("How many teams"),
        description=_l("You can add and take away teams later."),
        validators=[
            InputRequired(_l("Enter how many teams.")),
            NumberRange(1, MOST_TEAMS, message=_l("Enter a number from 1 to 1,000.")),
        ],
    )


class EditSetForm(SetTitleForm):
    """The title of a set, and more teams for it."""

    more = IntegerField(
        _l("More teams"),
        description=_l("So many empty teams are added."),
        validators=[
            Optional(),
            NumberRange(0, MOST_TEAMS, message=_l("Enter a number from 0 to 1,000.")),
        ],
    )


class PlaceForm(Form):
    """People who are ticked, and the team that they go into."""

    people = SelectMultipleField(
        _l("Who"), coerce=int, validators=[InputRequired(_l("Tick at least one person."))]
    )
    team = SelectField(
        _l("Into which team"), coerce=int, validators=[InputRequired(_l("Choose a team."))]
    )

    def offer(
        self, enrolment_ids: Sequence[int], teams: Sequence[TeamView], sizes: dict[int, int]
    ) -> None:
        """Set the people and the teams to choose from; 0 stands for no team."""
        self.people.choices = [(enrolment_id, "") for enrolment_id in enrolment_ids]
        self.team.choices = [(team.id, f"{team.title} ({sizes.get(team.id, 0)})") for team in teams]

    def offer_none(self) -> None:
        """Let people be taken out of their team, too."""
        self.team.choices = [*(self.team.choices or []), (NO_TEAM, gettext("No team"))]


class PasteForm(Form):
    """A table of people and teams."""

    table = TextAreaField(
        _l("The list"),
        description=_l(
            "One line for each person: name, team. A group of your LMS course can stand instead "
            "of a name, and the university in a third column tells namesakes apart. You can copy "
            "the columns from a spreadsheet. A team that is not there yet is made."
        ),
        validators=[
            DataRequired(_l("Paste a list first.")),
            Length(max=150_000, message=_l("This is too long. Paste it in several parts.")),
        ],
    )
    is_seen = BooleanField()


class TeamForm(Form):
    """A team's name and what it works on."""

    name = StringField(
        _l("Name of the team"),
        description=_l("Without a name it is called by its number."),
        validators=[Length(max=NAME, message=_l("The name can have at most 80 characters."))],
    )
    about = TextAreaField(
        _l("What this team works on"),
        description=_l(
            "Its project or first task. The team reads it on its page, and so does its client. An "
            "empty line begins a new paragraph."
        ),
        validators=[Length(max=5000, message=_l("The text can have at most 5,000 characters."))],
    )
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for what is none."""
        return version_of(self.version)


class IntroductionForm(Form):
    """What somebody says of themself to the team."""

    text = TextAreaField(
        _l("A few words about you"),
        description=_l(
            "What you study, what you are good at, how you like to be called. Your team and those "
            "who teach the course read it, nobody else. Leave it empty to take it back."
        ),
        validators=[Length(max=LONGEST, message=_l("The text can have at most 600 characters."))],
    )


class ConcernForm(Form):
    """What is not working, for the facilitators."""

    text = TextAreaField(
        _l("What is not working?"),
        description=_l("In your own words. One sentence is enough."),
        validators=[
            DataRequired(_l("Write what is not working.")),
            Length(max=3000, message=_l("The text can have at most 3,000 characters.")),
        ],
    )
    team_may_know = RadioField(
        _l("May they talk with your team about it?"),
        choices=[
            SelectChoice("no", _l("No, this stays between them and me")),
            SelectChoice("yes", _l("Yes, they may say that I wrote to them")),
        ],
        default="no",
        validators=[InputRequired(_l("Choose one."))],
    )
    key = HiddenField(validators=[DataRequired(), Length(max=40)])


class ConcernAnswerForm(Form):
    """How a concern stands, and what its writer is to know."""

    state = RadioField(
        _l("How it stands"),
        choices=[
            SelectChoice(ConcernState.NEW.value, _l("New")),
            SelectChoice(ConcernState.LOOKED_INTO.value, _l("Looked into")),
            SelectChoice(ConcernState.SETTLED.value, _l("Settled")),
        ],
        validators=[InputRequired(_l("Choose how it stands."))],
    )
    answer = TextAreaField(
        _l("What you say to the person who wrote it"),
        description=_l("Only this person reads it, and those who teach."),
        validators=[Length(max=3000, message=_l("The text can have at most 3,000 characters."))],
    )
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for what is none."""
        return version_of(self.version)


def version_of(field: HiddenField) -> int:
    """A version as a page sent it; 0 for what is none."""
    text = field.data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


class ClientForm(Form):
    """A client to attach to a team, or to take from it."""

    client = SelectField(
        _l("Client"), coerce=int, validators=[InputRequired(_l("Choose a client."))]
    )

    def offer(self, choices: Sequence[ClientChoice], teams: dict[int, str]) -> None:
        """Set the clients to choose from; beside each stands the team that it has now."""
        self.client.choices = [
            (
                one.enrolment_id,
                f"{one.name} ({teams[one.team_id]})" if one.team_id in teams else one.name,
            )
            for one in choices
        ]


def people_by_partner(people: Sequence[PoolMember]) -> list[tuple[str, list[PoolMember]]]:
    """The people under their universities, in the order in which they come."""
    found: dict[str, list[PoolMember]] = {}
    for one in people:
        found.setdefault(one.member.institution, []).append(one)
    return list(found.items())
