"""The forms of live sessions: each works by itself, the script only sends it without a new page."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field,
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
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from vsm_platform.content.meetings.api import is_safe_link
from vsm_platform.live.actions.making import RoomPlan, RoomsFrom, SessionFacts
from vsm_platform.live.agenda_text import agenda_field
from vsm_platform.live.models import (
    GROUP,
    KEY,
    LINK,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    MOST_ROOMS,
    NOTES,
    OPTION,
    TASK,
    TITLE,
    WORDS,
)
from vsm_platform.live.quiz_text import NotAQuiz, read_quiz
from vsm_platform.live.videos import can_be_guessed, is_pattern
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import language_name, offered_languages

_KEY = re.compile(r"[0-9A-Za-z-]{8,40}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST = 24 * 60
"""Minutes."""


class KeyField(HiddenField):
    """A key that the form was given, by which the same form sent twice is known."""

    @property
    def key(self) -> str | None:
        return self.data if _KEY.fullmatch(self.data or "") else None


def new_key() -> str:
    """A key for a form that is drawn now."""
    return uuid4().hex


def _at_most(most: int) -> Length:
    return Length(max=most, message=_l("This can have at most %(max)d characters."))


def _words(label: Any, missing: Any, most: int = WORDS) -> StringField:
    return StringField(label, validators=[DataRequired(missing), _at_most(most)])


def _link() -> StringField:
    return StringField(
        _l("Video link"),
        description=_l("From your institution’s Zoom, Teams, BigBlueButton or Jitsi."),
        validators=[_at_most(LINK), _is_link],
    )


def _is_link(_form: Form, field: Field) -> None:
    if field.data and not is_safe_link(field.data):
        raise ValidationError(
            gettext("Copy the whole link. It begins with https:// and has no name before an @.")
        )


def lines_of(text: str | None) -> list[str]:
    """What stands on the lines of a text, without empty ones and doubles."""
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


# In a room ------------------------------------------------------------------------------------


class SayForm(Form):
    """Something that is said."""

    text = _words(_l("Say something"), _l("Write something first."))
    client_key = KeyField()


class NotesForm(FlaskForm):
    """What somebody made of the notes; white space stays as it is typed."""

    text = TextAreaField(
        _l("Notes"),
        filters=[lambda text: _CONTROL.sub("", text or "")],
        validators=[_at_most(NOTES)],
    )
    base_version = IntegerField(validators=[NumberRange(0, 10**9)], default=0)
    client_key = KeyField()


class PollForm(Form):
    """A quick question."""

    question = _words(_l("Question"), _l("Write the question."))
    options = TextAreaField(
        _l("Answers to choose from"),
        description=_l("One on each line, from two to eight."),
        validators=[DataRequired(_l("Write at least two answers.")), _at_most(WORDS)],
    )
    client_key = KeyField()

    def validate_options(self, field: Field) -> None:
        lines = lines_of(field.data)
        if not 2 <= len(lines) <= MOST_OPTIONS:
            raise ValidationError(gettext("Write from two to eight answers, one on each line."))
        if any(len(line) > OPTION for line in lines):
            raise ValidationError(gettext("An answer can have at most 120 characters."))


class VoteForm(Form):
    """Which answer."""

    poll = IntegerField(validators=[NumberRange(1, 2**31 - 1)])
    option = IntegerField(validators=[NumberRange(0, MOST_OPTIONS)])


class NumberForm(Form):
    """Which of several things a button belongs to."""

    number = IntegerField(validators=[NumberRange(1, 2**31 - 1)])


class CardForm(Form):
    """A card for the board."""

    text = _words(_l("New card"), _l("Write something first."))
    group = StringField(
        _l("Below which heading"),
        description=_l("A few words; cards with the same heading stand together."),
        validators=[_at_most(GROUP)],
    )
    client_key = KeyField()


class GroupForm(Form):
    """Below which heading a card lies from now on."""

    number = IntegerField(validators=[NumberRange(1, 2**31 - 1)])
    group = StringField(_l("Heading"), validators=[_at_most(GROUP)])


# For those who lead ---------------------------------------------------------------------------


class MinutesForm(Form):
    """How many minutes from now, or more."""

    minutes = IntegerField(_l("Minutes"), validators=[NumberRange(0, LONGEST)])


class TellForm(Form):
    """Something that all rooms, or some, are told."""

    text = TextAreaField(
        _l("Message"), validators=[DataRequired(_l("Write something first.")), _at_most(WORDS)]
    )
    rooms = SelectMultipleField(_l("Only to these rooms"), coerce=int, validate_choice=False)
    client_key = KeyField()


class MoveForm(Form):
    """Who goes into which room."""

    people = SelectMultipleField(coerce=int, validate_choice=False)
    room = IntegerField(validators=[NumberRange(0, MOST_ROOMS)])


class WonderForm(Form):
    """A question to those who teach."""

    text = TextAreaField(
        _l("Your question"),
        description=_l("Everybody in this session sees it with your name, and can vote for it."),
        validators=[DataRequired(_l("Write the question.")), _at_most(WORDS)],
    )
    client_key = KeyField()


class QuizForm(Form):
    """A quiz, as one text."""

    title = _words(_l("Title"), _l("Enter a title."), TITLE)
    questions = TextAreaField(
        _l("Questions and answers"),
        description=_l(
            "Each question on a line of its own, its answers on the lines below, with a star (*) before what is "
            "right. Leave a line empty between two questions."
        ),
        validators=[DataRequired(_l("Write at least one question.")), _at_most(NOTES)],
    )

    def validate_questions(self, field: Field) -> None:
        try:
            self.read = read_quiz(field.data or "")
        except NotAQuiz as problem:
            raise ValidationError(str(problem)) from None


class AgendaForm(Form):
    """What is done when."""

    agenda = agenda_field()


class NextForm(NumberForm):
    """The next question of a quiz."""

    asked = IntegerField(validators=[NumberRange(0, MOST_QUESTIONS)])


class PromptForm(Form):
    """Which prompt the rooms get; ``each`` gives every room another one."""

    prompt = StringField(validators=[DataRequired(_l("Choose one.")), _at_most(KEY)])


class RoomForm(Form):
    """A room's own title, task and link."""

    title = StringField(
        _l("Name of the room"),
        description=_l("Empty to call it by its team or its number."),
        validators=[_at_most(TITLE)],
    )
    task = TextAreaField(
        _l("What this room does besides"),
        description=_l("You can use Markdown, and link to pages and files of the course."),
        validators=[_at_most(TASK)],
    )
    link = _link()


class VideoForm(Form):
    """Where the rooms of new sessions see each other."""

    video = StringField(
        _l("Pattern of the rooms’ video links"),
        description=_l(
            "For example https://meet.example.edu/{exchange}-{room}-{secret} on your institution’s "
            "Jitsi. {room} becomes the room’s number, {secret} something that nobody can guess."
        ),
        validators=[_at_most(LINK // 2)],
    )

    def validate_video(self, field: Field) -> None:
        if not field.data:
            return
        if not is_pattern(field.data):
            raise ValidationError(
                gettext(
                    "Begin with https://. In braces there can be exchange, session, room and secret."
                )
            )
        if can_be_guessed(field.data):
            raise ValidationError(
                gettext("Put {secret} in too: else whoever knows one room’s link knows them all.")
            )


class SessionForm(Form):
    """A new session."""

    title = _words(_l("Title"), _l("Enter a title."), TITLE)
    rooms_from = RadioField(
        _l("Rooms"), validators=[DataRequired(_l("Choose one."))], default=RoomsFrom.TEAMS
    )
    team_set = SelectField(_l("Which teams"), coerce=int, validators=[Optional()])
    size = IntegerField(
        _l("People in a room made at random"),
        validators=[Optional(), NumberRange(2, 50, _l("Enter a number from 2 to 50."))],
        default=4,
    )
    titles = TextAreaField(
        _l("Names of your own rooms"),
        description=_l("One on each line. Whoever comes goes into the smallest room."),
        validators=[_at_most(TITLE * MOST_ROOMS)],
    )
    task = TextAreaField(
        _l("What the rooms do"),
        description=_l(
            "It stands in every room. You can use Markdown, and link to pages of the course."
        ),
        validators=[_at_most(TASK)],
    )
    agenda = agenda_field()
    minutes = IntegerField(
        _l("Minutes that the rooms stay open"),
        description=_l("Everybody sees the time run. Leave it empty to close them yourself."),
        validators=[Optional(), NumberRange(1, LONGEST, _l("Enter a number from 1 to 1,440."))],
    )
    link = _link()
    meeting = SelectField(
        _l("Belongs to this meeting"),
        description=_l(
            "It then stands on everybody’s agenda at that time, and guests can come in."
        ),
        coerce=int,
        default=0,
        validators=[Optional()],
    )
    language = SelectField(
        _l("Language that is spoken"),
        description=_l("So that captions are set to the right one."),
        default="",
        validators=[Optional()],
    )

    def offer(
        self,
        sets: Sequence[tuple[int, str]],
        meetings: Sequence[tuple[int, str]],
        languages: Sequence[str],
    ) -> None:
        """Set what can be chosen."""
        if sets:
            self.team_set.choices = [SelectChoice(*one) for one in sets]
        else:
            del self.team_set
        self.meeting.choices = [SelectChoice(0, gettext("None")), *map(_choice, meetings)]
        tags = dict.fromkeys([*languages, *offered_languages()])
        self.language.choices = [
            SelectChoice("", gettext("Not said")),
            *(SelectChoice(tag, language_name(tag)) for tag in tags),
        ]
        kinds = {
            RoomsFrom.TEAMS: gettext("One for each team"),
            RoomsFrom.RANDOM: gettext("At random, mixed by university"),
            RoomsFrom.NAMED: gettext("Rooms with names of your own"),
        }
        if not sets:
            del kinds[RoomsFrom.TEAMS]
        self.rooms_from.choices = [SelectChoice(*one) for one in kinds.items()]

    def validate_titles(self, field: Field) -> None:
        if self.rooms_from.data != RoomsFrom.NAMED:
            return
        titles = lines_of(field.data)
        if not titles:
            raise ValidationError(gettext("Write the name of at least one room."))
        if len(titles) > MOST_ROOMS or any(len(title) > TITLE for title in titles):
            raise ValidationError(
                gettext("Write at most 200 names of at most 120 characters each.")
            )

    def facts(self) -> SessionFacts:
        """What was written, once it is valid."""
        return SessionFacts(
            title=" ".join(self.title.data.split()),
            task=self.task.data or "",
            agenda=self.agenda.points,
            link=self.link.data or "",
            language=self.language.data or "",
            minutes=self.minutes.data,
            meeting_id=self.meeting.data or None,
        )

    def plan(self) -> RoomPlan:
        """Which rooms are wanted, once it is valid."""
        return RoomPlan(
            RoomsFrom(self.rooms_from.data),
            team_set_id=self.team_set.data if "team_set" in self else None,
            size=self.size.data or 4,
            titles=lines_of(self.titles.data),
        )


def _choice(pair: tuple[int, str]) -> SelectChoice:
    return SelectChoice(*pair)
