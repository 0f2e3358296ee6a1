"""What the answers of a team say in figures, and which patterns in them deserve a look.

The means, the factor and the patterns are those that the field uses (CATME, Buddycheck); the
thresholds stand here and are shown with each hint. A hint is a reason to talk with people, never a
verdict: so it carries its figures, and nothing is computed from it. Pure arithmetic: people are
numbers here.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from statistics import fmean

from vsm_platform.evaluation.scales import KEYS

Given = Mapping[tuple[int, int], Mapping[str, int]]
"""Ratings by (who says it, of whom); 0 is what somebody could not tell."""

FEWEST_RATERS = 2
"""One voice alone is no pattern."""
LOW = 2.5
CONFIDENT_GAP = 1.0
NOT_CONFIDENT = 3.0
SPLIT = 2.0
CLIQUE_GAP = 1.0
LARGEST_FOR_CLIQUES = 12
"""Above so many, the ways to split a team are too many to look at, and a "team" is a class."""


class Pattern(StrEnum):
    LOW_PERFORMER = "low_performer"
    OVERCONFIDENT = "overconfident"
    CONFLICT = "conflict"
    CLIQUE = "clique"


@dataclass(frozen=True, slots=True)
class Hint:
    """A pattern that was seen, with the figures in which it shows."""

    pattern: Pattern
    low: float
    high: float
    """Two figures of the pattern: others' and own, lowest and highest, across and within groups."""
    groups: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    """Of a clique: the two groups."""


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """What was said of one person."""

    person: int
    raters: int
    """How many others rated this person on some scale."""
    by_scale: Mapping[str, float]
    """Others' mean on each scale on which somebody said something."""
    raters_by_scale: Mapping[str, int]
    own_by_scale: Mapping[str, int]
    others: float | None
    """The mean of what each of the others said, so that each has one voice."""
    own: float | None
    factor: float | None
    """``others``, divided by the mean of the team's; the own rating is left out of both."""
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamFigures:
    people: tuple[PersonFigures, ...]
    mean: float | None
    """Of what was said of others in this team."""
    by_scale: Mapping[str, float] = field(default_factory=dict)
    clique: Hint | None = None

    @property
    def has_hints(self) -> bool:
        return self.clique is not None or any(one.hints for one in self.people)


def team_figures(people: Collection[int], given: Given) -> TeamFigures:
    """The figures of one team.

    Args:
        people: those who count, who are still there; what others said or got is left out.
        given: the ratings, at any of them.
    """
    cells = _cells(people, given)
    clique = find_clique(people, cells)
    received = {one: _received(one, people, cells) for one in people}
    means = [fmean(values) for values in received.values() if values]
    team_mean = fmean(means) if means else None
    return TeamFigures(
        people=tuple(
            _person(one, people, given, cells, team_mean, is_in_clique=clique is not None)
            for one in people
        ),
        mean=team_mean,
        by_scale=_team_scales(people, given),
        clique=clique,
    )


def _cells(people: Collection[int], given: Given) -> dict[tuple[int, int], float]:
    """What each said of each over all scales."""
    cells = {}
    for (rater, rated), ratings in given.items():
        values = [ratings[key] for key in KEYS if ratings.get(key)]
        if values and rater in people and rated in people:
            cells[rater, rated] = fmean(values)
    return cells


def _received(
    person: int, people: Collection[int], cells: Mapping[tuple[int, int], float]
) -> list[float]:
    return [
        cells[rater, person] for rater in people if rater != person and (rater, person) in cells
    ]


def _scale_values(person: int, people: Collection[int], given: Given, key: str) -> list[int]:
    values = (given.get((rater, person), {}).get(key, 0) for rater in people if rater != person)
    return [value for value in values if value]


def _team_scales(people: Collection[int], given: Given) -> dict[str, float]:
    found = {}
    for key in KEYS:
        means = [
            fmean(values) for one in people if (values := _scale_values(one, people, given, key))
        ]
        if means:
            found[key] = fmean(means)
    return found


def _person(
    person: int,
    people: Collection[int],
    given: Given,
    cells: Mapping[tuple[int, int], float],
    team_mean: float | None,
    *,
    is_in_clique: bool,
) -> PersonFigures:
    by_scale = {key: _scale_values(person, people, given, key) for key in KEYS}
    received = _received(person, people, cells)
    own = {key: value for key, value in given.get((person, person), {}).items() if value}
    others = fmean(received) if received else None
    own_mean = cells.get((person, person))
    return PersonFigures(
        person=person,
        raters=len(received),
        by_scale={key: fmean(values) for key, values in by_scale.items() if values},
        raters_by_scale={key: len(values) for key, values in by_scale.items()},
        own_by_scale=own,
        others=others,
        own=own_mean,
        factor=others / team_mean if others is not None and team_mean else None,
        hints=tuple(_hints(received, own_mean, is_in_clique=is_in_clique)),
    )


def _hints(received: list[float], own: float | None, *, is_in_clique: bool) -> Iterator[Hint]:
    if len(received) < FEWEST_RATERS:
        return
    others, low, high = fmean(received), min(received), max(received)
    if others < LOW:
        yield Hint(Pattern.LOW_PERFORMER, others, LOW)
    if own is not None and own - others >= CONFIDENT_GAP and others < NOT_CONFIDENT:
        yield Hint(Pattern.OVERCONFIDENT, others, own)
    # Where a team is split in two, everybody is rated differently by the two sides.
    if high - low >= SPLIT and not is_in_clique:
        yield Hint(Pattern.CONFLICT, low, high)


def find_clique(people: Collection[int], cells: Mapping[tuple[int, int], float]) -> Hint | None:
    """The clearest split of a team into two groups that each rate their own much higher."""
    everybody = sorted(people)
    if not 4 <= len(everybody) <= LARGEST_FOR_CLIQUES:
        return None
    splits = [_split(first, everybody, cells) for first in _halves(everybody)]
    found = [one for one in splits if one is not None]
    return max(found, key=lambda hint: hint.high - hint.low) if found else None


def _halves(everybody: list[int]) -> Iterator[tuple[int, ...]]:
    """One group of each split into two groups of at least two; the first person is in it."""
    first, *rest = everybody
    for size in range(1, len(rest) - 1):
        for others in combinations(rest, size):
            yield (first, *others)


def _split(
    first: tuple[int, ...], everybody: list[int], cells: Mapping[tuple[int, int], float]
) -> Hint | None:
    second = tuple(one for one in everybody if one not in first)
    sides = [(_mean(one, one, cells), _mean(one, other, cells)) for one, other in
             ((first, second), (second, first))]  # fmt: skip
    within = [inside for inside, _across in sides]
    across = [outside for _inside, outside in sides]
    known_within = [one for one in within if one is not None]
    known_across = [one for one in across if one is not None]
    if len(known_within) < 2 or len(known_across) < 2:
        return None
    gaps = [inside - outside for inside, outside in zip(known_within, known_across, strict=True)]
    if min(gaps) < CLIQUE_GAP:
        return None
    return Hint(Pattern.CLIQUE, fmean(known_across), fmean(known_within), (first, second))


def _mean(
    raters: tuple[int, ...], rated: tuple[int, ...], cells: Mapping[tuple[int, int], float]
) -> float | None:
    values = [cells[a, b] for a in raters for b in rated if a != b and (a, b) in cells]
    return fmean(values) if len(values) >= FEWEST_RATERS else None
