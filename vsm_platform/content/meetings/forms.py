"""The forms of meetings: when, for whom, what about, and what is asked before a change."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
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
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vsm_platform.content.meetings.actions.common import Facts, ForWhom, Times
from vsm_platform.content.meetings.links import is_safe_link
from vsm_platform.content.meetings.wall_clock import WallTime, occurrences
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Participant
from vsm_platform.web.forms import DayField, Form, HourField
from vsm_platform.web.zones import ZoneField, zone_place

LONGEST_SERIES = timedelta(days=366)


class MinutesField(IntegerField):
    """A number of minutes, with its mistakes in plain words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Enter a number of minutes, such as 90.")) from error


class Answered:
    """A choice that has an answer from the start, and so is no optional one."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Form, _field: Any) -> None:
        """Nothing can be wrong with it."""


class TimeForm(Form):
    """When a meeting is, by an address: what it shows changes nothing."""

    class Meta(Form.Meta):
        csrf = False

    day = DayField(_l("Day"), validators=[InputRequired(_l("Enter the day."))])
    time = HourField(
        _l("Time"), format=["%H:%M", "%H:%M:%S"], validators=[InputRequired(_l("Enter the time."))]
    )
    zone = ZoneField(_l("On the clock of"), validators=[DataRequired(_l("Choose a place."))])
    minutes = MinutesField(
        _l("How long, in minutes"),
        validators=[
            InputRequired(_l("Enter how many minutes it takes.")),
            NumberRange(5, 600, _l("A meeting takes between 5 and 600 minutes.")),
        ],
    )
    which = RadioField(
        _l("The clocks are put back that night, and show this time twice. Which one do you mean?"),
        choices=[
            SelectChoice("first", _l("The first: before the clocks are put back")),
            SelectChoice("second", _l("The second: an hour of sleep later")),
        ],
        validators=[Optional()],
    )

    comes_twice = False
    """Whether a day was found on which the clock shows the time twice."""

    def validate_zone(self, field: ZoneField) -> None:
        if clock.zone_or_none(field.data) is None:
            raise ValidationError(gettext("Choose a place from the list."))

    def walls(self) -> list[WallTime]:
        """All the times on the planner's wall."""
        return [WallTime(self.day.data, self.time.data, self.zone.data)]

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and self._is_clear()

    def _is_clear(self) -> bool:
        """Whether the planner's clock shows the time once on each day, or it was said which."""
        for wall in self.walls():
            instants = wall.instants()
            if not instants:
                self.time.errors = [*self.time.errors, _gap_words(wall)]
                return False
            self.comes_twice = self.comes_twice or len(instants) > 1
        if self.comes_twice and not self.which.data:
            message = gettext("Say which of the two times you mean.")
            self.which.errors = [*self.which.errors, message]
            return False
        return True

    def times(self) -> Times:
        """What was said, once it is valid."""
        first = WallTime(self.day.data, self.time.data, self.zone.data)
        return Times(first, self.minutes.data, second=self.which.data == "second")


def _gap_words(wall: WallTime) -> str:
    last, following = wall.gap()
    return str(
        gettext(
            "%(time)s does not exist on %(day)s in %(place)s: the clocks go from %(last)s to "
            "%(next)s there. Choose a time before %(last)s, or from %(next)s on.",
            time=f"{wall.at:%H:%M}",
            day=format_date(wall.day, "full"),
            place=zone_place(wall.zone),
            last=f"{last:%H:%M}",
            next=f"{following:%H:%M}",
        )
    )


class WhenForm(TimeForm):
    """When a new meeting is, how it repeats, and whom it is for."""

    every = SelectField(
        _l("How often"),
        choices=[
            SelectChoice("0", _l("Once")),
            SelectChoice("1", _l("Every week")),
            SelectChoice("2", _l("Every second week")),
        ],
        default="0",
        validators=[Answered()],
    )
    until = DayField(_l("Repeat until"))
    partners = SelectMultipleField(
        _l("Only for some of the partners"),
        description=_l("Tick none for everybody."),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[Optional()],
    )
    team = SelectField(_l("Only for one team"), choices=[SelectChoice("", _l("No"))], default="")

    def offer(self, partners: Sequence[tuple[int, str]], teams: Sequence[tuple[int, str]]) -> None:
        """Set whom one can choose among."""
        self.partners.choices = list(partners)
        self.team.choices = [("", gettext("No")), *((str(key), name) for key, name in teams)]

    def validate_until(self, field: DayField) -> None:
        if self.every.data == "0" or not self.day.data:
            return
        if not field.data:
            raise ValidationError(gettext("Enter the last day on which it can be."))
        if field.data < self.day.data:
            raise ValidationError(gettext("The last day must not be before the first."))
        if field.data - self.day.data > LONGEST_SERIES:
            raise ValidationError(gettext("A meeting can repeat for a year at most."))

    def walls(self) -> list[WallTime]:
        times = self.times()
        return list(occurrences(times.first, times.every_weeks, times.until))

    def times(self) -> Times:
        once = super().times()
        every = int(self.every.data or 0)
        until = self.until.data if every else None
        return Times(once.first, once.minutes, every, until, once.second)

    def whom(self) -> ForWhom:
        """For whom it is, once the form is valid."""
        team = int(self.team.data) if self.team.data else None
        return ForWhom(() if team else tuple(self.partners.data or ()), team)


def _is_link(_form: Form, field: StringField) -> None:
    if field.data and not is_safe_link(field.data):
        raise ValidationError(
            gettext("Copy the whole link. It begins with https:// and has no name before an @.")
        )


def _length(most: int) -> Length:
    return Length(max=most, message=_l("This can have at most %(max)d characters."))


class FactsForm(Form):
    """What a meeting is about and where it happens."""

    title = StringField(_l("Title"), validators=[DataRequired(_l("Enter a title.")), _length(200)])
    purpose = TextAreaField(
        _l("What it is for"),
        description=_l("A few sentences. You can use Markdown."),
        validators=[_length(5000)],
    )
    leader = SelectField(_l("Who leads it"), coerce=int, default=0)
    link = StringField(
        _l("Link to the meeting"),
        description=_l(
            "From your institution’s Zoom, Teams, BigBlueButton or Jitsi. Only those who take part "
            "see it. You can add it later."
        ),
        validators=[_length(1000), _is_link],
    )
    passcode = StringField(_l("Passcode"), validators=[_length(100)])
    dial_in = StringField(
        _l("By telephone"),
        description=_l("For those whose line does not bear video: number and access code."),
        validators=[_length(500)],
    )
    agenda = TextAreaField(
        _l("Agenda and notes"),
        description=_l("You can use Markdown, and link to pages and files of the course."),
        validators=[_length(20_000)],
    )

    def offer(self, staff: Sequence[Participant]) -> None:
        """Set who can lead it."""
        self.leader.choices = [
            (0, gettext("Nobody in particular")),
            *((one.person_id, f"{one.display_name}, {one.institution}") for one in staff),
        ]

    def facts(self) -> Facts:
        """What was written, once it is valid."""
        return Facts(
            title=" ".join(self.title.data.split()),
            purpose=self.purpose.data or "",
            agenda=self.agenda.data or "",
            link=self.link.data or "",
            passcode=self.passcode.data or "",
            dial_in=self.dial_in.data or "",
            leader_id=self.leader.data or None,
        )


class ScopeForm(Form):
    """Which occurrences are meant, what the person saw, and whether to write to people."""

    scope = RadioField(
        _l("Which meetings?"),
        choices=[
            SelectChoice("one", _l("Only this one")),
            SelectChoice("following", _l("This one and all that follow in its series")),
        ],
        default="one",
        validators=[Answered()],
    )
    mail = BooleanField(_l("Tell them by e-mail"))
    seen = HiddenField()

    @property
    def seen_sequence(self) -> int:
        """The meeting's ``sequence`` when the page was made; -1 where the page does not say."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1

    @property
    def with_following(self) -> bool:
        """Whether those that follow are meant too."""
        return bool(self.scope.data == "following")


class ChangeForm(FactsForm, ScopeForm):
    """A meeting's facts, changed; for one occurrence or those that follow too."""

    partners = SelectMultipleField(
        _l("Only for some of the partners"),
        description=_l("Tick none for everybody."),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[Optional()],
    )


class RecordingForm(Form):
    """What a meeting leaves behind."""

    link = StringField(
        _l("Link to the recording"),
        description=_l("From your institution’s own service. Only those who take part see it."),
        validators=[_length(1000), _is_link],
    )
    text = TextAreaField(
        _l("Transcript or summary"),
        description=_l("For those who could not come, cannot hear, or have a weak line."),
        validators=[_length(60_000)],
    )


class GuestForm(Form):
    """One button beside a guest's name."""

    guest = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    invite = StringField(validators=[InputRequired()])


class AttendanceForm(Form):
    """Who was there."""

    people = SelectMultipleField(
        _l("Who was there"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[Optional()],
    )


def as_sent(wall: WallTime, minutes: int, *, second: bool = False) -> MultiDict[str, str]:
    """A time as the form of times would send it."""
    return MultiDict(
        {
            "day": wall.day.isoformat(),
            "time": f"{wall.at:%H:%M}",
            "zone": wall.zone,
            "minutes": str(minutes),
            "which": "second" if second else "first",
        }
    )


def first_proposal(latest: datetime | None, zone: str) -> WallTime:
    """A week after the last meeting, at its hour; without one, in a week at one o'clock."""
    local = clock.now().astimezone(ZoneInfo(zone))
    if latest is None:
        return WallTime(local.date() + timedelta(days=7), time(13), zone)
    last = latest.astimezone(ZoneInfo(zone))
    return WallTime(max(last, local).date() + timedelta(days=7), last.time(), zone)
