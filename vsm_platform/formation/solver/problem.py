"""A class that is to be divided into teams, and everything that the solver answers, as plain data.

Nothing here needs NumPy, a database or words: the room ``formation`` makes a `Problem` of its
criteria and people, and sentences of the answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

SLOT_MINUTES = 15
SLOTS_A_WEEK = 7 * 24 * 60 // SLOT_MINUTES

Attribute = str | float | None
"""What is known of a student: a word, a number, or nothing (also "prefer not to say")."""

Teams = tuple[tuple[int, ...], ...]
"""Students' keys by team; a team's number is its place, from 0."""


class Rule(StrEnum):
    SPREAD = "spread"
    """As few as possible of one value in a team."""
    GATHER = "gather"
    """Teams of one value."""
    BALANCE = "balance"
    """Every team has about the same sum of a number (or share of each word)."""
    NOT_ISOLATED = "not_isolated"
    """Nobody is the only one of a value (of ``Criterion.value``, if it is given) in a team."""
    AT_LEAST_ONE = "at_least_one"
    """Someone with ``Criterion.value`` in each team: a leader, a language."""


class Importance(IntEnum):
    """How much faculty care. They choose the word, and never see the number."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    REQUIRED = 4


@dataclass(frozen=True, slots=True)
class Criterion:
    attribute: str
    rule: Rule
    importance: Importance
    value: str | None = None
    """For which value of the attribute (``AT_LEAST_ONE`` needs one)."""


@dataclass(frozen=True, slots=True)
class Student:
    key: int
    institution: int
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    masks: tuple[int, ...] = ()
    """The week of 672 quarters of an hour in UTC, bit 0 = Monday 00:00, for each regime of the term.

    Nothing at all means that any time suits.
    """


@dataclass(frozen=True, slots=True)
class Problem:
    students: tuple[Student, ...]
    least: int
    most: int
    criteria: tuple[Criterion, ...] = ()
    institution_mix: Importance | None = Importance.MEDIUM
    """None: home institutions play no part."""
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    common_hours: float = 0
    """Hours a week that each team shares in its worst week, in blocks as long as a meeting."""
    meeting_minutes: int = 60
    pins: Mapping[int, int] = field(default_factory=dict)
    """Team number by student's key."""
    locked: frozenset[int] = frozenset()
    """Teams that are just those who are pinned to them; nobody comes or goes."""
    team_count: int | None = None
    """None: as few teams as ``most`` allows."""
    seed: int = 0


class Kind(StrEnum):
    """What a check found. ``Finding.data`` is named with each."""

    NO_STUDENTS = "no_students"
    DUPLICATE_STUDENT = "duplicate_student"
    """keys"""
    UNKNOWN_STUDENT = "unknown_student"
    """keys: of pairs and pins, but not of the class"""
    BAD_SIZES = "bad_sizes"
    """least, most"""
    TOO_FEW_STUDENTS = "too_few_students"
    """students, least"""
    SIZES_DO_NOT_DIVIDE = "sizes_do_not_divide"
    """students, least, most, teams (or None), nearest: sizes that would do"""
    ONE_INSTITUTION = "one_institution"
    """nothing: there is nothing to mix"""
    CONTRADICTORY_PAIRS = "contradictory_pairs"
    """keys: bound together by chains of pairs, and yet two of them are to be kept apart; pair"""
    TOO_LARGE_TOGETHER = "too_large_together"
    """keys, most"""
    TOO_MANY_APART = "too_many_apart"
    """keys: each to be kept from each other, teams"""
    PIN_CONTRADICTS = "pin_contradicts"
    """keys, teams: a pair is pinned against what is said of it"""
    PINS_DO_NOT_FIT = "pins_do_not_fit"
    """team, pinned, most"""
    UNKNOWN_TEAM = "unknown_team"
    """teams: numbers beyond the last"""
    NOT_ENOUGH = "not_enough"
    """attribute, value, have, teams: at least one for each team"""
    MISSING_ATTRIBUTE = "missing_attribute"
    """attribute, missing, students"""
    NOT_A_NUMBER = "not_a_number"
    """attribute: numbers and words are mixed"""
    ISOLATION_UNAVOIDABLE = "isolation_unavoidable"
    """attribute, value (or None), teams: that many at the least"""
    NO_COMMON_HOURS = "no_common_hours"
    """hours, most_hours, institutions: pairs of these, of whom no two students share the hours"""
    NO_HOURS_OF_OWN = "no_hours_of_own"
    """keys (fifty at the most), students, hours: own weeks have fewer hours than are asked"""
    NOT_ALL_CAN_MEET = "not_all_can_meet"
    """hours, teams: at the least so many teams lack hours, however they are mixed"""
    LOST_REGIMES = "lost_regimes"
    """keys: whose weeks are not given for the same stretches of the term as the others'"""


class Weight(StrEnum):
    """What a finding means for solving."""

    FATAL = "fatal"
    """Nothing can be proposed."""
    IMPOSSIBLE = "impossible"
    """Teams can be proposed, but not everything asked for can be kept, whatever is tried."""
    NOTE = "note"
    """Worth knowing."""


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Kind
    weight: Weight
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parts:
    """A loss, by what makes it up. Everything is weighed already, but for ``broken``."""

    broken: int = 0
    """How often a required rule is broken."""
    total: float = 0.0
    institutions: float = 0.0
    hours: float = 0.0
    criteria: tuple[float, ...] = ()
    """In the order of ``Problem.criteria``."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What no division of this class can undercut."""

    total: float
    institutions: float
    """Of the loss of pairs of one institution, without regard to hours."""
    hours: float
    """Of the loss of missing hours, without regard to institutions."""
    criteria: tuple[float, ...]
    cross_pairs: int
    """The most pairs of different institutions, without regard to hours."""
    meeting_cross_pairs: int | None
    """The most when every team shares the hours that are asked; None when that is unproven."""
    proven_hours: bool
    """Whether hours and institutions were bounded together (needs ``highspy``)."""
    exact: bool = False
    """Whether the bound is the best division itself."""


@dataclass(frozen=True, slots=True)
class Proposal:
    teams: Teams
    loss: Parts
    rounds: int
    finished: bool
    """False: stopped by the clock or by hand; the best so far."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the week in UTC at which a whole team can meet, in every regime."""

    start: int
    """Quarter of an hour from Monday 00:00 UTC."""
    minutes: int


@dataclass(frozen=True, slots=True)
class TeamReport:
    number: int
    institutions: Mapping[int, int]
    """Students by institution."""
    shared_hours: float
    """In the worst week of the term."""
    meets: bool
    """Whether these are the hours that were asked for."""
    slots: tuple[Slot, ...]
    """At most three."""
    loss: float
    ticks: tuple[bool | None, ...]
    """In the order of ``Problem.criteria``: kept, not kept, or nothing known of its members."""


@dataclass(frozen=True, slots=True)
class Change:
    """One student's way into another team (or, when new, into their first: ``origin`` is None)."""

    key: int
    origin: int | None
    to: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The best other place for a student, and what the whole would pay for it."""

    key: int
    team: int
    in_exchange_for: int | None
    """Who would come instead, or None for a mere move."""
    price: float
    """Above 0: everything together would become worse by so much."""


class Outcome(StrEnum):
    MET = "met"
    """As good as is possible at all."""
    IMPOSSIBLE = "impossible"
    """What is missing was proven to be unavoidable."""
    TRADED_OFF = "traded_off"
    """Given up for other rules."""
    TIME = "time"
    """The search was stopped before it had ended."""


@dataclass(frozen=True, slots=True)
class RuleReport:
    criterion: int | None
    """Place in ``Problem.criteria``; None for institutions and hours."""
    name: str
    """``institutions``, ``hours``, ``together``, ``apart`` or the criterion's attribute."""
    outcome: Outcome
    loss: float
    unavoidable: float
    """The proven bound of this rule alone."""
    teams: tuple[int, ...]
    """Where it is not kept."""


@dataclass(frozen=True, slots=True)
class PriceOfZones:
    """What it costs the mix of institutions that teams must be able to meet."""

    without: int
    """The most pairs of different institutions, if the day were the same everywhere."""
    possible: int | None
    """The most if every team shares the hours that are asked; None when unproven or impossible."""
    reached: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    teams: tuple[TeamReport, ...]
    rules: tuple[RuleReport, ...]
    zones: PriceOfZones
    bound: Bound


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to take in who came and to do without who left."""

    teams: Teams
    changes: tuple[Change, ...]
    """Who gets a (new) team: the new ones, and those who move for them."""
    moved: int
    """How many change teams, new ones not counted."""
    concerned: frozenset[int]
    """Numbers of the teams whose members change, and no others' do."""
    price: float
    """Loss of the concerned teams afterwards less before: below 0 is better than it was."""


class CannotSolve(Exception):
    """A problem with fatal findings was given to the search."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.kind for finding in findings))
        self.findings = findings
