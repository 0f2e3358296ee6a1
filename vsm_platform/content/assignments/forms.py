"""The forms of assignments: the assignment itself, what is handed in, and a mark."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from vsm_platform.content.assignments.actions.assignments import AssignmentFacts
from vsm_platform.content.assignments.actions.marking import Verdict
from vsm_platform.content.assignments.actions.work import Content, Page
from vsm_platform.content.assignments.models import Readers
from vsm_platform.content.assignments.queries.assignments import AssignmentView
from vsm_platform.content.assignments.queries.owners import Owner
from vsm_platform.content.assignments.queries.work import Work
from vsm_platform.exchanges.api import END_OF_DAY, Partner
from vsm_platform.teams.api import SetView
from vsm_platform.web.forms import DayField, Form, HourField, NumberField, number_text
from vsm_platform.web.zones import ZONES, ZoneField

PERSON, TEAMS = "person", "teams"
LARGEST = 10_000
TEXT = 50_000
LINKS = 20
LINK = 2_000


class AssignmentForm(Form):
    """What is to be done, by whom, and until when; made by ``assignment_form``."""

    title = StringField(
        _l("Title"),
        validators=[
            DataRequired(_l("Enter a title.")),
            Length(max=200, message=_l("The title can have at most 200 characters.")),
        ],
    )
    instructions = TextAreaField(
        _l("What is to be done"),
        description=_l("An empty line begins a new paragraph."),
        validators=[Length(max=20_000, message=_l("The text can have at most 20,000 characters."))],
    )
    who = SelectField(_l("Who hands in"), validators=[InputRequired(_l("Choose who hands in."))])
    points = NumberField(
        _l("Points"),
        description=_l(
            "Full marks on the exchange’s scale; each university converts them to its own. Leave "
            "it empty for work that only gets feedback."
        ),
    )
    opens_on = DayField(
        _l("Opens on"),
        description=_l("As this day begins at each university. Empty for at once."),
        validators=[Optional()],
    )
    due_on = DayField(_l("Due on"), validators=[Optional()])
    due_time = HourField(
        _l("Due at"),
        description=_l("23:59 is the end of the day."),
        validators=[Optional()],
    )
    clock = RadioField(
        _l("On whose clock"),
        choices=[
            SelectChoice("own", _l("At each university by its own clock")),
            SelectChoice(
                "zone", _l("At one moment for everybody, by the clock of the place below")
            ),
        ],
        default="own",
        validators=[InputRequired()],
    )
    zone = ZoneField(_l("Place"))
    accepts_late = BooleanField(_l("Accept work after it was due, and mark it as late"))
    accepts_again = BooleanField(_l("Let students hand in a better version"))
    readers = RadioField(
        _l("Who reads what is handed in"),
        choices=[
            SelectChoice(Readers.OWN.value, _l("Those who wrote it, and all teachers")),
            SelectChoice(
                Readers.EVERYBODY.value, _l("All students too, once they have handed in their own")
            ),
        ],
        validators=[InputRequired(_l("Choose who reads it."))],
    )
    version = HiddenField()
    partners: Sequence[Partner] = ()

    def due_fields(self) -> list[tuple[Partner, DayField, HourField]]:
        """The partners with the fields of their own dates, in their order."""
        return [
            (partner, self[_name("day", partner)], self[_name("time", partner)])
            for partner in self.partners
        ]

    @property
    def has_own_dues(self) -> bool:
        """Whether some partner has a date of its own, or something is wrong with one."""
        return any(day.data or day.errors or moment.errors for _p, day, moment in self.due_fields())

    def validate_points(self, field: NumberField) -> None:
        if field.number is not None and not 0 < field.number <= LARGEST:
            raise ValidationError(gettext("Enter a number above 0, at most 10,000."))

    def validate_zone(self, field: ZoneField) -> None:
        if self.clock.data == "zone" and field.data not in ZONES:
            raise ValidationError(gettext("Choose the place whose clock counts."))

    def validate_due_on(self, field: DayField) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(gettext("It would be due before it opens."))

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for what is none."""
        return whole_number(self.version.data)

    def facts(self) -> AssignmentFacts:
        """What was said, once it is valid."""
        set_id = whole_number(self.who.data.removeprefix("set-")) or None
        return AssignmentFacts(
            title=self.title.data,
            instructions=self.instructions.data or "",
            is_for_teams=self.who.data != PERSON,
            team_set_id=set_id if self.who.data.startswith("set-") else None,
            points=self.points.number,
            opens_on=self.opens_on.data,
            due_on=self.due_on.data,
            due_time=self.due_time.data or END_OF_DAY,
            due_zone=self.zone.data if self.clock.data == "zone" else "",
            accepts_late=self.accepts_late.data,
            accepts_again=self.accepts_again.data,
            readers=Readers(self.readers.data),
            own_dues=self._own_dues(),
        )

    def _own_dues(self) -> dict[int, tuple[date, time]]:
        return {
            partner.partnership_id: (day.data, moment.data or END_OF_DAY)
            for partner, day, moment in self.due_fields()
            if day.data
        }


def _name(kind: str, partner: Partner) -> str:
    return f"due_{kind}_{partner.partnership_id}"


def whole_number(text: str | None) -> int:
    """The whole number that a hidden field holds; 0 for what is none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def assignment_form(
    partners: Sequence[Partner], sets: Sequence[SetView], present: AssignmentView | None
) -> AssignmentForm:
    """The form of an assignment, new or as it stands, with a date for each partner."""
    fields: dict[str, Any] = {}
    for partner in partners:
        fields[_name("day", partner)] = DayField(
            gettext("%(name)s: due on", name=partner.name), validators=[Optional()]
        )
        fields[_name("time", partner)] = HourField(
            gettext("%(name)s: at", name=partner.name), validators=[Optional()]
        )
    form_class = type("PartnersAssignmentForm", (AssignmentForm,), {**fields, "partners": partners})
    form: AssignmentForm = form_class(**_values(partners, present))
    form.who.choices = [
        (PERSON, gettext("Each student")),
        *((f"set-{one.id}", gettext("A team of: %(title)s", title=one.title)) for one in sets),
        (TEAMS, gettext("A team; I choose the teams later")),
    ]
    return form


def _values(partners: Sequence[Partner], present: AssignmentView | None) -> dict[str, Any]:
    if present is None:
        return {
            "due_time": END_OF_DAY,
            "accepts_late": True,
            "accepts_again": True,
            "readers": Readers.OWN.value,
            "zone": partners[0].timezone if partners else "UTC",
        }
    timing = present.timing
    set_choice = f"set-{present.team_set_id}" if present.team_set_id else TEAMS
    values: dict[str, Any] = {
        "title": present.title,
        "instructions": present.instructions,
        "who": set_choice if present.is_for_teams else PERSON,
        "points": number_text(present.points),
        "opens_on": timing.opens_on,
        "due_on": timing.due_on,
        "due_time": timing.due_time,
        "clock": "zone" if timing.due_zone else "own",
        "zone": timing.due_zone or (partners[0].timezone if partners else "UTC"),
        "accepts_late": present.accepts_late,
        "accepts_again": present.accepts_again,
        "readers": present.readers.value,
        "version": str(present.version),
    }
    for partner in partners:
        if own := timing.own.get(partner.partnership_id):
            values[_name("day", partner)], values[_name("time", partner)] = own
    return values


_KEY = re.compile(r"[\w-]{16,64}\Z", re.ASCII)


class WorkForm(Form):
    """What a person or a team hands in."""

    text = TextAreaField(
        _l("Text"),
        validators=[
            Length(
                max=TEXT,
                message=_l(
                    "The text can have at most 50,000 characters. Put a longer one into a file, "
                    "or link to it."
                ),
            )
        ],
    )
    links = TextAreaField(
        _l("Links"),
        description=_l("One on each line, such as https://example.org/our-video."),
        validators=[Length(max=LINKS * LINK)],
    )
    key = HiddenField()
    base = HiddenField()

    def validate_links(self, _field: TextAreaField) -> None:
        links = self.link_lines()
        if len(links) > LINKS:
            raise ValidationError(gettext("At most 20 links."))
        for link in links:
            if len(link) > LINK or not _is_web_address(link):
                raise ValidationError(
                    gettext("“%(link)s” is no address that begins with https://.", link=link[:60])
                )

    def validate_key(self, field: HiddenField) -> None:
        if not _KEY.match(field.data or ""):
            raise ValidationError(gettext("Load the page again, and send it once more."))

    def link_lines(self) -> tuple[str, ...]:
        """The links, without empty lines and repeats."""
        lines = [line.strip() for line in (self.links.data or "").splitlines()]
        return tuple(dict.fromkeys(line for line in lines if line))

    def content(self, file_ids: tuple[int, ...]) -> Content:
        return Content(self.text.data or "", self.link_lines(), file_ids)

    def page(self) -> Page:
        return Page(self.key.data, whole_number(self.base.data))


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text
    except ValueError:
        return False


class MarkForm(Form):
    """The mark of one work; made by ``mark_form``."""

    value = NumberField(_l("Mark"))
    feedback = TextAreaField(
        _l("Feedback"),
        validators=[Length(max=5000, message=_l("The text can have at most 5,000 characters."))],
    )
    seen = HiddenField()
    owner: Owner | None = None
    points: float | None = None

    def rows(self) -> list[tuple[Any, NumberField, StringField]]:
        """Each member of a team with the fields of an exception."""
        if self.owner is None or not self.owner.is_team:
            return []
        return [
            (one, self[f"value_{one.enrolment_id}"], self[f"feedback_{one.enrolment_id}"])
            for one in self.owner.workers
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for field in (self.value, *(value for _one, value, _feedback in self.rows())):
            if field.number is not None and field.number > (self.points or 0):
                message = gettext("At most %(maximum)s.", maximum=number_text(self.points or 0))
                field.errors = [*field.errors, message]
                valid = False
        return valid

    def verdict(self) -> Verdict:
        exceptions = {
            one.enrolment_id: (value.number, feedback.data or "")
            for one, value, feedback in self.rows()
            if value.number is not None
        }
        return Verdict(self.value.number, self.feedback.data or "", exceptions)

    @property
    def seen_version(self) -> int:
        return whole_number(self.seen.data)


def mark_form(assignment: AssignmentView, owner: Owner, work: Work) -> MarkForm:
    """A form with the mark as it stands, and a row for each member of a team."""
    scale = gettext("Out of %(maximum)s.", maximum=number_text(assignment.points))
    fields: dict[str, Any] = {"value": NumberField(_l("Mark"), description=scale)}
    values: dict[str, str] = {
        "value": number_text(work.value),
        "feedback": work.feedback,
        "seen": str(work.mark_version),
    }
    for one in owner.workers if owner.is_team else ():
        key = one.enrolment_id
        fields[f"value_{key}"] = NumberField(gettext("Own mark of %(name)s", name=one.name))
        fields[f"feedback_{key}"] = StringField(
            gettext("Feedback for %(name)s alone", name=one.name), validators=[Length(max=1000)]
        )
        value, feedback = work.exceptions.get(key, (None, ""))
        values |= {f"value_{key}": number_text(value), f"feedback_{key}": feedback}
    form_class = type(
        "OwnersMarkForm", (MarkForm,), {**fields, "owner": owner, "points": assignment.points}
    )
    form: MarkForm = form_class(**values)
    return form
