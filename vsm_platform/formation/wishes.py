"""Wishes in words: what can be known of students, what faculty can want of it, and how much.

Nothing about health or ethnicity is here, and faculty are told not to ask for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from vsm_platform.formation.models import Attribute, Importance
from vsm_platform.formation.solver.problem import Rule

IMPORTANCES: Mapping[Importance, LazyString] = {
    Importance.LOW: _l("Nice to have"),
    Importance.MEDIUM: _l("Matters"),
    Importance.HIGH: _l("Matters a lot"),
    Importance.REQUIRED: _l("Must be so"),
}
RULES: Mapping[Rule, LazyString] = {
    Rule.SPREAD: _l("Spread: each team has as many different ones as possible"),
    Rule.GATHER: _l("Gather: each team has people who are alike in it"),
    Rule.BALANCE: _l("Balance: all teams are about equal on average"),
    Rule.NOT_ISOLATED: _l("Do not isolate: nobody is the only one of their kind in a team"),
    Rule.AT_LEAST_ONE: _l("At least one: each team has somebody of a certain kind"),
}
SHORT_RULES: Mapping[Rule, LazyString] = {
    Rule.SPREAD: _l("spread"),
    Rule.GATHER: _l("gathered"),
    Rule.BALANCE: _l("balanced"),
    Rule.NOT_ISOLATED: _l("nobody isolated"),
    Rule.AT_LEAST_ONE: _l("at least one in each team"),
}
KNOWN: Mapping[str, LazyString] = {
    "language": _l("Language of the person"),
    "country": _l("Country of the university"),
    "zone": _l("Time zone"),
}
"""What the product knows of students without asking."""
FOR_CHOICES = (Rule.SPREAD, Rule.GATHER, Rule.NOT_ISOLATED, Rule.AT_LEAST_ONE)


def rules_for(*, is_number: bool) -> tuple[Rule, ...]:
    """What can be wanted of an attribute."""
    return (Rule.BALANCE,) if is_number else FOR_CHOICES


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish beside size, home institution and hours."""

    attribute: str
    rule: Rule
    importance: Importance
    value: str = ""
    """Of what kind there must be at least one."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def wishes_of(criteria: Iterable[Mapping[str, Any]]) -> list[Wish]:
    """The wishes as they are kept."""
    return [
        Wish(
            one["attribute"],
            Rule(one["rule"]),
            Importance(one["importance"]),
            one.get("value") or "",
        )
        for one in criteria
    ]


@dataclass(frozen=True, slots=True)
class ReadyQuestion:
    """A question that faculty can take as it stands."""

    key: str
    label: LazyString
    question: LazyString
    options: tuple[LazyString, ...]
    """Empty for a number from 1 to 5."""
    rule: Rule
    value: LazyString | str = ""


_YES, _NO = _l("Yes"), _l("No")
READY: tuple[ReadyQuestion, ...] = (
    ReadyQuestion(
        "lead",
        _l("Would lead a team"),
        _l("Would you like to lead your team?"),
        (_YES, _NO),
        Rule.AT_LEAST_ONE,
        _YES,
    ),
    ReadyQuestion(
        "level",
        _l("How much they know already"),
        _l("How much do you know already about the subject of this course?"),
        (),
        Rule.BALANCE,
    ),
    ReadyQuestion(
        "study",
        _l("Field of study"),
        _l("What do you study?"),
        (
            _l("Arts and humanities"),
            _l("Business and law"),
            _l("Engineering and computing"),
            _l("Natural sciences"),
            _l("Social sciences and education"),
            _l("Something else"),
        ),
        Rule.SPREAD,
    ),
    ReadyQuestion(
        "pace",
        _l("When they like to work"),
        _l("When do you like to do your part of a team’s work?"),
        (_l("Early"), _l("A little each day"), _l("Near the deadline")),
        Rule.GATHER,
    ),
    ReadyQuestion(
        "fluent",
        _l("At ease in the course’s language"),
        _l("How well do you speak the language of this course?"),
        (_l("I am at ease in it"), _l("Well enough"), _l("With some trouble")),
        Rule.NOT_ISOLATED,
    ),
    ReadyQuestion(
        "gender",
        _l("Gender"),
        _l("Which gender are you, as you see it yourself?"),
        (_l("Woman"), _l("Man"), _l("Another")),
        Rule.NOT_ISOLATED,
    ),
)


def ready_question(key: str) -> ReadyQuestion | None:
    return next((one for one in READY if one.key == key), None)


def labels_of(attributes: Iterable[Attribute]) -> dict[str, str]:
    """What each attribute is called, by its key."""
    known = {key: str(label) for key, label in KNOWN.items()}
    return known | {one.key: one.label for one in attributes}


def asked(attributes: Iterable[Attribute], wishes: Iterable[Wish]) -> list[Attribute]:
    """The questions that stand behind these wishes, and no others: nobody is asked in vain."""
    wanted = {one.attribute for one in wishes}
    return [one for one in attributes if one.question and one.key in wanted]


@dataclass(frozen=True, slots=True)
class Preset:
    """Wishes that faculty take with one click."""

    key: str
    label: LazyString
    text: LazyString
    common_hours: float
    questions: tuple[str, ...] = ()
    """Ready questions that belong to it."""


PRESETS: tuple[Preset, ...] = (
    Preset(
        "meet",
        _l("Mixed teams that can meet"),
        _l("As many universities as possible in each team, and hours in which all are awake."),
        common_hours=5,
    ),
    Preset(
        "lead",
        _l("Mixed teams that can meet, each with a leader"),
        _l("The same, and students are asked whether they would like to lead."),
        common_hours=5,
        questions=("lead",),
    ),
    Preset(
        "equal",
        _l("Mixed teams of equal strength"),
        _l("The same, and students are asked how much they know, so that no team has it all."),
        common_hours=5,
        questions=("level",),
    ),
    Preset(
        "apart",
        _l("Mixed teams that work at different times"),
        _l("Universities are mixed, whatever the time zones: for work without live meetings."),
        common_hours=0,
    ),
)


def preset_of(key: str) -> Preset:
    return next((one for one in PRESETS if one.key == key), PRESETS[0])


def good_sizes(institutions: int) -> tuple[int, int]:
    """How many people a team has where nobody has said: one or two of each, four at least."""
    size = institutions if 4 <= institutions <= 7 else 6 if institutions == 3 else 4
    return size, size + 1
