"""Sample data of the styleguide: everything its pages draw, as plain values.

The people, dates and hours are made up; the universities are those of the Climate Change exchange.
The styleguide exists in development only.
"""

from datetime import UTC, date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

Row = dict[str, Any]

PAGES = ("index", "course_home", "plain", "admin")
"""The pages of the styleguide: templates/styleguide/<page>.html."""

LANGUAGES = [SelectChoice("en", "English"), SelectChoice("es", "Español")]


FIELDS: dict[str, Any] = {
    "name": StringField(
        "Your name",
        [InputRequired("Enter your name as others should see it")],
        description="As the people in your team will call you.",
    ),
    "email": EmailField("E-mail"),
    "about": TextAreaField("About you", description="Two or three sentences are enough."),
    "zone": SelectField(
        "Time zone",
        [InputRequired("Choose your time zone")],
        choices=[SelectChoice("", "Choose"), SelectChoice("Asia/Tokyo", "Tokyo")],
    ),
    "starts_on": DateField("First day", [InputRequired("Enter the first day")]),
    "role": RadioField(
        "You take part as",
        [InputRequired("Choose one")],
        choices=[SelectChoice("student", "Student"), SelectChoice("guest", "Guest")],
    ),
    "languages": SelectMultipleField(
        "Languages you work in",
        choices=LANGUAGES,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    ),
    "agreed": BooleanField("I have read the notice", [InputRequired("Tick the box to go on")]),
}
"""One field of every kind that the form macros know."""


def _form(prefix: str, **entered: str) -> BaseForm:
    form = BaseForm(FIELDS, prefix=prefix)
    form.process(MultiDict({f"{prefix}{name}": value for name, value in entered.items()}))
    return form


def _form_with_errors() -> BaseForm:
    form = _form("wrong-", email="sina at nus", languages="es")
    form.validate()
    form["email"].errors = ["Enter an address like name@example.org"]
    return form


def _university(
    name: str, place: str, timezone: str, colour: int, *awake: tuple[int, int], people: int = 22
) -> Row:
    return {
        "name": name,
        "place": place,
        "timezone": timezone,
        "colour": colour,
        "awake": list(awake),
        "people": people,
        "yours": colour == 0,
    }


CLIMATE = [
    _university("National University of Samoa", "Apia", "Pacific/Apia", 0, (420, 1320)),
    _university("Osaka University", "Osaka", "Asia/Tokyo", 1, (660, 120)),
    _university("University of Tsukuba", "Tsukuba", "Asia/Tokyo", 2, (660, 120)),
    _university("Keio University", "Tokyo", "Asia/Tokyo", 3, (660, 120)),
    _university("University of Hawaiʻi at Mānoa", "Honolulu", "Pacific/Honolulu", 4, (360, 1260)),
]

PIECES = [
    _university("Universität Zürich", "Zürich", "Europe/Zurich", 5, (420, 1380)),
    _university("The University of Auckland", "Auckland", "Pacific/Auckland", 7, (1140, 660)),
]

PAST_MIDNIGHT = [
    _university("University of Hawaiʻi at Mānoa", "Honolulu", "Pacific/Honolulu", 4, (1080, 540)),
    _university("National University of Samoa", "Apia", "Pacific/Apia", 0, (1140, 600)),
]

NEVER = [
    _university("Universität Zürich", "Zürich", "Europe/Zurich", 5, (480, 1320)),
    _university("Universidad de los Andes", "Bogotá", "America/Bogota", 6, (840, 240)),
    _university("University of Delhi", "Delhi", "Asia/Kolkata", 8, (210, 1050)),
    _university("The University of Auckland", "Auckland", "Pacific/Auckland", 7, (1200, 600)),
]


def _shared_day(rows: list[Row], together: list[tuple[int, int]], place: str, now: int) -> Row:
    by_place = [dict(row, name=row["place"]) for row in rows]
    return {"rows": by_place, "together": together, "place": place, "now": now, "is_said": False}


def _days() -> dict[str, Row]:
    return {
        "day": _shared_day(CLIMATE, [(660, 1260)], "Apia", 743),
        "day_in_pieces": _shared_day(PIECES, [(420, 660), (1140, 1380)], "Zürich", 90),
        "day_past_midnight": _shared_day(PAST_MIDNIGHT, [(1140, 540)], "London", 1400),
        "day_never": _shared_day(NEVER, [], "Zürich", 600),
    }


def _people() -> list[Row]:
    names = ["Sina Tuilagi", "Haruto Sato", "Yui", "Mei Nakamura", "ليلى حداد", "Kai Lono"]
    return [
        {"display_name": name, "colour": index, "place": place}
        for index, (name, place) in enumerate(
            zip(names, ["Apia", "Osaka", "Tsukuba", "Tokyo", "بيروت", "Honolulu"], strict=True)
        )
    ]


def _dates() -> list[Row]:
    meeting = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
    return [
        {"label": "First week opens", "day": date(2026, 11, 16), "state": "past", "note": "Done"},
        {"label": "Live class", "day": date(2026, 11, 27), "at": meeting, "state": "today"},
        {"label": "Posters are due", "day": date(2026, 12, 11), "note": "Japan: 18 December"},
    ]


def _registrations() -> list[Row]:
    return [
        {"name": "National University of Samoa", "lms": "Moodle", "state": "active", "people": 22},
        {"name": "Osaka University", "lms": "Canvas", "state": "waiting", "people": 0},
        {"name": "University of Tsukuba", "lms": "Blackboard", "state": "suspended", "people": 22},
    ]


def _tasks() -> list[Row]:
    return [
        {"label": "Add the institution", "url": None, "state": "Done", "tone": "leaf"},
        {"label": "Connect its LMS", "url": "#", "state": "Next", "tone": "sun", "hint": "10 min"},
        {"label": "Approve the deployment", "url": None, "state": "Later", "tone": ""},
    ]


def samples() -> dict[str, object]:
    """Return what the styleguide's templates need, by the names they use."""
    return {
        "course_title": "Climate Change: Science and Solutions",
        "course_line": "Week 2 of 15 · five universities, 110 students, 3 countries",
        "course_nav": [
            {"label": "Home", "url": "#", "current": True},
            {"label": "People", "url": "#people"},
        ],
        "admin_nav": [
            {"label": "Institutions", "url": "#", "current": True},
            {"label": "Exchanges", "url": "#exchanges"},
            {"label": "Audit log", "url": "#audit"},
        ],
        "crumbs": [{"label": "Institutions", "url": "#"}],
        "step": {
            "title": "Live class",
            "starts_at": datetime(2026, 11, 27, 4, 0, tzinfo=UTC),
            "zones": ["Asia/Tokyo", "Pacific/Honolulu"],
            "note": None,
        },
        "universities": CLIMATE,
        "people_sample": _people(),
        "dates": _dates(),
        "form": _form("right-"),
        "form_with_errors": _form_with_errors(),
        "registrations": _registrations(),
        "tasks": _tasks(),
        **_days(),
    }
